// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file adversarial_test.cpp @brief Data chosen to break what works on random rows. */
#include <cmath>

#include "backend/suite.h"

namespace backend {
namespace {

constexpr Recipe kRecipes[] = {
    Recipe::kNearConverged, Recipe::kDuplicates,        Recipe::kOpposite, Recipe::kZeroRows,
    Recipe::kMixedNorms,    Recipe::kConstantDirection, Recipe::kOffset,   Recipe::kOutlier};

class Adversarial : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = type();
        return spec;
    }

    void expect_agreement(const Spec& spec) const {
        for (const bool fused : {false, true}) {
            CallStyle style;
            style.fused = fused;
            const Observed observed = run(device(), spec, style);
            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
        }
    }
};

class HalfPrecision : public OnEveryBackend {};

TEST_P(Adversarial, EveryRecipeAtEveryTemperature) {
    for (const Recipe recipe : kRecipes) {
        for (const double temperature : {1.0, 0.07, 0.01, 0.005}) {
            for (const std::int64_t n_rows : {2, 17, 40}) {
                Spec spec = this->spec();
                spec.recipe = recipe;
                spec.scale = temperature;
                spec.n_rows = n_rows;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(Adversarial, LargestGapsWhereAConstantShiftCeasesToBeValid) {
    for (const Recipe recipe : {Recipe::kOutlier, Recipe::kOpposite, Recipe::kRandom}) {
        for (const double temperature : {0.02, 0.015, 0.013, 0.0126, 0.0124, 0.0122, 0.012}) {
            for (const std::int64_t n_rows : {2, 40}) {
                Spec spec = this->spec();
                spec.recipe = recipe;
                spec.scale = temperature;
                spec.n_rows = n_rows;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(Adversarial, OneDimension) {
    for (const Recipe recipe : kRecipes) {
        for (const double temperature : {1.0, 0.005}) {
            Spec spec = this->spec();
            spec.recipe = recipe;
            spec.scale = temperature;
            spec.dim = 1;
            expect_agreement(spec);
        }
    }
}

TEST_P(Adversarial, ConvergedBatchKeepsItsGradient) {
    Spec spec = this->spec();
    spec.recipe = Recipe::kNearConverged;
    spec.scale = 0.01;
    const auto expectation = expectation_of(spec);
    // The premise: 1 - P is below the resolution of fp32 in every row.
    for (const double loss : expectation->row_loss.want) ASSERT_LT(loss, 0x1p-25);

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation));
    double length = 0;
    for (const double value : observed.d_rows) length += std::abs(value);
    if (type() == CUXENT_TYPE_FLOAT16) return;  // e^-40 is 0 in float16
    EXPECT_GT(length, 0);
}

TEST_P(Adversarial, TinyAndHugeNorms) {
    const bool is_half = type() == CUXENT_TYPE_FLOAT16;
    for (const double magnitude : {is_half ? 1e-3 : 1e-30, is_half ? 1e4 : 1e30}) {
        for (const double temperature : {1.0, 0.07}) {
            Spec spec = this->spec();
            spec.magnitude = magnitude;
            spec.scale = temperature;
            expect_agreement(spec);
        }
    }
}

TEST_P(Adversarial, SubnormalRows) {
    // float16 gradients overflow to infinity here; in float32 they are finite.
    Spec spec = this->spec();
    spec.magnitude = type() == CUXENT_TYPE_FLOAT16 ? 0x1p-20 : 0x1p-122;
    spec.float_gradients = type() == CUXENT_TYPE_FLOAT16;
    expect_agreement(spec);
}

TEST_P(HalfPrecision, GradientBeyondItsRangeIsInfinite) {
    Spec spec;
    spec.type = CUXENT_TYPE_FLOAT16;
    spec.magnitude = 0x1p-20;
    spec.reduction = CUXENT_REDUCTION_SUM;

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    bool some_infinite = false;
    for (const double value : observed.d_rows) some_infinite |= std::isinf(value);
    EXPECT_TRUE(some_infinite);
}

TEST_P(Adversarial, HugeOffsetsWithoutNormalisation) {
    for (const double magnitude : {3.0, 30.0, 100.0}) {  // logits up to about 17 * 100^2
        Spec spec = this->spec();
        spec.normalize = false;
        spec.recipe = Recipe::kOffset;
        spec.magnitude = magnitude;
        spec.scale = 1;
        expect_agreement(spec);
    }
}

TEST_P(Adversarial, DotProductsOfEitherSign) {
    for (const Recipe recipe : {Recipe::kRandom, Recipe::kOpposite, Recipe::kDuplicates}) {
        for (const double magnitude : {0.01, 1.0, 20.0}) {
            Spec spec = this->spec();
            spec.normalize = false;
            spec.recipe = recipe;
            spec.magnitude = magnitude;
            expect_agreement(spec);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Adversarial, every_type(), type_name);
INSTANTIATE_TEST_SUITE_P(Backend, HalfPrecision, every_backend(), backend_name);

}  // namespace
}  // namespace backend
