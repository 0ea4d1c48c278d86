// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/place.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <tuple>

namespace cuxent::impl {
namespace {

/// Column that holds the row's sample in the row's own or in the other view, or -1: one row at a
/// time, by its index in the whole problem.
std::int64_t own_column(const Place& place, std::int64_t row, bool in_same_view) {
    const std::int64_t row_view = row < place.rows.n ? 0 : 1;
    const std::int64_t col_view = in_same_view ? row_view : 1 - row_view;
    const std::int64_t sample = place.rows.offset + row - row_view * place.rows.n;
    const std::int64_t in_view = sample - place.cols.offset;
    const bool is_there = col_view < place.cols.n_views && in_view >= 0 && in_view < place.cols.n;
    return is_there ? col_view * place.cols.n + in_view : -1;
}

TEST(Place, OfTheWholeProblemPairsTheViews) {
    const Place place{{3, 0, 3}, {3, 0, 3}};

    EXPECT_EQ(own_column(place, 4, true), 4);
    EXPECT_EQ(own_column(place, 1, false), 4);
    EXPECT_EQ(own_column(place, 4, false), 1);
}

TEST(Place, FindsSelfAndPartnerOfAPieceByGlobalIndex) {
    // Pairs 2 and 3 of 5 as rows; pairs 1 to 4 as columns.
    const Place place{{2, 2, 5}, {4, 1, 5}};

    EXPECT_EQ(own_column(place, 0, true), 1);
    EXPECT_EQ(own_column(place, 0, false), 4 + 1);
    EXPECT_EQ(own_column(place, 3, true), 4 + 2);
    EXPECT_EQ(own_column(place, 3, false), 2);
}

TEST(Place, SaysSoWhereAColumnIsNotThere) {
    const Place place{{5, 0, 5}, {2, 1, 5}};

    EXPECT_EQ(own_column(place, 0, true), -1);
    EXPECT_EQ(own_column(place, 1, true), 0);
    EXPECT_EQ(own_column(place, 4, false), -1);
}

TEST(Place, OfOneViewFindsTheTargetAmongKeysAndNeverAmongNegatives) {
    // Queries 3 and 4; keys 2 to 6, then 4 negatives.
    const Place place{{2, 3, 5, 1}, {5, 2, 5, 1, 4}, Role::kTarget, Role::kTarget};

    EXPECT_EQ(place.cols.count(), 9);
    EXPECT_EQ(own_column(place, 0, true), 1);
    EXPECT_EQ(own_column(place, 1, true), 2);
    EXPECT_EQ(own_column(place, 1, false), -1);
    std::int64_t n_targets = 0;
    for (const auto& run : place.runs(0, 2, 0, 9)) {
        if (run.row_begin == run.row_end) continue;
        EXPECT_EQ(run.role, Role::kTarget);
        EXPECT_EQ(run.shift, 1);
        n_targets += run.row_end - run.row_begin;
    }
    EXPECT_EQ(n_targets, 2);
}

TEST(Place, FindsInEveryTileTheRunsThatItsRowsHave) {
    for (const Place& place : {Place{{3, 0, 3}, {3, 0, 3}}, Place{{2, 2, 5}, {4, 1, 5}},
                               Place{{5, 0, 5}, {2, 1, 5}}, Place{{2, 0, 5}, {2, 3, 5}}}) {
        constexpr std::int64_t kTile = 3;
        for (std::int64_t row0 = 0; row0 < place.rows.count(); row0 += kTile) {
            for (std::int64_t col0 = 0; col0 < place.cols.count(); col0 += kTile) {
                std::set<std::tuple<std::int64_t, std::int64_t, bool>> wanted;
                for (std::int64_t row = row0; row < row0 + kTile && row < place.rows.count();
                     ++row) {
                    for (const bool self : {true, false}) {
                        const std::int64_t col = own_column(place, row, self);
                        if (col >= col0 && col < col0 + kTile) wanted.emplace(row, col, self);
                    }
                }

                std::set<std::tuple<std::int64_t, std::int64_t, bool>> got;
                for (const auto& run : place.runs(row0, row0 + kTile, col0, col0 + kTile)) {
                    for (std::int64_t row = run.row_begin; row < run.row_end; ++row) {
                        got.emplace(row, row + run.shift, run.role == Role::kOut);
                    }
                }

                EXPECT_EQ(got, wanted) << "tile at " << row0 << ", " << col0;
            }
        }
    }
}

TEST(Place, KnowsTheTilesThatHaveTargets) {
    // Queries 3 and 4; keys 2 to 6, then 4 negatives.
    const Place place{{2, 3, 5, 1}, {5, 2, 5, 1, 4}, Role::kTarget, Role::kTarget};
    const auto has = [&](std::int64_t row_begin, std::int64_t row_end, std::int64_t col_begin,
                         std::int64_t col_end) {
        Tile tile{};
        tile.row_begin = row_begin;
        tile.row_end = row_end;
        tile.col_begin = col_begin;
        tile.col_end = col_end;
        return place.has(Role::kTarget, tile);
    };

    EXPECT_TRUE(has(0, 2, 0, 2));   // key 3
    EXPECT_FALSE(has(1, 2, 0, 2));  // query 4 has key 4
    EXPECT_TRUE(has(1, 2, 2, 9));
    EXPECT_FALSE(has(0, 2, 3, 9));
}

}  // namespace
}  // namespace cuxent::impl
