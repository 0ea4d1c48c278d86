// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file layout_test.cpp @brief Where things lie and which results are asked for change nothing. */
#include <algorithm>

#include "backend/suite.h"

namespace backend {
namespace {

class LayoutOf : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = type();
        return spec;
    }
};

TEST_P(LayoutOf, ViewsMayBeSeparateStridedAndUnaligned) {
    for (const cuxentViews views : {CUXENT_VIEWS_STACKED, CUXENT_VIEWS_SEPARATE}) {
        for (const std::int64_t padding : {0, 1, 5}) {
            for (const bool fused : {false, true}) {
                CallStyle style;
                style.layout = {views, padding, padding};
                style.fused = fused;

                const Observed observed = run(device(), spec(), style);

                EXPECT_TRUE(agrees(observed, *expectation_of(spec()))) << style;
            }
        }
    }
}

TEST_P(LayoutOf, SeparateAndStackedGiveTheSameBits) {
    Spec spec = this->spec();
    spec.n_rows = 140;
    const auto expectation = expectation_of(spec);
    CallStyle separate;
    separate.layout = {CUXENT_VIEWS_SEPARATE, 3, 1};
    Session stacked_session(device(), expectation, {});
    Session separate_session(device(), expectation, separate);

    stacked_session.run();
    separate_session.run();

    EXPECT_EQ(stacked_session.bits(), separate_session.bits());
}

TEST_P(LayoutOf, GradientsAreAddedWhenAskedTo) {
    Spec spec = this->spec();
    auto expectation = std::make_shared<harness::Expectation>(*expectation_of(spec));
    for (harness::Quantity* quantity :
         {&expectation->d_rows, &expectation->d_scale, &expectation->d_bias}) {
        *quantity = accumulated(*quantity, Session::initial(quantity->want.size()));
    }
    for (const bool fused : {false, true}) {
        CallStyle style;
        style.accumulate = true;
        style.fused = fused;
        style.layout.padding = 2;

        const Observed observed = run(device(), spec, style);

        EXPECT_TRUE(agrees(observed, *expectation)) << style;
    }
}

TEST_P(LayoutOf, EachResultComesAlone) {
    Wanted nothing{false, false, false, {false, false}, false, false, false};
    std::vector<Wanted> alone(6, nothing);
    alone[0].loss = true;
    alone[1].row_loss = true;
    alone[2].row_lse = true;
    alone[3].d_rows = {true, true};
    alone[4].d_scale = true;
    alone[5].d_bias = true;
    for (const Wanted& wanted : alone) {
        for (const bool fused : {false, true}) {
            CallStyle style;
            style.wanted = wanted;
            style.fused = fused;

            const Observed observed = run(device(), spec(), style);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec()))) << style;
        }
    }
}

TEST_P(LayoutOf, OneViewsGradientComesAlone) {
    CallStyle style;
    style.layout.views = CUXENT_VIEWS_SEPARATE;
    for (const bool fused : {false, true}) {
        style.fused = fused;
        style.wanted.d_rows = {true, true};
        const std::vector<double> both = run(device(), spec(), style).d_rows;
        const auto half = static_cast<std::ptrdiff_t>(both.size() / 2);

        style.wanted.d_rows = {true, false};
        const std::vector<double> first = run(device(), spec(), style).d_rows;

        EXPECT_TRUE(std::equal(both.begin(), both.begin() + half, first.begin()));
        // The other view's memory still holds its poison.
        EXPECT_TRUE(std::all_of(first.begin() + half, first.end(),
                                [](double value) { return value != value; }));
    }
}

TEST_P(LayoutOf, OmittedResultsDoNotChangeTheOthers) {
    Spec spec = this->spec();
    const Observed all = run(device(), spec);
    CallStyle style;
    style.wanted = {false, true, false, {true, true}, false, false};

    const Observed some = run(device(), spec, style);

    EXPECT_EQ(some.row_loss, all.row_loss);
    EXPECT_EQ(some.d_rows, all.d_rows);
}

INSTANTIATE_TEST_SUITE_P(Backend, LayoutOf, every_type(), type_name);

}  // namespace
}  // namespace backend
