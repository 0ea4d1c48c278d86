// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file library_test.cpp @brief Status names, last error, version, build information. */
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "api/example_call.h"

namespace {

TEST(StatusName, IsTheEnumerator) {
#define CUXENT_EXPECT_NAME(status) EXPECT_STREQ(cuxentGetStatusName(status), #status)
    CUXENT_EXPECT_NAME(CUXENT_STATUS_SUCCESS);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_NULL_HANDLE);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_VERSION_MISMATCH);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_NULL_POINTER);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_BAD_VALUE);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_BAD_SHAPE);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_BAD_STRIDE);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_MISALIGNED);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_BUFFER_TOO_SMALL);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_PLAN_MISMATCH);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_LIMIT_TOO_SMALL);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_NOT_SUPPORTED);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_BACKEND_NOT_BUILT);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_INTERNAL);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_OUT_OF_MEMORY);
    CUXENT_EXPECT_NAME(CUXENT_STATUS_EXECUTION_FAILED);
#undef CUXENT_EXPECT_NAME
    EXPECT_STREQ(cuxentGetStatusName(static_cast<cuxentStatus>(1234)), "unknown status");
    EXPECT_STREQ(cuxentGetStatusName(static_cast<cuxentStatus>(-1)), "unknown status");
}

TEST(LastError, IsEmptyOnANewThread) {
    (void)cuxentSetThreadCount(nullptr, 1);
    std::string elsewhere = "not read";

    std::thread([&] { elsewhere = cuxentGetLastErrorMessage(); }).join();

    EXPECT_EQ(elsewhere, "");
    EXPECT_STRNE(cuxentGetLastErrorMessage(), "");
}

TEST(LastError, OfAnotherThreadLeavesThisOneAlone) {
    (void)cuxentPlanSizes(nullptr, nullptr);
    const std::string before = cuxentGetLastErrorMessage();

    std::thread([] { (void)cuxentCreate(nullptr, CUXENT_BACKEND_CPU, 0); }).join();

    EXPECT_EQ(cuxentGetLastErrorMessage(), before);
}

TEST(LastError, SurvivesSuccessAndGivesWayToTheNextFailure) {
    (void)cuxentPlanSizes(nullptr, nullptr);
    const std::string first = cuxentGetLastErrorMessage();
    api::ExampleCall example;

    EXPECT_EQ(example.forward(), CUXENT_STATUS_SUCCESS);
    EXPECT_EQ(cuxentGetLastErrorMessage(), first);
    example.inputs.scale.value = -1;
    EXPECT_NE(example.forward(), CUXENT_STATUS_SUCCESS);
    EXPECT_NE(cuxentGetLastErrorMessage(), first);
}

TEST(LastError, NamesTheFunctionThatFailed) {
    (void)cuxentPlanSizes(nullptr, nullptr);

    EXPECT_NE(std::string(cuxentGetLastErrorMessage()).find("cuxentPlanSizes"), std::string::npos);
}

TEST(Version, IsThatOfTheHeaders) {
    EXPECT_EQ(cuxentGetVersion(), CUXENT_VERSION);
    EXPECT_EQ(CUXENT_VERSION,
              10000 * CUXENT_VERSION_MAJOR + 100 * CUXENT_VERSION_MINOR + CUXENT_VERSION_PATCH);
}

TEST(BuildInfo, NamesVersionBackendsAndBlas) {
    const std::string info = cuxentGetBuildInfo();

    for (const char* part : {"version: " CUXENT_VERSION_STRING, "backends: ", "cpu", "BLAS"}) {
        EXPECT_NE(info.find(part), std::string::npos) << part << " in\n" << info;
    }
}

TEST(Error, CarriesStatusAndMessage) {
    cuxent::Handle handle;
    try {
        handle.set_thread_count(0);
        FAIL() << "nothing was thrown";
    } catch (const cuxent::Error& error) {
        EXPECT_EQ(error.status(), CUXENT_STATUS_BAD_VALUE);
        EXPECT_NE(std::string(error.what()).find("CUXENT_STATUS_BAD_VALUE"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("n_threads"), std::string::npos);
    }
}

}  // namespace
