// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file options_test.cpp @brief Scale kinds, reductions, upstream gradients, small norms. */
#include <algorithm>
#include <cmath>

#include "backend/suite.h"

namespace backend {
namespace {

class Options : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = type();
        return spec;
    }

    void expect_agreement(const Spec& spec, CallStyle style = {}) const {
        for (const bool fused : {false, true}) {
            style.fused = fused;
            const Observed observed = run(device(), spec, style);
            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
        }
    }
};

TEST_P(Options, ScaleIsATemperatureOrAFactorOnHostOrInMemory) {
    for (const bool in_memory : {false, true}) {
        Spec spec = this->spec();
        spec.scale_in_memory = in_memory;
        spec.scale = 0.07;
        expect_agreement(spec);
        spec.scale_kind = CUXENT_SCALE_LOGIT;
        spec.scale = 14.3;
        expect_agreement(spec);
        spec.scale = 0.25;
        expect_agreement(spec);
    }
}

TEST_P(Options, EveryReductionTakesEveryUpstream) {
    for (const cuxentReduction reduction :
         {CUXENT_REDUCTION_NONE, CUXENT_REDUCTION_SUM, CUXENT_REDUCTION_MEAN}) {
        for (const bool in_memory : {false, true}) {
            for (const UpstreamKind upstream : {UpstreamKind::kOne, UpstreamKind::kValue}) {
                Spec spec = this->spec();
                spec.reduction = reduction;
                spec.upstream = upstream;
                CallStyle style;
                style.upstream_in_memory = in_memory;
                expect_agreement(spec, style);
            }
        }
    }
}

TEST_P(Options, UpstreamOfRowLossesIsAVector) {
    for (const std::int64_t n_rows : {1, 17, 140}) {
        Spec spec = this->spec();
        spec.n_rows = n_rows;
        spec.reduction = CUXENT_REDUCTION_NONE;
        spec.upstream = UpstreamKind::kVector;
        expect_agreement(spec);
    }
}

TEST_P(Options, LossOfNoReductionIsTheRowLosses) {
    Spec spec = this->spec();
    spec.reduction = CUXENT_REDUCTION_NONE;

    const Observed observed = run(device(), spec);

    EXPECT_EQ(observed.loss, observed.row_loss);
}

TEST_P(Options, BiasMovesTheLogSumExpAndNothingElse) {
    for (const bool in_memory : {false, true}) {
        Spec spec = this->spec();
        spec.scale_in_memory = in_memory;
        const Observed plain = run(device(), spec);
        spec.bias = -7.25;

        const Observed moved = run(device(), spec);

        EXPECT_TRUE(agrees(moved, *expectation_of(spec)));
        EXPECT_EQ(moved.row_loss, plain.row_loss);
        EXPECT_EQ(moved.d_rows, plain.d_rows);
        EXPECT_EQ(moved.d_scale, plain.d_scale);
        EXPECT_EQ(moved.d_bias, std::vector<double>{0.0});
    }
}

TEST_P(Options, SoftcapOfAnySizeIsOne) {
    const Spec plain = spec();
    const double log_of_columns = std::log(2.0 * static_cast<double>(plain.n_rows) - 1);
    for (const bool huge : {false, true}) {
        for (const double exponent : {20.0, 200.0}) {
            Spec spec = plain;
            spec.softcap = std::pow(10.0, huge ? exponent : -exponent);

            const Observed observed = run(device(), spec);

            if (huge) {
                EXPECT_TRUE(agrees(observed, *expectation_of(plain))) << spec.softcap;
                continue;
            }
            for (const double loss : observed.row_loss) {
                EXPECT_NEAR(loss, log_of_columns, 1e-6) << spec.softcap;
            }
            for (const double value : observed.d_rows) EXPECT_EQ(value, 0) << spec.softcap;
        }
    }
}

TEST_P(Options, ZeroUpstreamGivesZeroGradients) {
    Spec spec = this->spec();
    Session session(device(), expectation_of(spec), {});
    session.set_upstream(0);

    session.run();

    for (const double value : session.results().d_rows) EXPECT_EQ(value, 0);
    EXPECT_EQ(session.results().d_scale[0], 0);
}

TEST_P(Options, ZeroRowHasGradientZero) {
    Spec spec = this->spec();
    spec.recipe = Recipe::kZeroRows;
    const auto dim = static_cast<std::size_t>(spec.dim);

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    for (std::size_t k = 0; k < dim; ++k) EXPECT_EQ(observed.d_rows[dim + k], 0);
}

TEST_P(Options, SmallRowsAreZeroedOrClamped) {
    // Norms straddle the threshold; the clamp is a constant divisor below it.
    for (const cuxentSmallNorm mode : {CUXENT_SMALL_NORM_ZERO, CUXENT_SMALL_NORM_CLAMP}) {
        for (const std::int64_t dim : {3, 17}) {
            Spec spec = this->spec();
            spec.small_norm = mode;
            spec.dim = dim;
            spec.norm_eps = std::sqrt(static_cast<double>(dim)) * 1.01;
            expect_agreement(spec);
        }
    }
}

TEST_P(Options, ClampLikeTorch) {
    Spec spec = this->spec();
    spec.recipe = Recipe::kZeroRows;
    spec.small_norm = CUXENT_SMALL_NORM_CLAMP;
    spec.norm_eps = 1e-3;
    expect_agreement(spec);
}

TEST_P(Options, NormalisationIsOff) {
    for (const double temperature : {1.0, 0.07}) {
        Spec spec = this->spec();
        spec.normalize = false;
        spec.scale = temperature;
        spec.magnitude = 0.3;
        expect_agreement(spec);
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Options, every_type(), type_name);

}  // namespace
}  // namespace backend
