// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file row_weights_test.cpp @brief Row weights and what a mean divides by, beyond the oracle. */
#include <algorithm>
#include <cmath>
#include <limits>

#include "backend/suite.h"

namespace backend {
namespace {

class RowWeighting : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = type();
        spec.row_weights = RowWeights::kRandom;
        return spec;
    }

    void expect_agreement(const Spec& spec) const {
        for (const bool fused : {false, true}) {
            CallStyle style;
            style.fused = fused;
            EXPECT_TRUE(agrees(run(device(), spec, style), *expectation_of(spec))) << style;
        }
    }
};

TEST_P(RowWeighting, OfNtXentMatchesTheOracleForEveryMean) {
    for (const cuxentMeanOver mean_over :
         {CUXENT_MEAN_OVER_ALL, CUXENT_MEAN_OVER_COUNTED, CUXENT_MEAN_OVER_WEIGHTS}) {
        for (const std::int64_t n_rows : {1, 17, 140}) {
            Spec spec = this->spec();
            spec.mean_over = mean_over;
            spec.n_rows = n_rows;
            spec.scale = 0.07;
            expect_agreement(spec);
        }
    }
}

TEST_P(RowWeighting, HasNoMagnitudeTooSmallOrTooLargeForASum) {
    for (const double magnitude : {1e-9, 1e9}) {
        Spec spec = this->spec();
        spec.float_gradients = type() != CUXENT_TYPE_FLOAT64;
        spec.weight_magnitude = magnitude;
        spec.reduction = CUXENT_REDUCTION_SUM;
        expect_agreement(spec);
    }
}

TEST_P(RowWeighting, HasNoMagnitudeAtAllForAMeanOverTheWeights) {
    Spec spec = this->spec();
    spec.weight_magnitude = 1e-25;
    spec.mean_over = CUXENT_MEAN_OVER_WEIGHTS;
    expect_agreement(spec);
}

TEST_P(RowWeighting, MultipliesTheVectorOfLossesButNotRowLoss) {
    Spec spec = this->spec();
    spec.reduction = CUXENT_REDUCTION_NONE;
    const auto expectation = expectation_of(spec);

    const Observed observed = run(device(), spec);

    for (std::size_t i = 0; i < observed.loss.size(); ++i) {
        const double product = expectation->row_weights[i] * observed.row_loss[i];
        EXPECT_NEAR(observed.loss[i], product, 1e-6 * std::abs(product)) << spec;
    }
}

TEST_P(RowWeighting, OfZeroMakesAMeanOverTheRestOfIt) {
    // All weights that are not 0 are equal: counting the rows is as good as adding the weights.
    Spec spec = this->spec();
    const auto expectation = expectation_of(spec);
    std::size_t n_counted = 0;
    double sum = 0;
    const Observed none = [&] {
        spec.reduction = CUXENT_REDUCTION_NONE;
        return run(device(), spec);
    }();
    for (std::size_t i = 0; i < none.loss.size(); ++i) {
        n_counted += expectation->row_weights[i] != 0 ? 1 : 0;
        sum += none.loss[i];
    }

    spec.reduction = CUXENT_REDUCTION_MEAN;
    spec.mean_over = CUXENT_MEAN_OVER_COUNTED;
    const Observed mean = run(device(), spec);

    EXPECT_NEAR(mean.loss[0], sum / static_cast<double>(n_counted), 1e-5 * std::abs(sum)) << spec;
}

TEST_P(RowWeighting, OfZeroKeepsWhateverARowHoldsOutOfTheRest) {
    for (const double special :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        for (const bool normalize : {true, false}) {
            for (const double temperature : {0.5, 0.005}) {
                Spec spec = this->spec();
                spec.loss = CUXENT_LOSS_INFO_NCE;
                spec.n_negatives = 5;
                spec.normalize = normalize;
                spec.magnitude = 0.3;
                spec.scale = temperature;
                spec.special = special;
                spec.special_row = 2;
                ASSERT_EQ(expectation_of(spec)->row_weights[2], 0);
                expect_agreement(spec);
                EXPECT_TRUE(std::isfinite(expectation_of(spec)->loss.want[0])) << spec;
            }
        }
    }
}

TEST_P(RowWeighting, OfZeroKeepsWhateverColumnsOfItsOwnHoldOutOfTheRest) {
    constexpr std::int64_t kNegatives = 3;
    Spec spec = this->spec();
    spec.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
    spec.n_negatives = kNegatives;
    spec.special = std::numeric_limits<double>::quiet_NaN();
    ASSERT_EQ(expectation_of(spec)->row_weights[2], 0);
    const std::int64_t n_pairs = spec.n_rows * (1 + kNegatives);  // of which columns are view 2
    const std::int64_t last_negative = spec.n_rows + 3 * kNegatives - 1;
    for (const std::int64_t col : {std::int64_t{2}, last_negative}) {
        for (const bool normalize : {true, false}) {
            spec.special_row = n_pairs + col;
            spec.normalize = normalize;
            const auto first = static_cast<std::size_t>(col * spec.dim);
            ASSERT_TRUE(std::isnan(expectation_of(spec)->batch.cols[first])) << spec;

            const Observed observed = run(device(), spec);

            const auto of_col = observed.d_cols.begin() + col * spec.dim;
            EXPECT_TRUE(std::all_of(of_col, of_col + spec.dim, [](double x) { return x == 0; }));
            EXPECT_TRUE(std::none_of(observed.d_cols.begin(), observed.d_cols.end(), [](double x) {
                return std::isnan(x);
            })) << spec;
            EXPECT_TRUE(std::isfinite(observed.loss[0])) << spec;
        }
    }
}

TEST_P(RowWeighting, OfZeroDoesNotTakeARowAwayFromOthersAsAColumn) {
    Spec spec = this->spec();
    spec.special = std::numeric_limits<double>::quiet_NaN();
    spec.special_row = 2;
    ASSERT_EQ(expectation_of(spec)->row_weights[2], 0);

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    EXPECT_EQ(observed.row_loss[2], 0);
    EXPECT_TRUE(std::isnan(observed.row_loss[3]));
}

INSTANTIATE_TEST_SUITE_P(Backend, RowWeighting, every_type(), type_name);

}  // namespace
}  // namespace backend
