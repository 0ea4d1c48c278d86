// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/place.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace cuxent::impl {
namespace {

TEST(Place, OfTheWholeProblemPairsTheViews) {
    const Place place{{3, 0, 3}, {3, 0, 3}};

    EXPECT_EQ(place.self_column(4), 4);
    EXPECT_EQ(place.partner_column(1), 4);
    EXPECT_EQ(place.partner_column(4), 1);
}

TEST(Place, FindsSelfAndPartnerOfAPieceByGlobalIndex) {
    // Pairs 2 and 3 of 5 as rows; pairs 1 to 4 as columns.
    const Place place{{2, 2, 5}, {4, 1, 5}};

    EXPECT_EQ(place.rows.to_global(0), 2);
    EXPECT_EQ(place.rows.to_global(3), 5 + 3);
    EXPECT_EQ(place.self_column(0), 1);
    EXPECT_EQ(place.partner_column(0), 4 + 1);
    EXPECT_EQ(place.self_column(3), 4 + 2);
    EXPECT_EQ(place.partner_column(3), 2);
}

TEST(Place, SaysSoWhereAColumnIsNotThere) {
    const Place place{{5, 0, 5}, {2, 1, 5}};

    EXPECT_EQ(place.self_column(0), -1);
    EXPECT_EQ(place.self_column(1), 0);
    EXPECT_EQ(place.partner_column(4), -1);
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
                        const std::int64_t col =
                            self ? place.self_column(row) : place.partner_column(row);
                        if (col >= col0 && col < col0 + kTile) wanted.emplace(row, col, self);
                    }
                }

                std::set<std::tuple<std::int64_t, std::int64_t, bool>> got;
                for (const auto& run : place.runs(row0, row0 + kTile, col0, col0 + kTile)) {
                    for (std::int64_t row = run.row_begin; row < run.row_end; ++row) {
                        got.emplace(row, row + run.shift, run.is_self);
                    }
                }

                EXPECT_EQ(got, wanted) << "tile at " << row0 << ", " << col0;
            }
        }
    }
}

}  // namespace
}  // namespace cuxent::impl
