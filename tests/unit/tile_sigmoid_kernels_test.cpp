// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_sigmoid_kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "instruction_sets.hpp"

namespace cuxent::impl {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// softplus and sigmoid of logits in base 2, each alone in a row of a tile.
template <class T>
struct Values {
    std::vector<T> softplus, sigmoid;

    explicit Values(const std::vector<T>& t) : softplus(t.size()), sigmoid(t.size()) {
        std::vector<T> tile(t.size() * kTileStep, static_cast<T>(-kInf));
        for (std::size_t i = 0; i < t.size(); ++i) tile[i * kTileStep] = t[i];
        statistics_sigmoid<T>(
            {tile.data(), kTileStep, static_cast<std::int64_t>(t.size()), kTileStep}, T{1}, T{0},
            false, softplus.data(), sigmoid.data());
    }
};

template <class T, class Wide>
double ulps(T got, Wide want) {
    const Wide ulp = std::ldexp(Wide{1}, std::ilogb(want)) * std::numeric_limits<T>::epsilon();
    return static_cast<double>(std::abs((Wide{got} - want) / ulp));
}

/// Largest errors over evenly spaced logits whose results are normal numbers.
template <class T, class Wide>
void expect_accurate(T from, T to, int n, const std::string& name) {
    std::vector<T> t(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) t[static_cast<std::size_t>(i)] = from + (to - from) * T(i) / T(n);
    const Values<T> got(t);
    double softplus = 0;
    double sigmoid = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        const Wide s = Wide{t[i]} * std::log(Wide{2});
        const Wide e = std::exp(-std::abs(s));
        softplus = std::max(softplus, ulps(got.softplus[i], std::max(s, Wide{0}) + std::log1p(e)));
        sigmoid = std::max(sigmoid, ulps(got.sigmoid[i], (s < 0 ? e : Wide{1}) / (1 + e)));
    }
    EXPECT_LE(softplus, 3.1) << name << " from " << from;
    EXPECT_LE(sigmoid, 2.4) << name << " from " << from;
}

TEST(Sigmoid, AndSoftplusAreWithinTheirStatedErrorOverTheWholeRange) {
    for_each_instruction_set([](const std::string& name) {
        expect_accurate<float, double>(-125.0F, 400.0F, 1000003, name);
        expect_accurate<float, double>(-2.0F, 2.0F, 1000003, name);
        expect_accurate<double, long double>(-1021.0, 2000.0, 200003, name);
        expect_accurate<double, long double>(-2.0, 2.0, 200003, name);
    });
}

TEST(Sigmoid, OfAMaskedEntryIsAnExactZeroAndOfNanNan) {
    for_each_instruction_set([](const std::string& name) {
        const Values<float> got({static_cast<float>(-kInf), -1e30F, std::nanf("")});
        EXPECT_EQ(got.softplus[0], 0) << name;
        EXPECT_EQ(got.sigmoid[0], 0) << name;
        EXPECT_EQ(got.softplus[1], 0) << name;
        EXPECT_EQ(got.sigmoid[1], 0) << name;
        EXPECT_TRUE(std::isnan(got.softplus[2])) << name;
        EXPECT_TRUE(std::isnan(got.sigmoid[2])) << name;
    });
}

TEST(Sigmoid, SumsAreThoseOfScaledAndShiftedSimilarities) {
    constexpr std::int64_t kCols = 2 * kTileStep;
    for_each_instruction_set([](const std::string& name) {
        std::vector<double> tile(3 * kCols);
        for (std::size_t i = 0; i < tile.size(); ++i) tile[i] = std::sin(static_cast<double>(i));
        std::vector<double> softplus(3, 1.0);  // sums go on from what is there
        std::vector<double> sigmoid(3, 2.0);
        const std::vector<double> before = tile;

        statistics_sigmoid<double>({tile.data(), kCols, 3, kCols}, 5.0, -2.0, false,
                                   softplus.data(), sigmoid.data());

        EXPECT_EQ(tile, before) << name;
        for (std::size_t r = 0; r < 3; ++r) {
            double wanted_softplus = 1;
            double wanted_sigmoid = 2;
            for (std::size_t c = 0; c < static_cast<std::size_t>(kCols); ++c) {
                const double e = std::exp2(5 * before[r * kCols + c] - 2);
                wanted_softplus += std::log1p(e);
                wanted_sigmoid += e / (1 + e);
            }
            EXPECT_NEAR(softplus[r], wanted_softplus, 1e-13 * wanted_softplus) << name;
            EXPECT_NEAR(sigmoid[r], wanted_sigmoid, 1e-13 * wanted_sigmoid) << name;
        }
    });
}

TEST(Sigmoid, CoefficientsFromKeptSigmoidsAreThoseFromSimilarities) {
    for_each_instruction_set([](const std::string& name) {
        std::vector<float> tile(2 * kTileStep);
        for (std::size_t i = 0; i < tile.size(); ++i) tile[i] = std::sin(static_cast<float>(i));
        std::vector<float> again(tile.size()), kept(tile.size()), sums(2), more_sums(2);
        const std::vector<float> weight = {0.5F, -3.0F};
        const TileView<const float> source{tile.data(), kTileStep, 2, kTileStep};

        coefficients_sigmoid(source, again.data(), 9.0F, 1.5F, false, weight.data());
        statistics_sigmoid<float>({tile.data(), kTileStep, 2, kTileStep}, 9.0F, 1.5F, true,
                                  sums.data(), more_sums.data());
        coefficients_sigmoid(source, kept.data(), 9.0F, 1.5F, true, weight.data());

        EXPECT_EQ(again, kept) << name;
    });
}

}  // namespace
}  // namespace cuxent::impl
