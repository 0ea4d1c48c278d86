// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file process_settings_test.cpp @brief Calls leave every process-wide setting as it was. */
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <sched.h>
#include <unistd.h>

#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "api/warm_call.h"

namespace {

/// What a library could disturb in its host, as the calling thread sees it.
struct Settings {
    std::vector<std::string> environment;
    cpu_set_t affinity{};
    sigset_t signals{};
    int rounding = 0;
    unsigned float_control = 0;
    std::string locale;
    int omp_threads = 0;
    int omp_dynamic = 0;

    bool operator==(const Settings& other) const {
        return environment == other.environment && CPU_EQUAL(&affinity, &other.affinity) &&
               std::memcmp(&signals, &other.signals, sizeof(signals)) == 0 &&
               rounding == other.rounding && float_control == other.float_control &&
               locale == other.locale && omp_threads == other.omp_threads &&
               omp_dynamic == other.omp_dynamic;
    }
};

/// Calls a function of libgomp, the OpenMP runtime of a host program that has one.
int omp(const char* function) {
    static void* library = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) return -1;
    return reinterpret_cast<int (*)()>(dlsym(library, function))();
}

Settings settings() {
    Settings now;
    for (char** entry = environ; *entry != nullptr; ++entry) now.environment.emplace_back(*entry);
    sched_getaffinity(0, sizeof(now.affinity), &now.affinity);
    pthread_sigmask(SIG_BLOCK, nullptr, &now.signals);
    now.rounding = std::fegetround();
#if defined(__SSE__)
    constexpr unsigned kStickyFlags = 0x3F;  // set by any rounding, not a setting
    now.float_control = _mm_getcsr() & ~kStickyFlags;
#endif
    now.locale = std::setlocale(LC_ALL, nullptr);
    now.omp_threads = omp("omp_get_max_threads");
    now.omp_dynamic = omp("omp_get_dynamic");
    return now;
}

class ProcessSettings : public testing::TestWithParam<cuxentType> {};

TEST_P(ProcessSettings, SurviveTheWholeLifeOfACall) {
    const Settings before = settings();
    for (const bool keep : {false, true}) {
        api::WarmCall call(GetParam(), keep);  // handle, plan, first calls

        EXPECT_TRUE(call.run());

        EXPECT_EQ(settings(), before);
    }
    EXPECT_EQ(settings(), before);  // after destruction too
}

TEST_P(ProcessSettings, SurviveWhenTheHostHasItsOwn) {
    api::WarmCall call(GetParam(), false);
#if defined(__SSE__)
    const unsigned usual = _mm_getcsr();
    _mm_setcsr(usual | 0x8040U);  // flush and denormals are zero, as training programs set
#endif
    std::fesetround(FE_UPWARD);
    const Settings before = settings();

    const bool succeeded = call.run();

    const Settings after = settings();
    std::fesetround(FE_TONEAREST);
#if defined(__SSE__)
    _mm_setcsr(usual);
#endif
    EXPECT_TRUE(succeeded);
    EXPECT_EQ(after, before);
}

INSTANTIATE_TEST_SUITE_P(Api, ProcessSettings,
                         testing::Values(CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16,
                                         CUXENT_TYPE_BFLOAT16, CUXENT_TYPE_FLOAT64));

TEST(OpenMpSettings, AreWatched) {
    if (omp("omp_get_max_threads") < 0) GTEST_SKIP() << "no libgomp on this machine";
    EXPECT_GE(omp("omp_get_max_threads"), 1);
}

}  // namespace
