// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file device_test.cpp @brief Which backends this suite runs on, and whether it would notice. */
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "backend/suite.h"

namespace backend {
namespace {

class DeviceOf : public testing::TestWithParam<std::string> {};

TEST_P(DeviceOf, IsAvailable) {
    Device& device = device_named(GetParam());
    const std::string reason = device.unavailable();
    if (!reason.empty()) GTEST_SKIP() << GetParam() << ": no test of this suite ran: " << reason;

    EXPECT_GE(device.handle().thread_count(), 1);
}

INSTANTIATE_TEST_SUITE_P(Backend, DeviceOf, testing::ValuesIn(known_devices()), backend_name);

class Guards : public OnEveryBackend {
 protected:
    static constexpr std::int64_t kRows = 2;
    static constexpr std::int64_t kDim = 3;

    [[nodiscard]] ViewMatrix matrix() const {
        const Layout layout{CUXENT_VIEWS_SEPARATE, 2, 1};
        ViewMatrix matrix(device(), CUXENT_TYPE_FLOAT32, {kRows, kRows}, kDim, layout);
        matrix.write(std::vector<double>(2 * kRows * kDim, 1.0));
        return matrix;
    }

    /// Writes a 0 where a careless kernel would, `elements` from the first row of view 1.
    void scribble(const ViewMatrix& matrix, std::int64_t elements) const {
        const float zero = 0;
        auto* first = static_cast<float*>(matrix.as_output()[0].data);
        device().upload(first + elements, &zero, sizeof(zero));
    }
};

TEST_P(Guards, AcceptWhatIsWrittenInsideTheRows) {
    ViewMatrix matrix = this->matrix();
    EXPECT_EQ(matrix.damage(), "");

    scribble(matrix, 0);

    EXPECT_EQ(matrix.damage_around(), "");
    EXPECT_NE(matrix.damage(), "");
}

TEST_P(Guards, NoticeWritesBetweenBeforeAndBehindTheRows) {
    for (const std::int64_t elements : {kDim, std::int64_t{-1}, std::int64_t{-2}, 2 * kDim + 2}) {
        const ViewMatrix matrix = this->matrix();

        scribble(matrix, elements);

        EXPECT_NE(matrix.damage_around(), "") << elements;
    }
}

TEST_P(Guards, NoticeEntriesThatWereNotWritten) {
    const ViewMatrix fresh(device(), CUXENT_TYPE_FLOAT32, {2 * kRows}, kDim, {});
    EXPECT_NE(fresh.unwritten(0), "");

    ViewMatrix written = matrix();
    EXPECT_EQ(written.unwritten(0), "");
    EXPECT_EQ(written.unwritten(1), "");
}

TEST_P(Guards, NoticeWritesOutsideOfABuffer) {
    GuardedMemory memory(device(), 100);
    EXPECT_TRUE(memory.guards_intact());
    const std::byte zero{0};

    device().upload(static_cast<std::byte*>(memory.data()) + 100, &zero, 1);

    EXPECT_FALSE(memory.guards_intact());
}

TEST_P(Guards, FreshMemoryIsNaNInEveryType) {
    const GuardedMemory memory(device(), 8);
    for (const cuxentType type :
         {CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16, CUXENT_TYPE_FLOAT64}) {
        const double value = harness::load(type, memory.read().data());
        EXPECT_NE(value, value);
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Guards, every_backend(), backend_name);

}  // namespace
}  // namespace backend
