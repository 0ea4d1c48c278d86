// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file handle_test.cpp @brief Handles: creation, threads, log, and what they refuse. */
#include <gtest/gtest.h>

#include <sched.h>

#include <algorithm>
#include <string>
#include <vector>

#include "api/example_call.h"

namespace {

using api::refusal_fault;

cuxentHandle const kUnset = reinterpret_cast<cuxentHandle>(0x5A);

TEST(Create, RefusesWhatItCannotMake) {
    cuxentHandle handle = kUnset;

    EXPECT_EQ(refusal_fault(cuxentCreate(nullptr, CUXENT_BACKEND_CPU, 0),
                            CUXENT_STATUS_NULL_POINTER, {"cuxentCreate", "handle"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentCreate(&handle, CUXENT_BACKEND_CPU, 1), CUXENT_STATUS_BAD_VALUE,
                            {"device", "got 1", "wanted 0"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentCreate(&handle, CUXENT_BACKEND_CPU, -1), CUXENT_STATUS_BAD_VALUE,
                            {"device", "got -1"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentCreate(&handle, static_cast<cuxentBackend>(7), 0),
                            CUXENT_STATUS_BAD_VALUE, {"backend", "got 7", "wanted"}),
              "");
    EXPECT_EQ(handle, kUnset);
}

/// "backends: cpu" or "backends: cpu, cuda" of the build information.
bool has_cuda() {
    const std::string info = cuxentGetBuildInfo();
    const std::size_t begin = info.find("backends: ");
    return info.substr(begin, info.find('\n', begin) - begin).find("cuda") != std::string::npos;
}

TEST(Create, SaysWhatIsMissingForCuda) {
    cuxentHandle handle = kUnset;

    const cuxentStatus status = cuxentCreate(&handle, CUXENT_BACKEND_CUDA, 0);

    if (status == CUXENT_STATUS_SUCCESS) {
        EXPECT_TRUE(has_cuda());
        EXPECT_EQ(cuxentDestroy(handle), CUXENT_STATUS_SUCCESS);
        return;
    }
    EXPECT_EQ(status == CUXENT_STATUS_BACKEND_NOT_BUILT, !has_cuda()) << cuxentGetBuildInfo();
    EXPECT_EQ(refusal_fault(status, status, {"cuxentCreate", "CUDA"}), "");
    EXPECT_EQ(handle, kUnset);
}

TEST(Destroy, TakesNull) {
    EXPECT_EQ(cuxentDestroy(nullptr), CUXENT_STATUS_SUCCESS);
    EXPECT_EQ(cuxentPlanDestroy(nullptr), CUXENT_STATUS_SUCCESS);
}

TEST(Threads, StartAtTheProcessorsThisProcessMayUse) {
    cpu_set_t allowed;
    ASSERT_EQ(sched_getaffinity(0, sizeof(allowed), &allowed), 0);

    EXPECT_EQ(cuxent::Handle().thread_count(), std::min(64, CPU_COUNT(&allowed)));
}

TEST(Threads, AreSetAndReadBack) {
    cuxent::Handle handle;
    for (const int n_threads : {1, 64, 3}) {
        handle.set_thread_count(n_threads);
        EXPECT_EQ(handle.thread_count(), n_threads);
    }
}

TEST(Threads, RefuseNumbersOutOfRangeAndKeepTheOldOne) {
    cuxent::Handle handle;
    handle.set_thread_count(2);
    for (const int n_threads : {0, -1, 65}) {
        EXPECT_EQ(
            refusal_fault(cuxentSetThreadCount(handle.get(), n_threads), CUXENT_STATUS_BAD_VALUE,
                          {"n_threads", "got " + std::to_string(n_threads), "1 to 64"}),
            "");
    }
    EXPECT_EQ(handle.thread_count(), 2);
}

TEST(Threads, RefuseNullArguments) {
    const cuxent::Handle handle;
    int32_t n_threads = 0;

    EXPECT_EQ(
        refusal_fault(cuxentSetThreadCount(nullptr, 1), CUXENT_STATUS_NULL_HANDLE, {"handle"}), "");
    EXPECT_EQ(refusal_fault(cuxentGetThreadCount(nullptr, &n_threads), CUXENT_STATUS_NULL_HANDLE,
                            {"handle"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentGetThreadCount(handle.get(), nullptr), CUXENT_STATUS_NULL_POINTER,
                            {"n_threads"}),
              "");
}

void keep_line(const char* line, void* lines) {
    static_cast<std::vector<std::string>*>(lines)->emplace_back(line);
}

TEST(Log, HasALineForEachPlanAndEachFailureThatNamedTheHandle) {
    cuxent::Handle handle;
    std::vector<std::string> lines;
    handle.set_log_callback(keep_line, &lines);

    const cuxent::Plan plan(handle, api::example_problem());
    (void)cuxentSetThreadCount(handle.get(), 0);
    (void)cuxentSetThreadCount(nullptr, 1);

    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0], plan.text());
    EXPECT_NE(lines[1].find("n_threads"), std::string::npos);
    for (const std::string& line : lines) EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(Log, IsSilentUntilAskedForAndAfterwards) {
    cuxent::Handle handle;
    std::vector<std::string> lines;
    handle.set_log_callback(keep_line, &lines);
    handle.set_log_callback(nullptr, nullptr);

    const cuxent::Plan plan(handle, api::example_problem());
    (void)cuxentSetThreadCount(handle.get(), 0);

    EXPECT_TRUE(lines.empty());
    EXPECT_EQ(refusal_fault(cuxentSetLogCallback(nullptr, keep_line, &lines),
                            CUXENT_STATUS_NULL_HANDLE, {"handle"}),
              "");
}

}  // namespace
