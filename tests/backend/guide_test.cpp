// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file guide_test.cpp @brief False negatives by similarity, beyond what every option must do. */
#include <algorithm>
#include <cstdint>
#include <vector>

#include "backend/suite.h"

namespace backend {
namespace {

class Guided : public OnEveryType {
 protected:
    /// Of a loss with columns apart, in two tiles and a rest.
    [[nodiscard]] Spec spec(cuxentLoss loss) const {
        Spec spec;
        spec.type = type();
        spec.loss = loss;
        spec.n_rows = 70;
        spec.n_cols = loss == CUXENT_LOSS_CLASS_SOFTMAX ? 75 : 70;
        spec.guide_dim = 7;
        return spec;
    }
};

constexpr cuxentLoss kLosses[] = {CUXENT_LOSS_NT_XENT, CUXENT_LOSS_INFO_NCE, CUXENT_LOSS_CLIP,
                                  CUXENT_LOSS_SIGLIP, CUXENT_LOSS_CLASS_SOFTMAX};

TEST_P(Guided, LeavesOutTheSameOnEveryWayThroughTheTiles) {
    for (const cuxentLoss loss : kLosses) {
        for (const bool fused : {false, true}) {
            for (const bool keep : {false, true}) {
                const Spec spec = this->spec(loss);
                CallStyle style;
                style.layout = {keep ? CUXENT_VIEWS_SEPARATE : CUXENT_VIEWS_STACKED, 3, 1};
                style.fused = fused;
                style.keep = keep;
                style.tile_rows = 32;
                style.wanted.ranks();
                style.wanted.d_cols = !keep;  // without them the CPU takes a single pass

                EXPECT_TRUE(agrees(run(device(), spec, style), *expectation_of(spec))) << style;
            }
        }
    }
}

/// Factors and margins of which some comparisons are of equal numbers, which leave nothing out.
TEST_P(Guided, ComparesWithEveryFactorAndMargin) {
    for (const double factor : {1.0, 0.5, -1.0, 0.0}) {
        for (const double margin : {0.0, 0.25, -0.5, 3.0}) {
            Spec spec = this->spec(CUXENT_LOSS_INFO_NCE);
            spec.n_rows = spec.n_cols = 9;
            spec.n_negatives = 40;
            spec.guide_factor = factor;
            spec.guide_margin = margin;

            EXPECT_TRUE(agrees(run(device(), spec), *expectation_of(spec)));
        }
    }
}

TEST_P(Guided, LeavesNothingOutWhereItIsNotANumber) {
    for (const cuxentLoss loss : kLosses) {
        for (const bool weighs : {false, true}) {
            Spec spec = this->spec(loss);
            spec.guide_has_nan = true;
            if (weighs) spec.row_weights = RowWeights::kRandom;  // row 2 weighs nothing

            EXPECT_TRUE(agrees(run(device(), spec), *expectation_of(spec)));
        }
    }
}

TEST_P(Guided, RowsThatLoseAllTheirNegativesHaveNoLossAndNoGradient) {
    for (const cuxentLoss loss : {CUXENT_LOSS_NT_XENT, CUXENT_LOSS_CLIP}) {
        for (const bool decoupled : {false, true}) {
            Spec spec = this->spec(loss);
            spec.guide_margin = 9;
            spec.decoupled = decoupled;

            const Observed observed = run(device(), spec);

            EXPECT_EQ(observed.loss, std::vector<double>{0});
            for (const double value : observed.d_rows) EXPECT_EQ(value, 0);
            for (const double value : observed.d_cols) EXPECT_EQ(value, 0);
        }
    }
}

/// Widths of any size: its columns are wider than those of the loss.
TEST_P(Guided, TakesEveryWidthOfTheGuide) {
    for (const std::int64_t dim : {1, 3, 64, 300, 1100}) {
        Spec spec = this->spec(CUXENT_LOSS_CLIP);
        spec.n_rows = spec.n_cols = 33;
        spec.guide_dim = dim;
        spec.guide_margin = 0.125;

        EXPECT_TRUE(agrees(run(device(), spec), *expectation_of(spec)));
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Guided, every_type(), type_name);

}  // namespace
}  // namespace backend
