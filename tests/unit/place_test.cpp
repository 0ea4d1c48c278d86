// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/place.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace cuxent::impl
