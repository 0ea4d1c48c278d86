// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file no_nvidia_test.cpp
 * @brief A library with CUDA in it, where there is neither an NVIDIA driver nor an NVIDIA library.
 *
 * The dlopen below replaces that of the C library for this program and for every shared library in
 * it, the CUDA runtime inside libcuxent included: what this machine has of NVIDIA is not found.
 * What libcuxent needs before main(), the test `soname` looks at.
 */
#include <gtest/gtest.h>

#include <dlfcn.h>

#include <atomic>
#include <string>

#include "api/example_call.h"

namespace {

std::atomic<int> n_hidden{0};

}  // namespace

extern "C" void* dlopen(const char* name, int flags) noexcept {
    static const auto real = reinterpret_cast<decltype(&dlopen)>(dlsym(RTLD_NEXT, "dlopen"));
    if (name == nullptr) return real(name, flags);
    std::string wanted = name;
    for (const char* hidden : {"libcuda", "libcublas", "libnvidia"}) {
        if (wanted.find(hidden) == std::string::npos) continue;
        ++n_hidden;
        wanted += ".hidden";  // the real one fails, and leaves its message for dlerror
        break;
    }
    return real(wanted.c_str(), flags);
}

namespace {

TEST(WithoutNvidia, TheCpuComputes) {
    api::ExampleCall example;

    EXPECT_EQ(example.forward_backward(), CUXENT_STATUS_SUCCESS) << cuxentGetLastErrorMessage();
    EXPECT_FALSE(example.outputs_untouched());
}

TEST(WithoutNvidia, ACudaHandleSaysWhatIsMissing) {
    cuxentHandle handle = nullptr;

    const cuxentStatus status = cuxentCreate(&handle, CUXENT_BACKEND_CUDA, 0);

    EXPECT_EQ(api::refusal_fault(status, CUXENT_STATUS_NOT_SUPPORTED,
                                 {"cuxentCreate", "CUXENT_BACKEND_CUDA", "no NVIDIA driver"}),
              "");
    EXPECT_EQ(handle, nullptr);
    EXPECT_GT(n_hidden, 0) << "nothing asked for a driver: this test hides nothing";
}

}  // namespace
