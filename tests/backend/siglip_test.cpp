// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file siglip_test.cpp @brief What a pairwise sigmoid has of its own: extremes, bias, one pair.
 */
#include <cmath>
#include <limits>
#include <vector>

#include "backend/suite.h"

namespace backend {
namespace {

class SigLip : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.loss = CUXENT_LOSS_SIGLIP;
        spec.type = type();
        spec.scale_kind = CUXENT_SCALE_LOGIT;
        spec.scale = 10;  // where training begins
        spec.bias = -10;
        return spec;
    }

    void expect_agreement(const Spec& spec, const CallStyle& style = {}) const {
        EXPECT_TRUE(agrees(run(device(), spec, style), *expectation_of(spec))) << style;
    }
};

TEST_P(SigLip, HoldsAtExtremesOfScaleAndBias) {
    for (const double scale : {0.01, 10.0, 200.0}) {
        for (const double bias : {-20.0, 0.0, 20.0}) {
            for (const Recipe recipe :
                 {Recipe::kRandom, Recipe::kNearConverged, Recipe::kOpposite}) {
                Spec spec = this->spec();
                spec.scale = scale;
                spec.bias = bias;
                spec.recipe = recipe;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(SigLip, TakesScaleAndBiasFromMemory) {
    for (const bool fused : {false, true}) {
        Spec spec = this->spec();
        spec.scale_in_memory = true;
        spec.bias = -7.3;
        CallStyle style;
        style.fused = fused;
        expect_agreement(spec, style);
    }
}

TEST_P(SigLip, OfOnePairIsTheLossOfItsTarget) {
    Spec spec = this->spec();
    spec.n_rows = 1;
    for (const bool fused : {false, true}) {
        CallStyle style;
        style.fused = fused;
        expect_agreement(spec, style);
    }
}

TEST_P(SigLip, TakesMoreTextsThanImages) {
    Spec spec = this->spec();
    spec.n_rows = 5;
    spec.n_cols = 40;
    spec.row_offset = 3;
    spec.n_total = 8;
    spec.reduction = CUXENT_REDUCTION_MEAN;
    expect_agreement(spec);
}

TEST_P(SigLip, GivesTheBiasGradientAloneAndAddsToIt) {
    for (const bool fused : {false, true}) {
        CallStyle alone;
        alone.fused = fused;
        alone.wanted = {false, false, false, {false, false}, false, false, true};
        CallStyle added = alone;
        added.accumulate = true;

        const Observed first = run(device(), spec(), alone);
        const Observed second = run(device(), spec(), added);

        EXPECT_TRUE(agrees(first, *expectation_of(spec())));
        const double sum = first.d_bias[0] + Session::initial(1)[0];
        EXPECT_NEAR(second.d_bias[0], sum, 1e-6 * std::abs(sum));
    }
}

TEST_P(SigLip, HasZeroGradientsForAZeroUpstream) {
    Session session(device(), expectation_of(spec()), {});
    session.set_upstream(0);

    session.run();

    for (const double value : session.results().d_rows) EXPECT_EQ(value, 0);
    EXPECT_EQ(session.results().d_bias[0], 0);
}

TEST_P(SigLip, SpreadsNaNToTheRowsThatSeeIt) {
    Spec spec = this->spec();
    spec.special = std::numeric_limits<double>::quiet_NaN();
    spec.special_row = 4;  // an image: no other image's loss has it
    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    EXPECT_TRUE(std::isnan(observed.row_loss[4]));
    EXPECT_FALSE(std::isnan(observed.row_loss[3]));
    EXPECT_TRUE(std::isnan(observed.d_bias[0]));
}

TEST_P(SigLip, IsNaNForABadBiasThatTheHostCannotSee) {
    Spec spec = this->spec();
    spec.scale_in_memory = true;
    spec.bias = std::numeric_limits<double>::infinity();
    Session session(device(), expectation_of(spec), {});
    if (device().reads_memory_on_host()) {
        EXPECT_THROW(session.run(), cuxent::Error);
        return;
    }
    session.run();
    EXPECT_TRUE(std::isnan(session.results().loss[0]));
    EXPECT_TRUE(std::isnan(session.results().d_bias[0]));
}

INSTANTIATE_TEST_SUITE_P(Backend, SigLip, every_type(), type_name);

}  // namespace
}  // namespace backend
