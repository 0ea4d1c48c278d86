// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/element.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace {

using harness::format_of;

std::uint16_t bits16(cuxentType type, double x) {
    std::uint16_t bits = 0;
    harness::store(type, x, &bits);
    return bits;
}

TEST(Element, HalfHasItsKnownBits) {
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 1), 0x3C00);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, -2), 0xC000);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 65504), 0x7BFF);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 65520), 0x7C00);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 0x1p-24), 0x0001);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 0x1p-25), 0x0000);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 1 + 0x1p-11), 0x3C00);
    EXPECT_EQ(bits16(CUXENT_TYPE_FLOAT16, 1 + 0x1.8p-10), 0x3C02);
}

TEST(Element, Bfloat16HasItsKnownBits) {
    EXPECT_EQ(bits16(CUXENT_TYPE_BFLOAT16, 1), 0x3F80);
    EXPECT_EQ(bits16(CUXENT_TYPE_BFLOAT16, -1e30), 0xF14A);
    EXPECT_EQ(bits16(CUXENT_TYPE_BFLOAT16, 3.4e38), 0x7F80);
    EXPECT_EQ(bits16(CUXENT_TYPE_BFLOAT16, 0x1p-133), 0x0001);
}

TEST(Element, SixteenBitTypesSurviveARoundTrip) {
    for (const cuxentType type : {CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16}) {
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
            const auto before = static_cast<std::uint16_t>(bits);
            const double value = harness::load(type, &before);
            if (std::isnan(value)) continue;
            ASSERT_EQ(bits16(type, value), before);
        }
    }
}

TEST(Element, RoundsAsTheHardwareDoes) {
    const auto format = format_of(CUXENT_TYPE_FLOAT32);
    for (const double x : {0.1, -1.0 / 3, 1e-40, 7e-46, 1e38, 3.4028235677973366e38, 1e39}) {
        EXPECT_EQ(format.round(x), static_cast<double>(static_cast<float>(x))) << x;
    }
}

TEST(Element, HalfUlpIsHalfTheDistanceToTheNextNumber) {
    EXPECT_EQ(format_of(CUXENT_TYPE_FLOAT32).half_ulp(1.5), 0x1p-24);
    EXPECT_EQ(format_of(CUXENT_TYPE_FLOAT16).half_ulp(0), 0x1p-25);
    EXPECT_EQ(format_of(CUXENT_TYPE_BFLOAT16).half_ulp(-4), 0x1p-6);
}

}  // namespace
