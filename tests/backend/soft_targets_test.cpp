// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file soft_targets_test.cpp @brief Weights of targets: a single one, all the same, NaN. */
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "backend/suite.h"

namespace backend {
namespace {

class SoftTargets : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec(cuxentLoss loss) const {
        Spec spec;
        spec.type = type();
        spec.loss = loss;
        spec.n_cols = spec.n_rows;
        if (loss != CUXENT_LOSS_INFO_NCE) spec.sets_by = CUXENT_SETS_BY_SOFT_TARGETS;
        return spec;
    }
};

/// In the form that keeps the digits of a batch that has converged, whatever the weights are.
TEST_P(SoftTargets, OfOneARowAreInfoNce) {
    for (const double temperature : {0.5, 0.02, 0.005}) {
        Spec hard = spec(CUXENT_LOSS_INFO_NCE);
        hard.recipe = Recipe::kNearConverged;
        hard.scale = temperature;
        auto wanted = std::make_shared<harness::Expectation>(*expectation_of(hard));
        wanted->spec.loss = CUXENT_LOSS_SUP_CON;
        wanted->spec.sets_by = CUXENT_SETS_BY_SOFT_TARGETS;
        wanted->ranks.clear();
        for (std::int64_t i = 0; i < hard.n_rows; ++i) {
            for (std::int64_t j = 0; j < hard.n_cols; ++j) {
                const double weight = std::ldexp(3, static_cast<int>(i) - 8);
                wanted->soft_targets.push_back(i == j ? weight : 0);
            }
        }
        Session session(device(), wanted, CallStyle{});

        session.run();

        EXPECT_TRUE(agrees(session.results(), *wanted));
    }
}

TEST_P(SoftTargets, ThatAreNaNShowInTheirRow) {
    for (const cuxentLoss loss : {CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS}) {
        auto broken = std::make_shared<harness::Expectation>(*expectation_of(spec(loss)));
        broken->soft_targets[5] = std::numeric_limits<double>::quiet_NaN();
        Session session(device(), broken, CallStyle{});

        session.run();

        const Observed observed = session.results();
        EXPECT_TRUE(std::isnan(observed.loss[0]));
        EXPECT_TRUE(std::isnan(observed.d_rows[0]));
        for (std::size_t i = 0; i < observed.row_loss.size(); ++i) {
            EXPECT_EQ(std::isnan(observed.row_loss[i]), i == 0) << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, SoftTargets, every_type(), type_name);

}  // namespace
}  // namespace backend
