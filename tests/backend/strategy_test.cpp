// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file strategy_test.cpp @brief Memory granted and calls used change time, not results. */
#include "backend/suite.h"

namespace backend {
namespace {

class StrategyOf : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec(std::int64_t n_rows = 140) const {
        Spec spec;
        spec.type = type();
        spec.n_rows = n_rows;
        spec.scale = 0.07;
        return spec;
    }

    [[nodiscard]] Session session(const Spec& spec, bool keep) const {
        CallStyle style;
        style.keep = keep;
        return {device(), expectation_of(spec), style};
    }
};

TEST_P(StrategyOf, KeptAndRecomputedBothMatchTheOracle) {
    for (const std::int64_t n_rows : {1, 3, 17, 65, 257}) {
        for (const bool keep : {false, true}) {
            for (const bool fused : {false, true}) {
                CallStyle style;
                style.keep = keep;
                style.fused = fused;

                const Observed observed = run(device(), spec(n_rows), style);

                EXPECT_TRUE(agrees(observed, *expectation_of(spec(n_rows)))) << style;
            }
        }
    }
}

TEST_P(StrategyOf, LimitsDecide) {
    const cuxentPlanInfo lean = session(spec(), false).plan().describe();
    const cuxentPlanInfo generous = session(spec(), true).plan().describe();

    EXPECT_EQ(lean.strategy, CUXENT_STRATEGY_RECOMPUTE);
    // Within one call a single tile takes the same memory kept or not.
    EXPECT_EQ(lean.forward_backward_strategy,
              lean.n_tiles == 1 ? CUXENT_STRATEGY_KEPT : CUXENT_STRATEGY_RECOMPUTE);
    EXPECT_EQ(generous.strategy, CUXENT_STRATEGY_KEPT);
    EXPECT_EQ(generous.forward_backward_strategy, CUXENT_STRATEGY_KEPT);
}

TEST_P(StrategyOf, SecondBackwardFromTheSameSavedIsRight) {
    for (const bool keep : {false, true}) {
        Session session = this->session(spec(), keep);
        session.forward();
        session.backward();
        const std::vector<std::byte> first = session.bits();

        session.set_upstream(-3);
        session.forget_gradients();
        session.backward();
        const Observed scaled = session.results();
        session.set_upstream(1);
        session.forget_gradients();
        session.backward();

        EXPECT_EQ(session.bits(), first);
        EXPECT_EQ(session.damage(), "");
        const double unscaled = session.results().d_scale[0];
        EXPECT_NEAR(scaled.d_scale[0] / unscaled, -3, 1e-4);
    }
}

TEST_P(StrategyOf, BackwardNeedsNoOutputsOfForward) {
    CallStyle style;
    style.wanted.loss = style.wanted.row_loss = style.wanted.row_lse = false;

    const Observed observed = run(device(), spec(), style);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec())));
}

TEST_P(StrategyOf, OnePlanServesManyBatches) {
    Session first = session(spec(), false);
    Spec other_spec = spec();
    other_spec.seed = 2;
    Session second = session(other_spec, false);

    first.forward();
    second.forward();
    first.backward();
    second.backward();

    EXPECT_TRUE(agrees(first.results(), *expectation_of(spec())));
    EXPECT_TRUE(agrees(second.results(), *expectation_of(other_spec)));
}

INSTANTIATE_TEST_SUITE_P(Backend, StrategyOf, every_type(), type_name);

}  // namespace
}  // namespace backend
