// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "instruction_sets.hpp"

namespace cuxent::impl {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A tile of random logits with some entries masked, and per-row numbers beside it.
template <class T>
struct Fixture {
    std::int64_t n_rows = 7;
    std::int64_t n_cols = 32;
    std::vector<T> tile, row_shift, row_sum, col_shift, col_sum;

    explicit Fixture(double spread) {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> uniform(-spread, spread);
        for (std::int64_t i = 0; i < n_rows * n_cols; ++i) {
            tile.push_back(static_cast<T>(i % 11 == 3 ? -kInf : uniform(random)));
        }
        row_shift.assign(static_cast<std::size_t>(n_rows), static_cast<T>(-kInf));
        col_shift.assign(static_cast<std::size_t>(n_cols), static_cast<T>(-kInf));
        row_sum.assign(static_cast<std::size_t>(n_rows), T{0});
        col_sum.assign(static_cast<std::size_t>(n_cols), T{0});
    }

    TileView<T> view() { return {tile.data(), n_cols, n_rows, n_cols}; }
    StatisticsSide<T> rows() { return {row_shift.data(), row_sum.data()}; }
    StatisticsSide<T> cols() { return {col_shift.data(), col_sum.data()}; }

    /// log2 of the sum of 2^entry over a row.
    double row_log(std::int64_t r) const {
        double sum = 0;
        double most = -kInf;
        for (std::int64_t c = 0; c < n_cols; ++c) most = std::max(most, at(r, c));
        for (std::int64_t c = 0; c < n_cols; ++c) sum += std::exp2(at(r, c) - most);
        return most + std::log2(sum);
    }
    double col_log(std::int64_t c) const {
        double sum = 0;
        double most = -kInf;
        for (std::int64_t r = 0; r < n_rows; ++r) most = std::max(most, at(r, c));
        for (std::int64_t r = 0; r < n_rows; ++r) sum += std::exp2(at(r, c) - most);
        return most + std::log2(sum);
    }
    double at(std::int64_t r, std::int64_t c) const {
        return static_cast<double>(tile[static_cast<std::size_t>(r * n_cols + c)]);
    }
};

TEST(Statistics, SumALongColumnWithTheRoundingOfItsTiles) {
    // Equal terms round the same way in every addition, so that errors add up instead of
    // cancelling.
    constexpr std::int64_t kRows = 256;
    constexpr std::int64_t kTiles = 64;
    constexpr float kTerm = 0.7F;
    for_each_instruction_set([](const std::string& name) {
        std::vector<float> row_sum(kRows);
        std::vector<float> col_sum(kTileStep);
        for (std::int64_t i = 0; i < kTiles; ++i) {
            std::vector<float> tile(kRows * kTileStep, std::log2(kTerm));
            statistics_constant_shift<float>({tile.data(), kTileStep, kRows, kTileStep}, 1.0F, 0.0F,
                                             false, {nullptr, row_sum.data()},
                                             {nullptr, col_sum.data()});
        }

        const double wanted = static_cast<double>(kRows * kTiles) * kTerm;
        const double n_additions = kRows + kTiles;
        const double limit = (n_additions + 4) * 0x1p-24 * wanted;  // 4: the exponential itself
        for (const float sum : col_sum) EXPECT_NEAR(sum, wanted, limit) << name;
    });
}

TEST(Statistics, WithAConstantShiftAreTheExponentialSumsOfRowsAndColumns) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<float> f(8);
        const Fixture<float> before = f;
        statistics_constant_shift(f.view(), 1.0F, 2.0F, false, f.rows(), f.cols());
        EXPECT_EQ(f.tile, before.tile) << name;
        for (std::int64_t r = 0; r < f.n_rows; ++r) {
            EXPECT_NEAR(std::log2(f.row_sum[static_cast<std::size_t>(r)]) + 2, before.row_log(r),
                        1e-5)
                << name;
        }
        for (std::int64_t c = 0; c < f.n_cols; ++c) {
            EXPECT_NEAR(std::log2(f.col_sum[static_cast<std::size_t>(c)]) + 2, before.col_log(c),
                        1e-5)
                << name;
        }
    });
}

TEST(Statistics, WithARunningShiftHoldForAnyLogitsAndAddUpOverTiles) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<double> f(1e5);
        statistics_running_shift(f.view(), 1.0, f.rows(), f.cols());
        statistics_running_shift(f.view(), 1.0, f.rows(),
                                 f.cols());  // the same again: twice the sum
        for (std::int64_t r = 0; r < f.n_rows; ++r) {
            const auto i = static_cast<std::size_t>(r);
            EXPECT_NEAR(f.row_shift[i] + std::log2(f.row_sum[i]), f.row_log(r) + 1, 1e-9) << name;
        }
        for (std::int64_t c = 0; c < f.n_cols; ++c) {
            const auto i = static_cast<std::size_t>(c);
            EXPECT_NEAR(f.col_shift[i] + std::log2(f.col_sum[i]), f.col_log(c) + 1, 1e-9) << name;
        }
    });
}

TEST(Exponentials, WithARunningShiftTakeThePlaceOfLogitsAndRescaleExactly) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<double> first(300);
        Fixture<double> second(400);
        second.row_shift = first.row_shift;
        const Fixture<double> before[] = {first, second};
        std::vector<double> rescale(static_cast<std::size_t>(first.n_rows));
        exponentials_running_shift(first.view(), 1.0, first.rows(), rescale.data());
        for (const double factor : rescale) EXPECT_EQ(factor, 0) << name;  // nothing before it
        const std::vector<double> shift = first.row_shift;

        second.row_shift = first.row_shift;
        second.row_sum = first.row_sum;
        exponentials_running_shift(second.view(), 1.0, second.rows(), rescale.data());

        for (std::int64_t r = 0; r < first.n_rows; ++r) {
            const auto i = static_cast<std::size_t>(r);
            EXPECT_EQ(shift[i], std::ceil(shift[i])) << name;
            EXPECT_EQ(rescale[i], std::exp2(shift[i] - second.row_shift[i])) << name;
            const double log = std::log2(std::exp2(before[0].row_log(r) - second.row_shift[i]) +
                                         std::exp2(before[1].row_log(r) - second.row_shift[i]));
            EXPECT_NEAR(std::log2(second.row_sum[i]), log, 1e-9) << name;
            for (std::int64_t c = 0; c < first.n_cols; ++c) {
                const double e = std::exp2(before[1].at(r, c) - second.row_shift[i]);
                EXPECT_NEAR(second.at(r, c), e, 1e-14 * e + 1e-300) << name;
                EXPECT_LE(second.at(r, c), 1) << name;
            }
        }
    });
}

TEST(Exponentials, OfARowWithNothingAllowedAreZeroAndBeginWithTheFirstThatIs) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<float> f(1);
        std::fill_n(f.tile.begin(), f.n_cols, static_cast<float>(-kInf));
        std::vector<float> rescale(static_cast<std::size_t>(f.n_rows));
        exponentials_running_shift(f.view(), 1.0F, f.rows(), rescale.data());
        EXPECT_EQ(f.row_sum[0], 0.0F) << name;
        EXPECT_EQ(f.row_shift[0], static_cast<float>(-kInf)) << name;
        for (std::int64_t c = 0; c < f.n_cols; ++c) EXPECT_EQ(f.at(0, c), 0) << name;

        std::fill_n(f.tile.begin(), f.n_cols, -500.0F);
        exponentials_running_shift(f.view(), 1.0F, f.rows(), rescale.data());

        EXPECT_EQ(rescale[0], 0.0F) << name;
        EXPECT_EQ(f.row_shift[0], -500.0F) << name;
        EXPECT_EQ(f.row_sum[0], 32.0F) << name;
    });
}

TEST(Statistics, OfARowWithNothingAllowedAreZeroAndOfNanAreNan) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<float> f(1);
        std::fill_n(f.tile.begin(), f.n_cols, static_cast<float>(-kInf));
        std::fill_n(f.tile.begin() + f.n_cols, f.n_cols, static_cast<float>(-kInf));
        f.tile[static_cast<std::size_t>(f.n_cols + 5)] = std::nanf("");
        statistics_running_shift(f.view(), 1.0F, f.rows(), f.cols());
        EXPECT_EQ(f.row_sum[0], 0.0F) << name;
        EXPECT_TRUE(std::isnan(f.row_sum[1])) << name;
        EXPECT_TRUE(std::isnan(f.col_sum[5])) << name;
    });
}

TEST(Coefficients, AreTheSameWithEitherShift) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<double> f(5);
        std::vector<double> constant(f.tile.size());
        std::vector<double> running(f.tile.size());
        std::vector<double> weight(32), unit(32, 1.0), shift(32), log_weight(32);
        for (std::size_t i = 0; i < 32; ++i) {
            shift[i] = 0.25 * static_cast<double>(i);
            log_weight[i] = 3.0 - 0.1 * static_cast<double>(i);
            weight[i] = std::exp2(1.5 - shift[i] - log_weight[i]);
        }
        const TileView<const double> source{f.tile.data(), f.n_cols, f.n_rows, f.n_cols};
        const WeightSide<double> one{weight.data(), nullptr, nullptr};
        const WeightSide<double> other{unit.data(), shift.data(), log_weight.data()};

        coefficients_constant_shift(source, constant.data(), 1.0, 1.5, false, one, one);
        coefficients_running_shift(source, running.data(), 1.0, other, other);

        for (std::size_t i = 0; i < constant.size(); ++i) {
            EXPECT_NEAR(constant[i], running[i], 1e-13 * std::abs(running[i])) << name << " " << i;
        }
    });
}

TEST(Coefficients, FromKeptExponentialsAreThoseFromSimilarities) {
    for_each_instruction_set([](const std::string& name) {
        Fixture<float> f(5);
        std::vector<float> again(f.tile.size()), kept(f.tile.size());
        const std::vector<float> weight(32, 0.5F);
        const WeightSide<float> side{weight.data(), nullptr, nullptr};
        const TileView<const float> source{f.tile.data(), f.n_cols, f.n_rows, f.n_cols};

        coefficients_constant_shift(source, again.data(), 1.0F, 1.0F, false, side, side);
        statistics_constant_shift(f.view(), 1.0F, 1.0F, true, f.rows(), f.cols());
        coefficients_constant_shift(source, kept.data(), 1.0F, 1.0F, true, side, side);

        EXPECT_EQ(again, kept) << name;
    });
}

}  // namespace
}  // namespace cuxent::impl
