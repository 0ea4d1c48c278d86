// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_rank_kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "instruction_sets.hpp"
#include "kernels/rank.h"

namespace cuxent::impl {
namespace {

/// A tile of few different numbers, among them those that stand for themselves.
template <class T>
class RankTile {
 public:
    static constexpr std::int64_t kRows = 7;
    static constexpr std::int64_t kCols = 3 * kTileStep;
    static constexpr std::int64_t kLd = 5 * kTileStep;
    using Counts = std::vector<RankCount<T>>;

    RankTile() : data_(static_cast<std::size_t>(kRows * kLd)) {
        constexpr T kInf = std::numeric_limits<T>::infinity();
        const std::vector<T> kinds = {0, -0.0, 1, -1, 2, -kInf, kInf, std::nanf(""), 1};
        for (std::size_t i = 0; i < data_.size(); ++i) {
            data_[i] = kinds[(i * i + i / 7) % kinds.size()];
        }
        for (std::size_t i = 0; i < kRows; ++i) rows_.push_back(kinds[i + 1]);
        for (std::size_t i = 0; i < kCols; ++i) cols_.push_back(kinds[i % kinds.size()]);
    }

    /// With and without its columns, on top of what is there.
    void expect_right(const std::string& name) const {
        for (const bool with_columns : {false, true}) {
            Counts above(kRows, 3);
            Counts beside(kRows, 4);
            Counts cols_above(kCols, 5);
            Counts cols_beside(kCols, 6);
            RankSide<T> cols{nullptr, nullptr, nullptr};
            if (with_columns) cols = {cols_.data(), cols_above.data(), cols_beside.data()};

            count_ranks<T>({data_.data(), kLd, kRows, kCols},
                           {rows_.data(), above.data(), beside.data()}, cols);

            EXPECT_EQ(above, expected(true, true, 3)) << name;
            EXPECT_EQ(beside, expected(true, false, 4)) << name;
            EXPECT_EQ(cols_above, with_columns ? expected(false, true, 5) : Counts(kCols, 5));
            EXPECT_EQ(cols_beside, with_columns ? expected(false, false, 6) : Counts(kCols, 6));
        }
    }

 private:
    [[nodiscard]] Counts expected(bool of_rows, bool is_above, RankCount<T> before) const {
        Counts counts(static_cast<std::size_t>(of_rows ? kRows : kCols), before);
        for (std::size_t r = 0; r < kRows; ++r) {
            for (std::size_t c = 0; c < kCols; ++c) {
                const T entry = data_[r * kLd + c];
                const T target = of_rows ? rows_[r] : cols_[c];
                if (entry == -std::numeric_limits<T>::infinity()) continue;
                const bool is_greater = std::isnan(entry) || std::isnan(target) || entry > target;
                if (is_above ? is_greater : entry == target) ++counts[of_rows ? r : c];
                EXPECT_EQ(kernels::is_above(entry, target), is_greater);
                EXPECT_EQ(kernels::is_beside(entry, target), entry == target);
            }
        }
        return counts;
    }

    std::vector<T> data_, rows_, cols_;
};

TEST(CountRanks, AgreesWithPlainLoopsOnEveryKindOfNumber) {
    for_each_instruction_set([](const std::string& name) {
        RankTile<float>().expect_right(name);
        RankTile<double>().expect_right(name);
    });
}

}  // namespace
}  // namespace cuxent::impl
