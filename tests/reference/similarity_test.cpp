// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file similarity_test.cpp @brief The oracle of the calls beside the losses, by closed forms. */
#include "reference/similarity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reference/random_rows.h"

namespace {

using reference::SmallRows;

TEST(SimilarityOracle, NormalizesARowOfThreeAndFour) {
    const auto out = reference::normalize({3, 4}, 2, {});

    EXPECT_DOUBLE_EQ(out.z.want[0], 0.6);
    EXPECT_DOUBLE_EQ(out.z.want[1], 0.8);
    EXPECT_DOUBLE_EQ(out.norm.want[0], 5);
}

TEST(SimilarityOracle, TreatsSmallRowsByTheRule) {
    EXPECT_EQ(reference::normalize({3, 4}, 2, {false, 5}).z.want[0], 0);
    EXPECT_DOUBLE_EQ(reference::normalize({3, 4}, 2, {true, 10}).z.want[1], 0.4);
    EXPECT_EQ(reference::normalize({0, 0}, 2, {}).z.want[0], 0);
}

TEST(SimilarityOracle, GradientOfNormalizeIsItsDifferenceQuotient) {
    constexpr double kStep = 1e-5;
    for (const SmallRows& small : {SmallRows{}, SmallRows{true, 100}, SmallRows{false, 100}}) {
        reference::NormalGenerator random(1);
        const std::vector<double> x = random.normals(5);
        const std::vector<double> dz = random.normals(5);
        const auto objective = [&](const std::vector<double>& at) {
            const auto z = reference::normalize(at, 5, small).z.want;
            double sum = 0;
            for (std::size_t k = 0; k < 5; ++k) sum += z[k] * dz[k];
            return sum;
        };

        const auto dx = reference::normalize_backward(x, dz, 5, small).want;

        for (std::size_t k = 0; k < 5; ++k) {
            std::vector<double> more = x;
            std::vector<double> less = x;
            more[k] += kStep;
            less[k] -= kStep;
            EXPECT_NEAR(dx[k], (objective(more) - objective(less)) / (2 * kStep), 1e-9);
        }
    }
}

TEST(SimilarityOracle, KnowsTheCosineOfFortyFiveDegrees) {
    const std::vector<double> a = {2, 0, 0, 3};
    const std::vector<double> b = {5, 5, 0, -1};
    const double half_root = std::sqrt(0.5);

    const auto pairs = reference::pair_similarities(a, b, 2, {true, 10, {}}).want;
    const auto cosines = reference::similarity_matrix(a, b, 2, {true, 10, {}}).want;
    const auto dots = reference::similarity_matrix(a, b, 2, {false, 2, {}}).want;

    EXPECT_DOUBLE_EQ(pairs[0], 10 * half_root);
    EXPECT_DOUBLE_EQ(pairs[1], -10);
    EXPECT_DOUBLE_EQ(cosines[2], 10 * half_root);
    EXPECT_EQ(dots, (std::vector<double>{20, 0, 30, -6}));
}

TEST(SimilarityOracle, KnowsTheSoftmaxOfLogarithms) {
    const double inf = INFINITY;
    const auto out =
        reference::row_softmax({std::log(1), std::log(2), std::log(5), -inf, -inf, -inf}, 3, 1);
    const auto squares = reference::row_softmax({0, std::log(2)}, 2, 2);

    EXPECT_DOUBLE_EQ(out.softmax.want[2], 0.625);
    EXPECT_DOUBLE_EQ(out.log_softmax.want[1], std::log(0.25));
    EXPECT_DOUBLE_EQ(out.lse.want[0], std::log(8));
    EXPECT_EQ(out.softmax.want[3], 0);
    EXPECT_EQ(out.log_softmax.want[3], -inf);
    EXPECT_EQ(out.lse.want[1], -inf);
    EXPECT_DOUBLE_EQ(squares.softmax.want[1], 0.8);
}

TEST(SimilarityOracle, RanksByCounting) {
    const double nan = std::nan("");
    const auto out =
        reference::rank_targets({3, 1, 2, 5, 5, 5, 1, nan, 0, nan, 1, 2}, 3, {2, 1, 0, 0});

    EXPECT_EQ(out.rank, (std::vector<std::int64_t>{2, 1, 2, 3}));
    EXPECT_EQ(out.ties, (std::vector<std::int64_t>{0, 2, 0, 0}));
}

}  // namespace
