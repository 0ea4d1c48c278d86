// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The vector 2^t, seen through the kernel that stores it: slope 1, shift 0, kept.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "cpu/exp2_range.hpp"
#include "instruction_sets.hpp"

namespace cuxent::impl {
namespace {

template <class T>
std::vector<T> exp2_of(std::vector<T> t) {
    t.resize((t.size() + kTileStep - 1) / kTileStep * kTileStep, T{0});
    std::vector<T> sum(1);
    const auto n = static_cast<std::int64_t>(t.size());
    statistics_constant_shift<T>({t.data(), n, 1, n}, T{1}, T{0}, true, {nullptr, sum.data()},
                                 {nullptr, nullptr});
    return t;
}

/// Largest error in units of the last place of T over evenly spaced arguments.
template <class T, class Wide>
double largest_ulp_error(T from, T to, int n) {
    std::vector<T> t(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) t[static_cast<std::size_t>(i)] = from + (to - from) * T(i) / T(n);
    const std::vector<T> got = exp2_of(t);
    double worst = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const Wide want = std::exp2(static_cast<Wide>(t[i]));
        const Wide ulp = std::ldexp(Wide{1}, std::ilogb(want)) * std::numeric_limits<T>::epsilon();
        worst = std::max(worst, static_cast<double>(std::abs((Wide{got[i]} - want) / ulp)));
    }
    return worst;
}

TEST(Exp2, IsWithinItsStatedErrorOverTheWholeRange) {
    for_each_instruction_set([](const std::string& name) {
        // Without fused multiply-add every step of the polynomial rounds twice.
        const double limit = name == "SCALAR" || name == "EMU128" ? 1.4 : 1.15;
        EXPECT_LE((largest_ulp_error<float, double>(-125.0F, 127.0F, 2000003)), limit) << name;
        EXPECT_LE((largest_ulp_error<float, double>(-1.0F, 1.0F, 2000003)), limit) << name;
        EXPECT_LE((largest_ulp_error<double, long double>(-1021.0, 1023.0, 500009)), limit) << name;
        EXPECT_LE((largest_ulp_error<double, long double>(-1.0, 1.0, 500009)), limit) << name;
    });
}

TEST(Exp2, IsExactAtIntegers) {
    for_each_instruction_set([](const std::string& name) {
        for (int n = -125; n <= 127; ++n) {
            EXPECT_EQ(exp2_of<float>({static_cast<float>(n)})[0], std::ldexp(1.0F, n)) << name;
        }
        for (int n = -1021; n <= 1023; ++n) {
            EXPECT_EQ(exp2_of<double>({static_cast<double>(n)})[0], std::ldexp(1.0, n)) << name;
        }
    });
}

TEST(Exp2, FlushesToAnExactZeroBelowItsRange) {
    for_each_instruction_set([](const std::string& name) {
        for (const float t : {-125.5F, -1e4F, -1e30F, -std::numeric_limits<float>::infinity()}) {
            EXPECT_EQ(exp2_of<float>({t})[0], 0.0F) << name << " t = " << t;
        }
        for (const double t : {-1022.0, -1e9, -1e300, -std::numeric_limits<double>::infinity()}) {
            EXPECT_EQ(exp2_of<double>({t})[0], 0.0) << name << " t = " << t;
        }
    });
}

TEST(Exp2, PassesEveryNanOn) {
    for_each_instruction_set([](const std::string& name) {
        for (const std::uint32_t bits : {0x7FC00000U, 0xFFC00000U, 0xFFFFFFFFU, 0x7FFFFFFFU}) {
            float nan = 0;
            std::memcpy(&nan, &bits, sizeof nan);
            EXPECT_TRUE(std::isnan(exp2_of<float>({nan})[0])) << name << " bits " << bits;
        }
        double all_ones = 0;
        const std::uint64_t bits = ~std::uint64_t{0};
        std::memcpy(&all_ones, &bits, sizeof all_ones);
        EXPECT_TRUE(std::isnan(exp2_of<double>({all_ones})[0])) << name;
    });
}

}  // namespace
}  // namespace cuxent::impl
