// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file class_softmax_test.cpp @brief Softmax over classes: labels, margins, degenerate shapes. */
#include <cmath>
#include <limits>
#include <memory>

#include "backend/suite.h"

namespace backend {
namespace {

using harness::Expectation;

class ClassSoftmax : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = type();
        spec.loss = CUXENT_LOSS_CLASS_SOFTMAX;
        spec.n_cols = 7;
        spec.scale = 0.1;
        spec.mean_over = CUXENT_MEAN_OVER_COUNTED;
        return spec;
    }

    void expect_agreement(const Spec& spec) const {
        for (const bool fused : {false, true}) {
            CallStyle style;
            style.fused = fused;
            EXPECT_TRUE(agrees(run(device(), spec, style), *expectation_of(spec))) << style;
        }
    }

    /// The results of `spec` with another label of one row.
    [[nodiscard]] Observed with_label(const Spec& spec, std::size_t row, std::int64_t label) const {
        auto changed = std::make_shared<Expectation>(*expectation_of(spec));
        changed->row_labels[row] = label;
        Session session(device(), changed, {});
        session.run();
        EXPECT_EQ(session.damage(), "") << spec;
        return session.results();
    }
};

TEST_P(ClassSoftmax, TakesAnyNumberOfClasses) {
    for (const std::int64_t n_cols : {1, 2, 3, 33, 300}) {
        for (const std::int64_t n_rows : {1, 3, 65}) {
            for (const double smoothing : {0.0, 0.1, 1.0}) {
                Spec spec = this->spec();
                spec.n_cols = n_cols;
                spec.n_rows = n_rows;
                spec.label_smoothing = smoothing;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(ClassSoftmax, TakesMarginsOfAnySize) {
    for (const double temperature : {1.0, 1.0 / 64, 0.005}) {
        for (const double margin : {0.0, 0.5, 1.6, 3.1}) {
            for (const cuxentMargin kind : {CUXENT_MARGIN_COSFACE, CUXENT_MARGIN_ARCFACE}) {
                Spec spec = this->spec();
                spec.scale = temperature;
                spec.classes.margin_kind = kind;
                spec.classes.margin = margin;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(ClassSoftmax, TakesRowsThatAreTheirClassOrItsOpposite) {
    // Every third row and class alike, or view 2, the classes, minus view 1, the rows.
    for (const Recipe recipe : {Recipe::kDuplicates, Recipe::kOpposite, Recipe::kNearConverged,
                                Recipe::kZeroRows, Recipe::kMixedNorms}) {
        for (const std::int64_t dim : {1, 3, 129}) {
            for (const double temperature : {1.0, 0.05}) {
                Spec spec = this->spec();
                spec.n_cols = spec.n_rows;
                spec.dim = dim;
                spec.recipe = recipe;
                spec.scale = temperature;
                spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
                spec.classes.margin = 0.5;
                spec.classes.center_weight = 0.5;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(ClassSoftmax, DoesNotFallForTheNoiseBetweenEqualVectors) {
    // One class, and a row that is it: no direction, though the margin pulls at it with all its
    // strength.
    Spec spec = this->spec();
    spec.recipe = Recipe::kDuplicates;
    spec.n_cols = 3;
    spec.n_rows = 3;
    spec.dim = 129;
    spec.float_gradients = type() != CUXENT_TYPE_FLOAT64;
    spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
    spec.classes.margin = 0.5;
    Spec plain = spec;
    plain.classes.margin_kind = CUXENT_MARGIN_NONE;
    plain.classes.margin = 0;

    const Observed with_margin = run(device(), spec);
    const Observed without = run(device(), plain);

    double largest = 0;
    for (const double value : without.d_rows) largest = std::max(largest, std::abs(value));
    for (const double value : with_margin.d_rows) {
        EXPECT_LE(std::abs(value), 20 * largest + 1e-6) << spec;
    }
}

TEST_P(ClassSoftmax, OfIgnoredRowsIsZero) {
    for (const cuxentMeanOver mean_over :
         {CUXENT_MEAN_OVER_ALL, CUXENT_MEAN_OVER_COUNTED, CUXENT_MEAN_OVER_WEIGHTS}) {
        Spec spec = this->spec();
        spec.mean_over = mean_over;
        spec.classes.labels = harness::Labels::kAllIgnored;
        spec.label_smoothing = 0.1;
        spec.classes.center_weight = 1;

        const Observed observed = run(device(), spec);

        for (const auto* values : {&observed.loss, &observed.row_loss, &observed.row_lse,
                                   &observed.d_rows, &observed.d_cols, &observed.d_scale}) {
            for (const double value : *values) EXPECT_EQ(value, 0) << spec;
        }
    }
}

TEST_P(ClassSoftmax, KeepsIslandsWhereNoRowCounts) {
    Spec spec = this->spec();
    spec.classes.labels = harness::Labels::kAllIgnored;
    spec.classes.island_weight = 0.5;
    expect_agreement(spec);
}

TEST_P(ClassSoftmax, TakesSmallAndLargeIslandWeights) {
    for (const double weight : {1e-6, 1e4}) {
        for (const UpstreamKind upstream : {UpstreamKind::kOne, UpstreamKind::kValue}) {
            Spec spec = this->spec();
            spec.float_gradients = type() != CUXENT_TYPE_FLOAT64;
            spec.upstream = upstream;
            spec.classes.island_weight = weight;
            spec.small_norm = CUXENT_SMALL_NORM_CLAMP;
            spec.norm_eps = 3.5;  // some classes are not unit vectors
            expect_agreement(spec);
        }
    }
}

TEST_P(ClassSoftmax, TakesAnyIgnoreIndexAndBothTypesOfLabels) {
    for (const std::int64_t ignored : {-1, 3, 255}) {
        for (const cuxentLabelType label_type : {CUXENT_LABEL_INT32, CUXENT_LABEL_INT64}) {
            Spec spec = this->spec();
            spec.classes.ignore_index = ignored;
            spec.label_type = label_type;
            spec.row_weights = RowWeights::kRandom;
            expect_agreement(spec);
        }
    }
}

TEST_P(ClassSoftmax, IgnoresWhateverAnIgnoredRowHolds) {
    Spec spec = this->spec();
    spec.special = std::numeric_limits<double>::quiet_NaN();
    spec.special_row = 5;
    spec.label_smoothing = 0.1;
    ASSERT_EQ(expectation_of(spec)->row_labels[5], spec.classes.ignore_index);
    ASSERT_TRUE(std::isfinite(expectation_of(spec)->loss.want[0]));
    expect_agreement(spec);
}

TEST_P(ClassSoftmax, RefusesOrShowsALabelThatIsNone) {
    Spec spec = this->spec();
    spec.label_smoothing = 0.1;
    for (const std::int64_t label : {std::int64_t{7}, std::int64_t{-1}, std::int64_t{1} << 40}) {
        if (device().reads_memory_on_host()) {
            try {
                (void)with_label(spec, 3, label);
                FAIL() << "took label " << label;
            } catch (const cuxent::Error& error) {
                const std::string message = error.what();
                EXPECT_EQ(error.status(), CUXENT_STATUS_BAD_VALUE);
                EXPECT_NE(message.find("row_labels[3]: got " + std::to_string(label)),
                          std::string::npos)
                    << message;
            }
            continue;
        }
        const Observed observed = with_label(spec, 3, label);
        const Observed ignored = with_label(spec, 3, spec.classes.ignore_index);

        EXPECT_TRUE(std::isnan(observed.loss[0]));
        EXPECT_TRUE(std::isnan(observed.row_loss[3]));
        EXPECT_EQ(observed.row_loss[4], ignored.row_loss[4]);
        EXPECT_EQ(observed.d_rows, ignored.d_rows);
        EXPECT_EQ(observed.d_cols, ignored.d_cols);
    }
}

TEST_P(ClassSoftmax, DoesNotLookAtTheLabelOfARowThatWeighsNothing) {
    Spec spec = this->spec();
    spec.row_weights = RowWeights::kRandom;
    ASSERT_EQ(expectation_of(spec)->row_weights[2], 0);

    const Observed observed = with_label(spec, 2, 12345);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

INSTANTIATE_TEST_SUITE_P(Backend, ClassSoftmax, every_type(), type_name);

}  // namespace
}  // namespace backend
