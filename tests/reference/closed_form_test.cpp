// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file closed_form_test.cpp @brief Cases whose loss and gradient are known in closed form. */
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "reference/contrastive.h"
#include "reference/guide.h"
#include "reference/random_rows.h"

namespace {

using reference::contrastive;
using reference::Loss;
using reference::Reduction;
using reference::Rule;

constexpr double kRoundoff = 64 * std::numeric_limits<double>::epsilon();

Rule pairs(std::int64_t n_rows, std::int64_t dim, double temperature) {
    Rule rule;
    rule.n_rows = n_rows;
    rule.dim = dim;
    rule.scale = temperature;
    return rule;
}

TEST(ClosedForm, OnePairHasNoLossAndNoGradient) {
    const auto result = contrastive<double>(pairs(1, 2, 0.07), {1, 2, -3, 1});

    EXPECT_EQ(result.loss, 0);
    EXPECT_EQ(result.d_rows, std::vector<double>(4, 0.0));
    EXPECT_EQ(result.d_scale, 0);
}

TEST(ClosedForm, OnePairHasItsSimilarityAsDenominator) {
    const auto result = contrastive<double>(pairs(1, 2, 0.5), {1, 0, 3, 4});

    EXPECT_NEAR(result.row_lse[0], 0.6 / 0.5, kRoundoff);
}

TEST(ClosedForm, BiasMovesTheLogSumExpAndNothingElse) {
    const std::vector<double> rows = {1, 2, -3, 1, 0.5, 0, 2, 1};
    const Rule without = pairs(2, 2, 0.5);
    Rule with = without;
    with.bias = -3;

    const auto plain = contrastive<double>(without, rows);
    const auto moved = contrastive<double>(with, rows);

    EXPECT_NEAR(moved.loss, plain.loss, kRoundoff);
    EXPECT_NEAR(moved.row_lse[1], plain.row_lse[1] - 3, kRoundoff);
    EXPECT_NEAR(moved.d_rows[1], plain.d_rows[1], kRoundoff);
    EXPECT_NEAR(moved.d_scale, plain.d_scale, kRoundoff);
    EXPECT_NEAR(moved.d_bias, 0, kRoundoff);
}

TEST(ClosedForm, TermsThatAllColumnsShareMoveTheLogSumExpAndNothingElse) {
    const std::vector<double> rows = {1, 2, -3, 1, 0.5, 0, 2, 1};
    const Rule without = pairs(2, 2, 0.5);
    Rule with = without;
    with.col_bias = {2.5, 2.5, 2.5, 2.5};

    const auto plain = contrastive<double>(without, rows);
    const auto moved = contrastive<double>(with, rows);

    EXPECT_NEAR(moved.loss, plain.loss, kRoundoff);
    EXPECT_NEAR(moved.row_lse[1], plain.row_lse[1] + 2.5, kRoundoff);
    EXPECT_NEAR(moved.d_rows[1], plain.d_rows[1], kRoundoff);
    EXPECT_NEAR(moved.d_scale, plain.d_scale, kRoundoff);
}

TEST(ClosedForm, TermOfLog3CountsANegativeThreeTimes) {
    Rule rule;
    rule.loss = Loss::kInfoNce;
    rule.dim = 2;
    rule.n_negatives = 1;
    rule.col_bias = {0, std::log(3.0)};

    const auto result = contrastive<double>(rule, {1, 0}, {0, 1, 0, 5});

    EXPECT_NEAR(result.loss, std::log(4.0), kRoundoff);
}

TEST(ClosedForm, NegativesWithTheIdOfTheRowAreOut) {
    Rule rule;
    rule.loss = Loss::kInfoNce;
    rule.dim = 2;
    rule.n_negatives = 3;
    rule.row_ids = {7};
    rule.col_ids = {7, 7, 8, 7};  // a target stays

    const auto result = contrastive<double>(rule, {1, 0}, {0, 1, 1, 0, 0, 1, 1, 1});

    EXPECT_NEAR(result.loss, std::log(2.0), kRoundoff);
    EXPECT_EQ(result.d_cols[2], 0);
    EXPECT_EQ(result.d_cols[6], 0);
}

/// Cosines 0.6 with the target, 0.6, 0.8, 0 and 1 with the negatives.
Rule guided(double factor, double margin) {
    Rule rule;
    rule.loss = Loss::kInfoNce;
    rule.dim = 2;
    rule.n_negatives = 4;
    const reference::Guide guide{2, factor, margin, {5, 0}, {3, 4, 3, 4, 4, -3, 0, 1, 2, 0}};
    rule.left_out = left_out_by(guide, rule);
    return rule;
}

TEST(ClosedForm, NegativesThatAGuideFindsNearerThanTheTargetAreOut) {
    const std::vector<double> equal = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1};

    // Equal columns stay: two negatives are left, or all of them, or the last alone.
    EXPECT_NEAR(contrastive<double>(guided(1, 0), {1, 0}, equal).loss, std::log(3.0), kRoundoff);
    EXPECT_NEAR(contrastive<double>(guided(2, 0), {1, 0}, equal).loss, std::log(5.0), kRoundoff);
    EXPECT_NEAR(contrastive<double>(guided(1, 0.5), {1, 0}, equal).loss, std::log(2.0), kRoundoff);
    EXPECT_EQ(contrastive<double>(guided(0.5, 0.5), {1, 0}, equal).loss, 0);  // targets stay
}

TEST(ClosedForm, GuideThatIsNotANumberLeavesNothingOut) {
    Rule rule;
    rule.loss = Loss::kInfoNce;
    rule.dim = 2;
    rule.n_negatives = 1;
    const double nan = std::numeric_limits<double>::quiet_NaN();

    EXPECT_EQ(left_out_by({2, 1, 0, {1, 0}, {1, nan, 1, 0}}, rule), std::vector<bool>(2, false));
    EXPECT_EQ(left_out_by({2, 1, 9, {1, nan}, {1, 0, 1, 0}}, rule), std::vector<bool>(2, false));
    EXPECT_EQ(left_out_by({2, 1, 0, {1, 0}, {0, 1, nan, 0}}, rule), std::vector<bool>(2, false));
}

TEST(ClosedForm, HardnessIsATermOfTheNegativesThatNothingDifferentiates) {
    Rule hard;
    hard.loss = Loss::kInfoNce;
    hard.dim = 2;
    hard.n_negatives = 2;
    hard.scale = 0.5;
    hard.hardness = 3;
    Rule by_terms = hard;
    by_terms.hardness = 0;
    by_terms.col_bias = {0, 3 * 0.6, 3 * -0.8};
    const std::vector<double> cols = {0, 1, 3, 4, -8, 6};

    const auto got = contrastive<double>(hard, {1, 0}, cols);
    const auto want = contrastive<double>(by_terms, {1, 0}, cols);

    EXPECT_NEAR(got.loss, want.loss, kRoundoff);
    EXPECT_NEAR(got.row_lse[0], want.row_lse[0], kRoundoff);
    EXPECT_NEAR(got.d_scale, want.d_scale, kRoundoff);
    for (std::size_t k = 0; k < cols.size(); ++k) {
        EXPECT_NEAR(got.d_cols[k], want.d_cols[k], kRoundoff) << k;
    }
}

TEST(ClosedForm, ASoftcapPutsItsHyperbolicTangentInThePlaceOfEachLogit) {
    Rule rule;
    rule.loss = Loss::kInfoNce;
    rule.dim = 2;
    rule.n_negatives = 1;
    rule.scale = 0.25;
    rule.softcap = 3;
    const double target = 3 * std::tanh(4 * 0.6 / 3);
    const double negative = 3 * std::tanh(4 * -0.8 / 3);

    const auto result = contrastive<double>(rule, {1, 0}, {0.6, 0.8, -0.8, 0.6});

    EXPECT_NEAR(result.loss, std::log1p(std::exp(negative - target)), kRoundoff);
    EXPECT_NEAR(result.row_lse[0], std::log(std::exp(negative) + std::exp(target)), kRoundoff);
    // By the negative, across it: the slope of the cap is 1 - tanh^2.
    const double share = 1 / (1 + std::exp(target - negative));
    const double slope = 1 - negative * negative / 9;
    EXPECT_NEAR(result.d_cols[2] * -0.6 + result.d_cols[3] * -0.8, 4 * share * slope * -0.6,
                kRoundoff);
}

TEST(ClosedForm, LabelSmoothingIsTheCrossEntropyWithSmoothedTargets) {
    // Two queries, three keys at 0, 1 and -1 with them: s_i = (k, 0, -k) and (0, k, 0).
    const std::vector<double> rows = {1, 0, 0, 1};
    const std::vector<double> keys = {1, 0, 0, 1, -1, 0};
    Rule rule = pairs(2, 2, 0.5);
    rule.loss = Loss::kInfoNce;
    rule.n_cols = 3;
    rule.n_total = 2;
    rule.label_smoothing = 0.3;
    rule.bias = 5;
    const double k = 2;

    const auto result = contrastive<double>(rule, rows, keys);

    const double lse_0 = std::log(std::exp(k) + 1 + std::exp(-k));
    const double lse_1 = std::log(2 + std::exp(k));
    EXPECT_NEAR(result.row_loss[0], lse_0 - 0.7 * k, kRoundoff);
    EXPECT_NEAR(result.row_loss[1], lse_1 - 0.7 * k - 0.1 * k, kRoundoff);
    EXPECT_NEAR(result.row_lse[0], lse_0 + 5, kRoundoff);
    EXPECT_EQ(result.d_bias, 0);
    // G = (softmax - (0.7 + 0.1 at the target, 0.1 elsewhere)) / 2; only key 1 is across row 0.
    EXPECT_NEAR(result.d_rows[1], k * (std::exp(-lse_0) - 0.1) / 2, kRoundoff);
    EXPECT_NEAR(result.d_cols[1], k * (std::exp(-lse_1) - 0.1) / 2, kRoundoff);
}

TEST(ClosedForm, LabelSmoothingTakesTheMeanOverTheTargetsAndOverWhatTheRowSees) {
    // Rows 0 to 2 are alike, row 3 is across: s = k among the first, 0 beside.
    const std::vector<double> rows = {1, 0, 1, 0, 2, 0, 0, 1};
    Rule rule = pairs(4, 2, 0.25);
    rule.loss = Loss::kSupCon;
    rule.row_labels = {7, 7, 7, 8};

    const double plain = contrastive<double>(rule, rows).row_loss[0];
    rule.label_smoothing = 1;
    const auto result = contrastive<double>(rule, rows);

    EXPECT_NEAR(result.row_loss[0], plain + 4 - (4 + 4 + 0) / 3.0, kRoundoff);
    EXPECT_EQ(result.row_loss[3], 0);  // it has no target
}

TEST(ClosedForm, LabelSmoothingLeavesRowsWithoutNegativesAlone) {
    Rule rule = pairs(1, 2, 0.07);
    rule.label_smoothing = 0.5;

    const auto result = contrastive<double>(rule, {1, 2, -3, 1});

    EXPECT_EQ(result.loss, 0);
    EXPECT_EQ(result.d_rows, std::vector<double>(4, 0.0));
}

TEST(ClosedForm, IdenticalRowsLoseTheLogOfTheirNumber) {
    const std::vector<double> rows(10 * 2, 0.3);  // 5 pairs in 2 dimensions

    const auto result = contrastive<double>(pairs(5, 2, 0.07), rows);

    EXPECT_NEAR(result.loss, std::log(9.0), 2 * kRoundoff / 0.07);
    for (const double gradient : result.d_rows) EXPECT_NEAR(gradient, 0, kRoundoff / 0.07);
    EXPECT_NEAR(result.d_scale, 0, kRoundoff / (0.07 * 0.07));
}

TEST(ClosedForm, OrthogonalPairsWithEqualViews) {
    // s_ip = 1/t, every other similarity 0: L = log(e^(1/t) + 2N - 2) - 1/t.
    const double t = 0.5;
    const std::vector<double> rows = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1};

    const auto result = contrastive<double>(pairs(3, 3, t), rows);

    const double loss = std::log(std::exp(1 / t) + 4) - 1 / t;
    EXPECT_NEAR(result.loss, loss, kRoundoff);
    // dL/dt = -1/t^2 d/ds: only the positive's similarity moves, by -share of the negatives.
    const double share = 4 / (std::exp(1 / t) + 4);
    EXPECT_NEAR(result.d_scale, share / (t * t), kRoundoff);
    // Row 0: partner along itself (projected away), 4 negatives across with weight p, both ways.
    const double p = 1 / (std::exp(1 / t) + 4);
    EXPECT_NEAR(result.d_rows[0], 0, kRoundoff);
    EXPECT_NEAR(result.d_rows[1], 2 * (2 * p) / (6 * t), kRoundoff);
}

TEST(ClosedForm, TwoPairsByHand) {
    // Unit rows on a line: view 1 = {+1, -1}, view 2 = {+1, +1}; t = 1, sum of losses.
    Rule rule = pairs(2, 1, 1);
    rule.reduction = Reduction::kSum;
    const double e = std::exp(1.0);

    const auto result = contrastive<double>(rule, {2, -3, 0.5, 7});

    EXPECT_NEAR(result.row_loss[0], std::log(e + 1 / e + e) - 1, kRoundoff);
    EXPECT_NEAR(result.row_loss[1], std::log(3 / e) + 1, kRoundoff);
    EXPECT_NEAR(result.row_loss[2], std::log(e + 1 / e + e) - 1, kRoundoff);
    EXPECT_NEAR(result.row_loss[3], std::log(e + 1 / e + e) + 1, kRoundoff);
    EXPECT_EQ(result.d_rows, std::vector<double>(4, 0.0));  // a line has no tangent
}

TEST(ClosedForm, DotProductOfTwoPairsByHand) {
    Rule rule = pairs(2, 1, 1);
    rule.reduction = Reduction::kNone;
    rule.upstream = {1, 0, 0, 0};  // row 0 alone: L_0 = log(e^x0x1 + e^x0x2 + e^x0x3) - x0x2
    rule.normalize = false;
    const double a = std::exp(0.5 * 1);
    const double b = std::exp(0.5 * 2);
    const double c = std::exp(0.5 * -1);
    const double z = a + b + c;

    const auto result = contrastive<double>(rule, {0.5, 1, 2, -1});

    EXPECT_NEAR(result.d_rows[0], (a * 1 + b * 2 + c * -1) / z - 2, kRoundoff);
    EXPECT_NEAR(result.d_rows[1], 0.5 * a / z, kRoundoff);
    EXPECT_NEAR(result.d_rows[2], 0.5 * (b / z - 1), kRoundoff);
    EXPECT_NEAR(result.d_rows[3], 0.5 * c / z, kRoundoff);
}

TEST(ClosedForm, MeanDividesByAllByThoseThatCountOrByTheirWeights) {
    // Equal rows: every row loss is log 5.
    Rule rule = pairs(3, 2, 0.5);
    rule.row_weights = {2, 0, 1, 0, 0.5, 0};
    const std::vector<double> rows(6 * 2, 0.3);
    const auto loss_over = [&](reference::MeanOver over) {
        rule.mean_over = over;
        return contrastive<double>(rule, rows).loss / std::log(5.0);
    };

    EXPECT_NEAR(loss_over(reference::MeanOver::kAll), 3.5 / 6, kRoundoff);
    EXPECT_NEAR(loss_over(reference::MeanOver::kCounted), 3.5 / 3, kRoundoff);
    EXPECT_NEAR(loss_over(reference::MeanOver::kWeights), 1, kRoundoff);
}

TEST(ClosedForm, MeanOfNothingIsZero) {
    Rule rule = pairs(3, 2, 0.5);
    rule.row_weights.assign(6, 0);
    rule.mean_over = reference::MeanOver::kWeights;

    const auto result = contrastive<double>(rule, {1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1});

    EXPECT_EQ(result.loss, 0);
    EXPECT_EQ(result.d_rows, std::vector<double>(12, 0.0));
}

TEST(ClosedForm, RowOfWeightZeroIsNotThereAsAQuery) {
    Rule rule = pairs(3, 2, 0.5);
    rule.loss = reference::Loss::kInfoNce;
    const std::vector<double> keys = {1, 0, 0, 1, 1, 1};
    rule.row_weights = {1, 0, 1};
    const double nan = std::numeric_limits<double>::quiet_NaN();

    const auto result = contrastive<double>(rule, {1, 2, nan, nan, 2, 1}, keys);

    EXPECT_TRUE(std::isfinite(result.loss));
    EXPECT_EQ(result.row_loss[1], 0);
    EXPECT_EQ(result.d_rows[2], 0);
    for (const double value : result.d_cols) EXPECT_TRUE(std::isfinite(value));
}

TEST(ClosedForm, ZeroRowTakesPartWithSimilarityZeroAndHasNoGradient) {
    const double t = 0.5;
    const std::vector<double> rows = {0, 0, 1, 0, 0, 1, 0, 1};  // pair 0: zero row and e2

    const auto result = contrastive<double>(pairs(2, 2, t), rows);

    EXPECT_NEAR(result.row_loss[0], std::log(3.0), kRoundoff);
    EXPECT_EQ(result.d_rows[0], 0);
    EXPECT_EQ(result.d_rows[1], 0);
}

TEST(ClosedForm, ClampedRowIsDividedByAConstant) {
    Rule rule = pairs(2, 1, 1);
    rule.clamp_small_norm = true;
    rule.norm_eps = 4;
    Rule dot = pairs(2, 1, 1);
    dot.normalize = false;
    const std::vector<double> rows = {1, 2, 3, -1};
    const std::vector<double> divided = {0.25, 0.5, 0.75, -0.25};

    const auto clamped = contrastive<double>(rule, rows);

    const auto plain = contrastive<double>(dot, divided);
    EXPECT_NEAR(clamped.loss, plain.loss, kRoundoff);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(clamped.d_rows[i], plain.d_rows[i] / 4, kRoundoff);
    }
}

TEST(ClosedForm, ConvergedRowKeepsItsTinyGradient) {
    // Gap of 2 at t = 0.02: the share of the negatives is 2 e^-100, far below 1 - P in any type.
    const auto result = contrastive<double>(pairs(2, 2, 0.02), {1, 0, -1, 0, 1, 0, -1, 0});

    EXPECT_NEAR(result.row_loss[0] / (2 * std::exp(-100.0)), 1, kRoundoff / 0.02);
    EXPECT_NEAR(result.negative_share[0] / (2 * std::exp(-100.0)), 1, kRoundoff / 0.02);
}

Rule labelled(Loss loss, std::vector<std::int64_t> labels, std::int64_t dim) {
    Rule rule = pairs(static_cast<std::int64_t>(labels.size()), dim, 0.5);
    rule.loss = loss;
    rule.row_labels = std::move(labels);
    return rule;
}

TEST(ClosedForm, LabelsWithOneTargetEachAreNtXent) {
    const auto rows = reference::NormalGenerator(5).normals(6 * 3);
    const auto nt_xent = contrastive<double>(pairs(3, 3, 0.5), rows);

    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        const auto result = contrastive<double>(labelled(loss, {1, 2, 3, 1, 2, 3}, 3), rows);

        EXPECT_NEAR(result.loss, nt_xent.loss, kRoundoff);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EXPECT_NEAR(result.d_rows[i], nt_xent.d_rows[i], kRoundoff) << i;
        }
    }
}

TEST(ClosedForm, RowsWithoutTargetsHaveNoLossAndNoGradient) {
    const auto rows = reference::NormalGenerator(5).normals(4 * 3);
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        const auto result = contrastive<double>(labelled(loss, {1, 2, 3, 4}, 3), rows);

        EXPECT_EQ(result.loss, 0);
        EXPECT_EQ(result.d_rows, std::vector<double>(12, 0.0));
        EXPECT_EQ(result.d_scale, 0);
    }
}

TEST(ClosedForm, OneClassOnlyIsTheLogOfItsSizeForSupConAndNothingForPairs) {
    const std::vector<double> rows = {1, 2, 1, 2, 1, 2, 1, 2};  // equal: 3 targets, no spread

    const auto sup_con = contrastive<double>(labelled(Loss::kSupCon, {7, 7, 7, 7}, 2), rows);
    const auto of_pairs = contrastive<double>(labelled(Loss::kPairs, {7, 7, 7, 7}, 2), rows);

    EXPECT_NEAR(sup_con.loss, std::log(3.0), kRoundoff);
    EXPECT_EQ(of_pairs.loss, 0);
}

TEST(ClosedForm, OneSampleWithLabelsIsNothing) {
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        const auto result = contrastive<double>(labelled(loss, {7}, 2), {1, 2});

        EXPECT_EQ(result.loss, 0);
        EXPECT_EQ(result.d_rows, std::vector<double>(2, 0.0));
    }
}

/// Rows as columns too.
Rule listed(Loss loss, reference::SetsBy sets_by, reference::Pairs positives,
            reference::Pairs negatives = {}) {
    Rule rule = pairs(6, 3, 0.5);
    rule.loss = loss;
    rule.n_cols = 6;
    rule.sets_by = sets_by;
    rule.positive_pairs = std::move(positives);
    rule.negative_pairs = std::move(negatives);
    return rule;
}

TEST(ClosedForm, PairsOfTheSameLabelAreTheLossByLabel) {
    const auto rows = reference::NormalGenerator(5).normals(6 * 3);
    const std::vector<std::int64_t> labels = {1, 2, 1, 1, 7, 2};
    reference::Pairs alike, others;
    for (std::int64_t i = 0; i < 6; ++i) {
        for (std::int64_t j = 0; j < 6; ++j) {
            const auto at = [&](std::int64_t k) { return labels[static_cast<std::size_t>(k)]; };
            if (i != j) (at(i) == at(j) ? alike : others).insert({i, j});
        }
    }
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        const auto by_label = contrastive<double>(labelled(loss, labels, 3), rows);
        for (const auto sets_by : {reference::SetsBy::kPairs, reference::SetsBy::kPositivePairs}) {
            const auto result =
                contrastive<double>(listed(loss, sets_by, alike, others), rows, rows);

            EXPECT_NEAR(result.loss, by_label.loss, kRoundoff);
            for (std::size_t k = 0; k < rows.size(); ++k) {
                EXPECT_NEAR(result.d_rows[k] + result.d_cols[k], by_label.d_rows[k], kRoundoff)
                    << k;
            }
        }
    }
}

TEST(ClosedForm, PairsAreDirectedAndNothingElseIsInTheLoss) {
    // Two units: cosines 1 and 0, at temperature 0.5 similarities 2 and 0.
    const std::vector<double> rows = {1, 0, 0, 0, 2, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 5, 0};
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        // Row 0: a target that is close, two negatives that are not. Row 1 has a negative alone,
        // row 2 a target alone, which is the row itself.
        const auto result =
            contrastive<double>(listed(loss, reference::SetsBy::kPairs, {{0, 2}, {2, 2}},
                                       {{0, 1}, {0, 3}, {1, 4}, {0, 2}}),
                                rows, rows);

        EXPECT_NEAR(result.row_loss[0], std::log1p(2 * std::exp(-2.0)), kRoundoff);
        for (const std::size_t i : {1, 2, 3, 4, 5}) EXPECT_EQ(result.row_loss[i], 0) << i;
    }
}

Rule soft(Loss loss, std::int64_t n_rows, std::vector<double> weights) {
    Rule rule = pairs(n_rows, 3, 0.5);
    rule.loss = loss;
    rule.n_cols = static_cast<std::int64_t>(weights.size()) / n_rows;
    rule.sets_by = reference::SetsBy::kSoftTargets;
    rule.soft_targets = std::move(weights);
    return rule;
}

TEST(ClosedForm, OneSoftTargetARowOfAnyWeightIsInfoNce) {
    const auto rows = reference::NormalGenerator(5).normals(3 * 3);
    const auto cols = reference::NormalGenerator(6).normals(3 * 3);
    Rule hard = pairs(3, 3, 0.5);
    hard.loss = Loss::kInfoNce;
    for (const bool decoupled : {false, true}) {
        Rule weighted = soft(Loss::kSupCon, 3, {0.1, 0, 0, 0, 1, 0, 0, 0, 7});
        weighted.decoupled = hard.decoupled = decoupled;

        const auto result = contrastive<double>(weighted, rows, cols);
        const auto wanted = contrastive<double>(hard, rows, cols);

        EXPECT_EQ(result.row_loss, wanted.row_loss);
        EXPECT_EQ(result.row_lse, wanted.row_lse);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            EXPECT_NEAR(result.d_rows[k], wanted.d_rows[k], kRoundoff) << k;
            EXPECT_NEAR(result.d_cols[k], wanted.d_cols[k], kRoundoff) << k;
        }
    }
}

TEST(ClosedForm, SoftTargetsOfEqualWeightsAreListedOnes) {
    const auto rows = reference::NormalGenerator(5).normals(6 * 3);
    const reference::Pairs positives = {{0, 1}, {0, 4}, {1, 1}, {3, 0}, {3, 2}, {3, 5}};
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        for (const double weight : {1.0, 0.25}) {
            reference::Pairs negatives;
            std::vector<double> weights;
            for (std::int64_t i = 0; i < 6; ++i) {
                for (std::int64_t j = 0; j < 6; ++j) {
                    weights.push_back(positives.count({i, j}) != 0 ? weight : 0);
                    negatives.insert({i, j});
                }
            }
            const Rule by_pairs = listed(loss, reference::SetsBy::kPairs, positives, negatives);

            const auto result = contrastive<double>(soft(loss, 6, weights), rows, rows);
            const auto wanted = contrastive<double>(by_pairs, rows, rows);

            // A mean knows no common factor, a sum does.
            const double factor = loss == Loss::kPairs ? weight : 1;
            for (std::size_t i = 0; i < 6; ++i) {
                EXPECT_NEAR(result.row_loss[i], factor * wanted.row_loss[i], kRoundoff) << i;
            }
            for (std::size_t k = 0; k < rows.size(); ++k) {
                EXPECT_NEAR(result.d_rows[k], factor * wanted.d_rows[k], kRoundoff) << k;
                EXPECT_NEAR(result.d_cols[k], factor * wanted.d_cols[k], kRoundoff) << k;
            }
        }
    }
}

TEST(ClosedForm, SoftTargetsGiveTheCrossEntropyWithTheirDistribution) {
    // Units: cosines 1, 0 and 0, at temperature 0.5 similarities 2, 0 and 0.
    const std::vector<double> row = {1, 0, 0};
    const std::vector<double> cols = {2, 0, 0, 0, 1, 0, 0, 0, 3};

    Rule rule = soft(Loss::kSupCon, 1, {3, 1, 0});
    rule.reduction = Reduction::kSum;

    const auto result = contrastive<double>(rule, row, cols);

    const double sum = std::exp(2.0) + 2;
    EXPECT_NEAR(result.row_loss[0], std::log(sum) - 0.75 * 2, kRoundoff);
    EXPECT_NEAR(result.coefficient[0], std::exp(2.0) / sum - 0.75, kRoundoff);
    EXPECT_NEAR(result.coefficient[1], 1 / sum - 0.25, kRoundoff);
    EXPECT_NEAR(result.coefficient[2], 1 / sum, kRoundoff);
}

TEST(ClosedForm, RowsWithoutSoftTargetsHaveNoLossAndDoNotCount) {
    const auto rows = reference::NormalGenerator(5).normals(2 * 3);
    const auto cols = reference::NormalGenerator(6).normals(3 * 3);
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        Rule rule = soft(loss, 2, {0.5, 0, 2, 0, 0, 0});
        rule.mean_over = reference::MeanOver::kCounted;

        const auto result = contrastive<double>(rule, rows, cols);

        EXPECT_EQ(result.row_loss[1], 0);
        for (const std::size_t k : {3, 4, 5}) EXPECT_EQ(result.d_rows[k], 0);
        EXPECT_NEAR(result.loss, result.row_loss[0] / (loss == Loss::kPairs ? 2.5 : 1), kRoundoff);
    }
}

Rule siglip(std::int64_t n_rows, std::int64_t dim, double logit_scale, double bias) {
    Rule rule = pairs(n_rows, dim, logit_scale);
    rule.loss = reference::Loss::kSigLip;
    rule.scale_kind = reference::ScaleKind::kLogit;
    rule.bias = bias;
    return rule;
}

TEST(ClosedForm, SigLipOfOrthogonalPairs) {
    // s_ii = k + b, every other s = b: a sum over columns, a mean over rows.
    const std::vector<double> rows = {3, 0, 0, 0, 2, 0, 0, 0, 1};
    const double k = 10;
    const double b = -4;

    const auto result = contrastive<double>(siglip(3, 3, k, b), rows, rows);

    const double target = 1 / (1 + std::exp(k + b));  // sigma(-s_ii)
    const double other = 1 / (1 + std::exp(-b));
    EXPECT_NEAR(result.loss, std::log1p(std::exp(-k - b)) + 2 * std::log1p(std::exp(b)), kRoundoff);
    EXPECT_NEAR(result.d_bias, 2 * other - target, kRoundoff);
    EXPECT_NEAR(result.d_scale, -target, kRoundoff);  // only s_ii moves with the scale
    // Row 0: the text along itself is projected away, the two across pull with k sigma(b) / (N
    // |x|).
    EXPECT_NEAR(result.d_rows[0], 0, k * kRoundoff);
    EXPECT_NEAR(result.d_rows[1], k * other / 3 / 3, k * kRoundoff);
    EXPECT_NEAR(result.d_cols[1], k * other / 3 / 3, k * kRoundoff);
}

TEST(ClosedForm, SigLipOfOnePairIsTheLossOfItsTarget) {
    const auto result = contrastive<double>(siglip(1, 2, 5, -2), {1, 0}, {3, 4});

    EXPECT_NEAR(result.loss, std::log1p(std::exp(-(5 * 0.6 - 2))), kRoundoff);
    EXPECT_NEAR(result.d_bias, -1 / (1 + std::exp(5 * 0.6 - 2)), kRoundoff);
}

TEST(ClosedForm, SigLipOfAFittedBatchKeepsItsTinyGradient) {
    // s_ii = 80, s_ij = -120: sigma(-80) is far below 1 - P in any type.
    const std::vector<double> rows = {1, 0, -1, 0};

    const auto result = contrastive<double>(siglip(2, 2, 100, -20), rows, rows);

    EXPECT_NEAR(result.row_loss[0] / std::exp(-80.0), 1, kRoundoff);
    EXPECT_NEAR(result.d_bias / -std::exp(-80.0), 1, kRoundoff);
}

TEST(ClosedForm, NaNReachesEveryRowAndGradient) {
    const double nan = std::numeric_limits<double>::quiet_NaN();

    const auto result = contrastive<double>(pairs(2, 2, 0.5), {1, 0, nan, 1, 0, 1, 1, 1});

    EXPECT_TRUE(std::isnan(result.loss));
    EXPECT_TRUE(std::isnan(result.d_scale));
    for (const double value : result.row_loss) EXPECT_TRUE(std::isnan(value));
    for (const double value : result.d_rows) EXPECT_TRUE(std::isnan(value));
}

}  // namespace
