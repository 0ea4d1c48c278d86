// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/row_kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "instruction_sets.hpp"

namespace cuxent::impl {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::uint32_t bits_of(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// Value of a 16-bit float with the given number of exponent and mantissa bits, from its
/// definition.
double value_of(std::uint16_t bits, int exponent_bits, int mantissa_bits) {
    const int sign = bits >> 15;
    const int bias = (1 << (exponent_bits - 1)) - 1;
    const int exponent = (bits >> mantissa_bits) & ((1 << exponent_bits) - 1);
    const int mantissa = bits & ((1 << mantissa_bits) - 1);
    double magnitude = 0;
    if (exponent == (1 << exponent_bits) - 1) {
        magnitude = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
    } else if (exponent == 0) {
        magnitude = std::ldexp(mantissa, 1 - bias - mantissa_bits);
    } else {
        magnitude = std::ldexp((1 << mantissa_bits) + mantissa, exponent - bias - mantissa_bits);
    }
    return sign != 0 ? -magnitude : magnitude;
}

struct SixteenBit {
    cuxentType type;
    int exponent_bits;
    int mantissa_bits;
};
constexpr SixteenBit kTypes[] = {{CUXENT_TYPE_FLOAT16, 5, 10}, {CUXENT_TYPE_BFLOAT16, 8, 7}};

std::vector<std::uint16_t> all_bits() {
    std::vector<std::uint16_t> all(65536);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i);
    return all;
}

TEST(Widen, IsExactForEvery16BitNumber) {
    for_each_instruction_set([](const std::string& name) {
        const auto all = all_bits();
        for (const SixteenBit& format : kTypes) {
            std::vector<float> got(all.size());
            widen_row(all.data(), format.type, 65536, got.data());
            for (std::size_t i = 0; i < all.size(); ++i) {
                const double want = value_of(all[i], format.exponent_bits, format.mantissa_bits);
                if (std::isnan(want)) {
                    ASSERT_TRUE(std::isnan(got[i])) << name << " bits " << i;
                } else {
                    ASSERT_EQ(double{got[i]}, want) << name << " bits " << i;
                }
            }
        }
    });
}

/// Neighbours, and the points between them where rounding decides.
void expect_nearest_even(const SixteenBit& format, const std::string& name) {
    const int finite = ((1 << format.exponent_bits) - 1) << format.mantissa_bits;
    std::vector<float> from;
    std::vector<std::uint16_t> want;
    for (int i = 0; i + 1 < finite; ++i) {
        const double low =
            value_of(static_cast<std::uint16_t>(i), format.exponent_bits, format.mantissa_bits);
        const double high =
            value_of(static_cast<std::uint16_t>(i + 1), format.exponent_bits, format.mantissa_bits);
        const auto middle = static_cast<float>((low + high) / 2);
        if (static_cast<double>(middle) != (low + high) / 2 || !std::isnormal(middle)) continue;
        const auto even = static_cast<std::uint16_t>(i % 2 == 0 ? i : i + 1);
        from.insert(from.end(), {middle, std::nextafter(middle, 0.0F),
                                 std::nextafter(middle, kInfinity), -middle});
        want.insert(want.end(),
                    {even, static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(i + 1),
                     static_cast<std::uint16_t>(even | 0x8000)});
    }
    std::vector<std::uint16_t> got(from.size());
    narrow_row(from.data(), static_cast<std::int64_t>(from.size()), got.data(), format.type, false);
    for (std::size_t i = 0; i < from.size(); ++i) {
        ASSERT_EQ(got[i], want[i]) << name << " type " << format.type << " value " << from[i];
    }
}

TEST(Narrow, RoundsToNearestEven) {
    for_each_instruction_set([](const std::string& name) {
        for (const SixteenBit& format : kTypes) expect_nearest_even(format, name);
    });
}

TEST(Narrow, KeepsNanAndInfinity) {
    for_each_instruction_set([](const std::string& name) {
        const std::vector<float> from = {std::nanf(""), -std::nanf(""), kInfinity, -kInfinity,
                                         3e38F};
        for (const SixteenBit& format : kTypes) {
            std::vector<std::uint16_t> bits(from.size());
            std::vector<float> back(from.size());
            narrow_row(from.data(), 5, bits.data(), format.type, false);
            widen_row(bits.data(), format.type, 5, back.data());
            EXPECT_TRUE(std::isnan(back[0])) << name;
            EXPECT_TRUE(std::isnan(back[1])) << name;
            EXPECT_EQ(back[2], from[2]) << name;
            EXPECT_EQ(back[3], from[3]) << name;
            if (format.type == CUXENT_TYPE_FLOAT16) {
                EXPECT_EQ(back[4], from[2]) << name;  // beyond 65504
            }
        }
    });
}

TEST(Narrow, AddsToWhatIsThereAndTouchesNothingElse) {
    for_each_instruction_set([](const std::string& name) {
        for (const std::int64_t dim : {1, 7, 8, 9, 31}) {
            const std::vector<float> from(static_cast<std::size_t>(dim), 0.5F);
            std::vector<std::uint16_t> to(static_cast<std::size_t>(dim) + 1, 0x3C00);  // 1.0
            narrow_row(from.data(), dim, to.data(), CUXENT_TYPE_FLOAT16, true);
            for (std::int64_t i = 0; i < dim; ++i) {
                EXPECT_EQ(to[static_cast<std::size_t>(i)], 0x3E00) << name;  // 1.5
            }
            EXPECT_EQ(to.back(), 0x3C00) << name;
        }
    });
}

TEST(Normalize, NeitherOverflowsNorUnderflows) {
    for_each_instruction_set([](const std::string& name) {
        for (const float size : {1e-44F, 1e-38F, 1e-30F, 1.0F, 1e30F, 3e38F}) {
            for (const std::int64_t dim : {1, 3, 8, 37}) {
                std::vector<float> x(static_cast<std::size_t>(dim), size);
                x[0] = -size;
                normalize_row(x.data(), dim, {true, false, 0.0F}, x.data());
                const auto want = static_cast<float>(1 / std::sqrt(static_cast<double>(dim)));
                for (std::int64_t i = 0; i < dim; ++i) {
                    const float got = x[static_cast<std::size_t>(i)];
                    EXPECT_NEAR(std::abs(got), want, 4e-7F * want)
                        << name << " size " << size << " dim " << dim << " bits " << bits_of(got);
                }
            }
        }
    });
}

TEST(Normalize, TreatsSmallRowsByTheRule) {
    for_each_instruction_set([](const std::string& name) {
        std::vector<float> zeroed = {3e-4F, 4e-4F};
        std::vector<float> clamped = zeroed;
        std::vector<float> zeros = {0, 0};

        EXPECT_NEAR(normalize_row(zeroed.data(), 2, {true, false, 1e-3F}, zeroed.data()), 5e-4F,
                    1e-10F)
            << name;
        normalize_row(clamped.data(), 2, {true, true, 1e-3F}, clamped.data());
        EXPECT_EQ(normalize_row(zeros.data(), 2, {true, true, 0.0F}, zeros.data()), 0.0F) << name;

        EXPECT_EQ(zeroed, (std::vector<float>{0, 0})) << name;
        EXPECT_NEAR(clamped[0], 0.3F, 1e-7F) << name;
        EXPECT_EQ(zeros, (std::vector<float>{0, 0})) << name;
    });
}

TEST(Normalize, MakesAllOfARowNanWhereOneEntryIsNotFinite) {
    for_each_instruction_set([](const std::string& name) {
        for (const float bad : {std::nanf(""), kInfinity}) {
            for (std::size_t at = 0; at < 19; ++at) {
                std::vector<float> x(19, at == 0 ? 0.0F : 1.0F);
                x[at] = bad;
                normalize_row(x.data(), 19, {true, false, 0.0F}, x.data());
                for (const float value : x) EXPECT_TRUE(std::isnan(value)) << name << " at " << at;
            }
        }
    });
}

}  // namespace
}  // namespace cuxent::impl
