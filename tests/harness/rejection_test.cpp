// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file rejection_test.cpp @brief The harness accepts right answers and rejects wrong ones. */
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "harness/compare.h"
#include "harness/element.h"
#include "harness/expectation.h"
#include "harness/faults.h"

namespace {

using harness::agrees;
using harness::expectation_of;
using harness::honest_answer;
using harness::Observed;
using harness::Recipe;
using harness::Spec;

/// Views almost equal at a low temperature: the negatives' share is below 2^-24 in every row.
Spec converged() {
    Spec spec;
    spec.recipe = Recipe::kNearConverged;
    spec.scale = 0.01;
    return spec;
}

class AcceptsHonestAnswer : public testing::TestWithParam<Recipe> {};

TEST_P(AcceptsHonestAnswer, ForEveryTypeTemperatureAndShape) {
    for (const cuxentType type : {CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16}) {
        for (const double temperature : {1.0, 0.07, 0.005}) {
            for (const std::int64_t n_rows : {1, 3, 17, 65}) {
                for (const std::int64_t dim : {1, 3, 17, 129}) {
                    Spec spec;
                    spec.type = type;
                    spec.scale = temperature;
                    spec.n_rows = n_rows;
                    spec.dim = dim;
                    spec.recipe = GetParam();
                    const auto expectation = expectation_of(spec);
                    EXPECT_TRUE(agrees(honest_answer(*expectation), *expectation));
                }
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Harness, AcceptsHonestAnswer,
                         testing::Values(Recipe::kRandom, Recipe::kNearConverged,
                                         Recipe::kDuplicates, Recipe::kOpposite, Recipe::kZeroRows,
                                         Recipe::kConstantDirection, Recipe::kMixedNorms,
                                         Recipe::kOutlier, Recipe::kOffset),
                         [](const auto& param) { return std::string(name_of(param.param)); });

TEST(HonestAnswer, IsAcceptedWithoutNormalisation) {
    Spec spec;
    spec.normalize = false;
    spec.recipe = Recipe::kOffset;
    spec.magnitude = 30;
    spec.scale = 1;
    const auto expectation = expectation_of(spec);

    EXPECT_TRUE(agrees(honest_answer(*expectation), *expectation));
}

Spec pairwise_sigmoid() {
    Spec spec;
    spec.loss = CUXENT_LOSS_SIGLIP;
    spec.scale = 0.1;
    spec.bias = -2;
    return spec;
}

TEST(HonestAnswer, IsAcceptedOfPairwiseSigmoids) {
    for (const Recipe recipe : {Recipe::kRandom, Recipe::kNearConverged, Recipe::kOpposite,
                                Recipe::kZeroRows, Recipe::kDuplicates}) {
        for (const double temperature : {1.0, 0.1, 0.005}) {
            for (const double bias : {-20.0, 0.0, 20.0}) {
                Spec spec = pairwise_sigmoid();
                spec.recipe = recipe;
                spec.scale = temperature;
                spec.bias = bias;
                const auto expectation = expectation_of(spec);

                EXPECT_TRUE(agrees(honest_answer(*expectation), *expectation));
            }
        }
    }
}

TEST(Rejects, SigmoidLossDividedByTheColumnsToo) {
    const auto expectation = expectation_of(pairwise_sigmoid());
    Observed answer = honest_answer(*expectation);
    answer.loss[0] /= 17;

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, BiasGradientOfZeroOrSlightlyOff) {
    const auto expectation = expectation_of(pairwise_sigmoid());
    for (const double factor : {0.0, -1.0, 1 + 1e-4}) {
        Observed answer = honest_answer(*expectation);
        answer.d_bias[0] *= factor;

        EXPECT_FALSE(agrees(answer, *expectation)) << factor;
    }
}

TEST(Rejects, SmallBiasOfEveryEntryOfPairwiseSigmoids) {
    const auto expectation = expectation_of(pairwise_sigmoid());
    Observed answer = honest_answer(*expectation);
    for (double& value : answer.d_rows) value *= 1 + 1e-5;

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, LossOfAFittedSigmoidRoundedToZero) {
    Spec spec = pairwise_sigmoid();
    spec.recipe = Recipe::kNearConverged;
    spec.scale = 0.005;
    spec.n_rows = 1;
    const auto expectation = expectation_of(spec);  // softplus(-198) has no digit beside 1
    EXPECT_TRUE(agrees(honest_answer(*expectation), *expectation));
    spec.scale = 0.02;  // softplus(-48) has none either, and is a normal number
    const auto normal = expectation_of(spec);
    Observed answer;
    answer.row_loss = {0};

    EXPECT_FALSE(agrees(answer, *normal));
}

TEST(Rejects, NothingComputed) {
    EXPECT_FALSE(agrees(Observed{}, *expectation_of(Spec{})));
}

TEST(Rejects, ZeroGradient) {
    for (const double temperature : {1.0, 0.07, 0.01}) {
        Spec spec;
        spec.scale = temperature;
        const auto expectation = expectation_of(spec);
        Observed answer;
        answer.d_rows.assign(expectation->d_rows.want.size(), 0.0);

        EXPECT_FALSE(agrees(answer, *expectation)) << temperature;
    }
}

TEST(Rejects, ZeroGradientOfAConvergedBatch) {
    const auto expectation = expectation_of(converged());
    Observed answer;
    answer.d_rows.assign(expectation->d_rows.want.size(), 0.0);

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, ProbabilityMinusOneAtLowTemperature) {
    const auto expectation = expectation_of(converged());

    EXPECT_FALSE(agrees(probability_minus_one(*expectation), *expectation));
    EXPECT_TRUE(agrees(honest_answer(*expectation), *expectation));
}

TEST(Rejects, LossAsADifferenceAtLowTemperature) {
    const auto expectation = expectation_of(converged());

    EXPECT_FALSE(agrees(subtracted_losses(*expectation), *expectation));
}

TEST(Rejects, MissingTransposedTerm) {
    for (const std::int64_t n_rows : {2, 17, 257}) {
        Spec spec;
        spec.n_rows = n_rows;
        const auto expectation = expectation_of(spec);

        EXPECT_FALSE(agrees(without_transposed_term(*expectation), *expectation)) << n_rows;
    }
}

TEST(Rejects, SignError) {
    const auto expectation = expectation_of(Spec{});
    Observed answer = honest_answer(*expectation);
    for (double& value : answer.d_rows) value = -value;

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, OneNaN) {
    const auto expectation = expectation_of(Spec{});
    Observed answer = honest_answer(*expectation);
    answer.d_rows[40] = std::numeric_limits<double>::quiet_NaN();

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, NumberWhereNaNIsDue) {
    harness::Quantity quantity{"x", CUXENT_TYPE_FLOAT32, 1, {std::nan("")}, {0}, 0};

    EXPECT_NE(harness::mismatch(quantity, {0.0}), "");
    EXPECT_EQ(harness::mismatch(quantity, {std::nan("")}), "");
}

TEST(Rejects, InfinityForANumberInRange) {
    harness::Quantity quantity{"x", CUXENT_TYPE_FLOAT16, 1, {60000, 70000}, {1, 1}, 2};
    const double infinity = std::numeric_limits<double>::infinity();

    EXPECT_EQ(harness::mismatch(quantity, {60000, infinity}), "");
    EXPECT_NE(harness::mismatch(quantity, {infinity, infinity}), "");
    EXPECT_NE(harness::mismatch(quantity, {60000, -infinity}), "");
}

TEST(Rejects, OneWrongRowAmongMany) {
    Spec spec;
    spec.n_rows = 515;
    const auto expectation = expectation_of(spec);
    Observed answer = honest_answer(*expectation);
    for (std::size_t k = 0; k < 17; ++k) answer.d_rows[777 * 17 + k] *= 1 + 1e-4;

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, SmallBiasOfEveryEntry) {
    const auto expectation = expectation_of(Spec{});
    Observed answer = honest_answer(*expectation);
    for (double& value : answer.d_rows) value *= 1 + 1e-5;

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, SmallBiasOfScalars) {
    for (const double temperature : {1.0, 0.07}) {
        Spec spec;
        spec.scale = temperature;
        const auto expectation = expectation_of(spec);
        Observed answer = honest_answer(*expectation);

        answer.loss[0] *= 1 + 1e-4;
        EXPECT_FALSE(agrees(answer, *expectation));
        answer.loss = {};
        EXPECT_TRUE(agrees(answer, *expectation));
        answer.d_scale[0] *= 1 + 1e-4;
        EXPECT_FALSE(agrees(answer, *expectation));
    }
}

TEST(Rejects, GoogleValueWhichIsTwice) {
    const auto expectation = expectation_of(Spec{});
    Observed answer;
    answer.loss = {2 * expectation->loss.want[0]};

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, RanksThatCountTheTargetOrTheRowItself) {
    const auto expectation = expectation_of(Spec{});
    for (const std::int64_t off : {-1, 1}) {
        for (std::vector<std::int64_t> Observed::*counts :
             {&Observed::row_rank, &Observed::row_ties}) {
            Observed answer = honest_answer(*expectation);
            (answer.*counts)[3] += off;

            EXPECT_FALSE(agrees(answer, *expectation)) << off;
        }
    }
}

TEST(Rejects, TiesThatAreBrokenEitherWay) {
    Spec spec;
    spec.recipe = Recipe::kZeroRows;
    const auto expectation = expectation_of(spec);
    const Observed honest = honest_answer(*expectation);
    ASSERT_GT(honest.row_ties[1], 0);  // a row of zeros
    for (const std::int64_t above : {std::int64_t{0}, honest.row_ties[1]}) {
        Observed answer = honest;
        answer.row_rank[1] += above;
        answer.row_ties[1] = 0;

        EXPECT_FALSE(agrees(answer, *expectation)) << above;
    }
}

TEST(Rejects, ARankOfARowThatDoesNotCount) {
    Spec spec;
    spec.row_weights = harness::RowWeights::kRandom;
    const auto expectation = expectation_of(spec);
    Observed answer = honest_answer(*expectation);
    EXPECT_TRUE(agrees(answer, *expectation));
    for (std::int64_t& rank : answer.row_rank) rank = rank == 0 ? 1 : rank;

    EXPECT_FALSE(agrees(answer, *expectation));
}

TEST(Rejects, WithIndexGotWantLimitAndRepro) {
    const auto expectation = expectation_of(Spec{});
    Observed answer = honest_answer(*expectation);
    answer.d_rows[2 * 17 + 5] = 3.5;

    const std::string message = agrees(answer, *expectation).message();

    for (const char* part : {"d_rows[2][5]", "got 3.5", "want", "limit", "repro: loss=nt_xent",
                             "recipe=random", "seed=1"}) {
        EXPECT_NE(message.find(part), std::string::npos) << part << " in " << message;
    }
}

TEST(Limit, StaysBelowTheCapOfSinglePrecision) {
    for (const double temperature : {1.0, 0.07, 0.005}) {
        Spec spec;
        spec.scale = temperature;
        spec.n_rows = 65;
        const auto expectation = expectation_of(spec);
        double length = 0;
        for (const double value : expectation->d_rows.want) length += value * value;
        const double cap = 32 * 0x1p-24 * (1 / temperature + std::sqrt(17.0));

        // Relative to the gradient itself: in a random batch little of it cancels.
        EXPECT_LE(expectation->d_rows.total_limit, cap * std::sqrt(length)) << temperature;
    }
}

TEST(Limit, OfAZeroedRowIsExact) {
    Spec spec;
    spec.recipe = Recipe::kZeroRows;
    const auto expectation = expectation_of(spec);
    Observed answer = honest_answer(*expectation);
    EXPECT_TRUE(agrees(answer, *expectation));

    answer.d_rows[1 * 17] = 1e-30;

    EXPECT_FALSE(agrees(answer, *expectation));
}

}  // namespace
