// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/wall.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace cuxent::impl {
namespace {

TEST(Wall, TurnsEveryExceptionIntoAStatusAndAMessage) {
    const auto status_of = [](auto&& body) { return wall(nullptr, "function", body); };

    EXPECT_EQ(status_of([] {}), CUXENT_STATUS_SUCCESS);
    EXPECT_EQ(status_of([] { throw std::bad_alloc(); }), CUXENT_STATUS_OUT_OF_MEMORY);
    EXPECT_EQ(status_of([] { throw std::runtime_error("what"); }), CUXENT_STATUS_INTERNAL);
    EXPECT_STREQ(cuxentGetLastErrorMessage(), "function: what");
    EXPECT_EQ(status_of([] { throw 1; }), CUXENT_STATUS_INTERNAL);
    EXPECT_EQ(status_of([] { throw Failure(CUXENT_STATUS_BAD_SHAPE, "shape"); }),
              CUXENT_STATUS_BAD_SHAPE);
    EXPECT_STREQ(cuxentGetLastErrorMessage(), "function: shape");
}

TEST(Wall, CutsAMessageThatIsTooLong) {
    wall(nullptr, "function", [] { throw std::runtime_error(std::string(5000, 'x')); });

    EXPECT_LT(std::string(cuxentGetLastErrorMessage()).size(), 512U);
}

}  // namespace
}  // namespace cuxent::impl
