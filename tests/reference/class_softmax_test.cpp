// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file class_softmax_test.cpp @brief Softmax over classes in closed form. */
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "reference/contrastive.h"
#include "reference/random_rows.h"

namespace {

using reference::contrastive;
using reference::Margin;
using reference::Rule;

constexpr double kRoundoff = 64 * std::numeric_limits<double>::epsilon();

/// One row of class 0 in the plane, at `angle` from it; class 1 is orthogonal to class 0.
struct Plane {
    Rule rule;
    std::vector<double> rows;
    std::vector<double> classes = {1, 0, 0, 1};

    Plane(Margin margin, double size, double angle) : rows{std::cos(angle), std::sin(angle)} {
        rule.loss = reference::Loss::kClassSoftmax;
        rule.n_rows = 1;
        rule.dim = 2;
        rule.n_cols = 2;
        rule.classes.labels = {0};
        rule.classes.margin_kind = margin;
        rule.classes.margin = size;
    }
    [[nodiscard]] reference::Result<double> result() const {
        return contrastive<double>(rule, rows, classes);
    }
};

double softplus(double x) {
    return std::log1p(std::exp(x));
}

TEST(ClassSoftmax, ComparesARowWithItsClassAndTheOthers) {
    const auto result = Plane(Margin::kNone, 0, 0.3).result();

    EXPECT_NEAR(result.loss, softplus(std::sin(0.3) - std::cos(0.3)), kRoundoff);
    EXPECT_NEAR(result.row_lse[0], std::log(std::exp(std::sin(0.3)) + std::exp(std::cos(0.3))),
                kRoundoff);
}

TEST(ClassSoftmax, TakesCosFacesMarginFromTheCosine) {
    const auto result = Plane(Margin::kCosFace, 0.35, 0.3).result();

    EXPECT_NEAR(result.loss, softplus(std::sin(0.3) - (std::cos(0.3) - 0.35)), kRoundoff);
}

TEST(ClassSoftmax, AddsArcFacesMarginToTheAngle) {
    const auto result = Plane(Margin::kArcFace, 0.5, 0.3).result();

    EXPECT_NEAR(result.loss, softplus(std::sin(0.3) - std::cos(0.8)), kRoundoff);
    // By the angle: dL/dtheta = sigma(d) (cos(theta) + sin(theta + m)), along the tangent.
    const double d = std::sin(0.3) - std::cos(0.8);
    const double slope = (std::cos(0.3) + std::sin(0.8)) / (1 + std::exp(-d));
    EXPECT_NEAR(result.d_rows[0], -std::sin(0.3) * slope, kRoundoff);
    EXPECT_NEAR(result.d_rows[1], std::cos(0.3) * slope, kRoundoff);
}

TEST(ClassSoftmax, ContinuesArcFaceBeyondPiWithACosine) {
    const double angle = 3.0;

    const auto result = Plane(Margin::kArcFace, 0.5, angle).result();

    const double f = std::cos(angle) - 0.5 * std::sin(0.5);
    EXPECT_NEAR(result.loss, softplus(std::sin(angle) - f), kRoundoff);
}

TEST(ClassSoftmax, HasNoTangentWhereARowIsItsClassOrItsOpposite) {
    for (const double angle : {0.0, 3.14159265358979323846}) {
        const auto result = Plane(Margin::kArcFace, 0.5, angle).result();

        // The other class alone is left: dL/ds_1 along the tangent, and no NaN.
        const double f = angle == 0 ? std::cos(0.5) : -1 - 0.5 * std::sin(0.5);
        EXPECT_NEAR(result.d_rows[0], 0, kRoundoff);
        EXPECT_NEAR(result.d_rows[1], 1 / (1 + std::exp(f)), kRoundoff);
        EXPECT_NEAR(result.d_cols[1], 0, kRoundoff);
    }
}

TEST(ClassSoftmax, IsBoundedNextToTheClass) {
    // df/dcos = sin(theta + m) / sin(theta) is 5e7 here; its product with the tangent is not.
    const auto result = Plane(Margin::kArcFace, 0.5, 1e-8).result();

    EXPECT_NEAR(result.d_rows[1], (1 + std::sin(0.5)) / (1 + std::exp(std::cos(0.5))), 1e-7);
}

TEST(ClassSoftmax, SmoothsLabels) {
    Plane plane(Margin::kNone, 0, 0.3);
    plane.rule.label_smoothing = 0.2;
    const double towards_0 = softplus(std::sin(0.3) - std::cos(0.3));
    const double towards_1 = softplus(std::cos(0.3) - std::sin(0.3));

    EXPECT_NEAR(plane.result().loss, 0.9 * towards_0 + 0.1 * towards_1, kRoundoff);
}

TEST(ClassSoftmax, AddsTheTermOfAClassToItsLogitAndToNoMargin) {
    Plane plane(Margin::kCosFace, 0.35, 0.3);
    plane.rule.col_bias = {0.5, -2};
    const double positive = std::cos(0.3) - 0.35 + 0.5;
    const double negative = std::sin(0.3) - 2;

    const auto result = plane.result();

    EXPECT_NEAR(result.loss, softplus(negative - positive), kRoundoff);
    EXPECT_NEAR(result.row_lse[0], std::log(std::exp(negative) + std::exp(positive)), kRoundoff);
    // dL/dk = sum_j G_j f_j at k = 1, the temperature the other way round.
    const double share = 1 / (1 + std::exp(positive - negative));
    const double by_k = share * (std::sin(0.3) - (std::cos(0.3) - 0.35));
    EXPECT_NEAR(result.d_scale, -by_k, kRoundoff);
}

TEST(ClassSoftmax, SmoothsLabelsOverLogitsWithTheirTerms) {
    Plane plane(Margin::kNone, 0, 0.3);
    plane.rule.label_smoothing = 0.2;
    plane.rule.col_bias = {0.5, -2};
    plane.rule.hardness = 3;
    const double s_0 = std::cos(0.3) + 0.5;
    const double s_1 = (1 + 3) * std::sin(0.3) - 2;

    EXPECT_NEAR(plane.result().loss, 0.9 * softplus(s_1 - s_0) + 0.1 * softplus(s_0 - s_1),
                kRoundoff);
}

TEST(ClassSoftmax, LeavesOutClassesWithTheIdOfTheRow) {
    Plane plane(Margin::kNone, 0, 0.3);
    plane.rule.row_ids = {7};
    plane.rule.col_ids = {7, 7};  // the target stays

    const auto result = plane.result();

    EXPECT_EQ(result.loss, 0);
    EXPECT_NEAR(result.row_lse[0], std::cos(0.3), kRoundoff);
    for (const double gradient : result.d_cols) EXPECT_EQ(gradient, 0);
}

TEST(ClassSoftmax, OfOneClassHasOnlyACenter) {
    Plane plane(Margin::kNone, 0, 0.3);
    plane.rule.n_cols = 1;
    plane.classes = {1, 0};
    plane.rule.label_smoothing = 0.5;
    EXPECT_EQ(plane.result().loss, 0);

    plane.rule.classes.center_weight = 2;

    EXPECT_NEAR(plane.result().loss, 2 * (1 - std::cos(0.3)), kRoundoff);
    EXPECT_NEAR(plane.result().d_rows[1], 2 * std::sin(0.3) * std::cos(0.3), kRoundoff);
    EXPECT_EQ(plane.result().d_scale, 0);
}

TEST(ClassSoftmax, HasAnIslandTermOverOrderedPairs) {
    Plane plane(Margin::kNone, 0, 0.3);
    plane.rule.n_cols = 3;
    plane.classes = {2, 0, 0, 5, -1, 0};  // cosines 0, -1, 0: sum of cos + 1 is 2 over pairs
    plane.rule.classes.softmax_weight = 0;
    plane.rule.classes.island_weight = 0.25;

    const auto result = plane.result();

    EXPECT_NEAR(result.loss, 0.25 * 2 * 2, kRoundoff);
    EXPECT_NEAR(result.d_cols[1], 0.25 * 2 * 1 / 2, kRoundoff);  // class 0 away from class 1
    EXPECT_NEAR(result.d_cols[2], 0, kRoundoff);                 // classes 0 and 2 cancel
}

TEST(ClassSoftmax, CountsRowsThatAreNotIgnored) {
    Rule rule = Plane(Margin::kNone, 0, 0).rule;
    rule.n_rows = 3;
    rule.classes.labels = {0, -100, 1};
    rule.mean_over = reference::MeanOver::kCounted;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> rows = {1, 0, nan, nan, 0, 1};

    const auto result = contrastive<double>(rule, rows, {1, 0, 0, 1});

    EXPECT_NEAR(result.loss, softplus(-1), kRoundoff);
    EXPECT_EQ(result.row_loss[1], 0);
    EXPECT_EQ(result.d_rows[2], 0);
}

TEST(ClassSoftmax, WithoutOptionsIsInfoNceOfClassesInTheOrderOfTheRows) {
    Rule info_nce;
    info_nce.loss = reference::Loss::kInfoNce;
    info_nce.n_rows = 3;
    info_nce.n_cols = 5;
    info_nce.dim = 4;
    info_nce.scale = 0.1;
    Rule classes = info_nce;
    classes.loss = reference::Loss::kClassSoftmax;
    classes.classes.labels = {0, 1, 2};
    reference::NormalGenerator random(5);
    const auto rows = random.normals(12);
    const auto cols = random.normals(20);

    const auto want = contrastive<double>(info_nce, rows, cols);
    const auto got = contrastive<double>(classes, rows, cols);

    EXPECT_NEAR(got.loss, want.loss, kRoundoff * 10);
    EXPECT_NEAR(got.d_scale, want.d_scale, kRoundoff * 100);
    for (std::size_t k = 0; k < 12; ++k) EXPECT_NEAR(got.d_rows[k], want.d_rows[k], 1e-13);
    for (std::size_t k = 0; k < 20; ++k) EXPECT_NEAR(got.d_cols[k], want.d_cols[k], 1e-13);
}

}  // namespace
