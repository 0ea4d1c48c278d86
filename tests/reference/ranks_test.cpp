// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file ranks_test.cpp @brief Ranks of losses, counted by hand. */
#include "reference/ranks.h"

#include <gtest/gtest.h>

#include <cmath>

namespace reference {
namespace {

/// Two queries against two keys and three negatives, all of one number: s_ij = q_i k_j.
Rule keys_and_negatives() {
    Rule rule;
    rule.loss = Loss::kInfoNce;
    rule.n_rows = 2;
    rule.n_negatives = 3;
    rule.normalize = false;
    return rule;
}

std::vector<RankRange> ranges(const Rule& rule, const std::vector<double>& rows,
                              const std::vector<double>& cols, double roundoff = 0) {
    return rank_ranges(rule, contrastive<double>(rule, rows, cols), roundoff);
}

TEST(RankRanges, CountWhatIsAboveAndBesideTheTarget) {
    const auto got = ranges(keys_and_negatives(), {1, -1}, {2, 3, 3, 2, 1});

    EXPECT_EQ(got[0].above, 2);  // 3 and 3 are above 2
    EXPECT_EQ(got[0].beside, 1);
    EXPECT_EQ(got[1].above, 3);  // -2, -2 and -1 are above -3
    EXPECT_EQ(got[1].beside, 1);
    EXPECT_EQ(got[1].undecided, 0);
}

TEST(RankRanges, LeaveOutTheRowItselfAndItsView) {
    Rule rule;
    rule.n_rows = 2;
    rule.normalize = false;
    const std::vector<double> rows = {3, 1, 1, 2};  // row 0 sees 1 and 2 beside its target 1

    EXPECT_EQ(ranges(rule, rows, {})[0].above, 1);
    EXPECT_EQ(ranges(rule, rows, {})[0].beside, 1);
    rule.loss = Loss::kClip;
    EXPECT_EQ(ranges(rule, rows, {})[0].above, 1);
    EXPECT_EQ(ranges(rule, rows, {})[0].beside, 0);
}

TEST(RankRanges, CompareWhatTheSoftmaxSees) {
    Rule rule = keys_and_negatives();
    rule.col_bias = {0, 0, -2, 1, 0};

    EXPECT_EQ(ranges(rule, {1, -1}, {2, 3, 3, 2, 1})[0].above, 2);  // 3, and 2 + 1
    rule.col_bias = {};
    rule.row_ids = {7, 8};
    rule.col_ids = {1, 7, 7, 2, 3};
    EXPECT_EQ(ranges(rule, {1, -1}, {2, 3, 3, 2, 1})[0].above, 0);
    EXPECT_EQ(ranges(rule, {1, -1}, {2, 3, 3, 2, 1})[0].beside, 1);
}

TEST(RankRanges, GiveNoneToRowsThatDoNotCount) {
    Rule rule = keys_and_negatives();
    rule.row_weights = {0, 1};
    const auto got = ranges(rule, {1, -1}, {2, 3, 3, 2, 1});

    EXPECT_FALSE(got[0].counts);
    EXPECT_TRUE(got[1].counts);
}

TEST(RankRanges, FlatterNoNaN) {
    const auto got = ranges(keys_and_negatives(), {1, -1}, {2, std::nan(""), 3, 2, 1});

    EXPECT_EQ(got[0].above, 2);
    EXPECT_EQ(got[1].above, 4);  // its target is NaN
    EXPECT_EQ(got[1].beside, 0);
}

TEST(RankRanges, LeaveUndecidedWhatRoundingMayTurnRound) {
    const auto got = ranges(keys_and_negatives(), {1, 0}, {2, 3, 2 + 1e-6, 2 - 1e-6, 2}, 6e-8);

    EXPECT_EQ(got[0].above, 1);
    EXPECT_EQ(got[0].undecided, 3);
    EXPECT_EQ(got[1].beside, 4);  // products with 0 are exact
}

}  // namespace
}  // namespace reference
