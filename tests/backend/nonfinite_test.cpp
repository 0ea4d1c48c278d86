// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file nonfinite_test.cpp @brief NaN and infinity come out exactly where they must. */
#include <cmath>
#include <limits>

#include "backend/suite.h"

namespace backend {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

class NonFinite : public OnEveryType {
 protected:
    /// A batch with one special entry. Every other row has that row among its columns.
    [[nodiscard]] Spec spec(double special, std::int64_t row) const {
        Spec spec;
        spec.type = type();
        spec.special = special;
        spec.special_row = row;
        return spec;
    }
};

bool all_nan(const std::vector<double>& values) {
    for (const double value : values) {
        if (!std::isnan(value)) return false;
    }
    return true;
}

TEST_P(NonFinite, NaNInARowReachesEveryLossAndGradient) {
    for (const std::int64_t n_rows : {2, 17, 140}) {
        for (const std::int64_t row : {std::int64_t{0}, n_rows, 2 * n_rows - 1}) {
            for (const bool fused : {false, true}) {
                Spec spec = this->spec(kNaN, row);
                spec.n_rows = n_rows;
                CallStyle style;
                style.fused = fused;

                const Observed observed = run(device(), spec, style);

                EXPECT_TRUE(all_nan(observed.loss)) << spec << " " << style;
                EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
            }
        }
    }
}

/// Where it makes targets of a row NaN, these must not be taken for none.
TEST_P(NonFinite, NaNReachesTheRowsOfLossesWithSets) {
    for (const cuxentLoss loss : {CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS}) {
        for (const bool apart : {false, true}) {
            for (const std::int64_t n_classes : {1, 2}) {
                Spec spec = this->spec(kNaN, 3);
                spec.loss = loss;
                spec.n_rows = 35;
                spec.n_cols = apart ? 35 : 0;
                spec.n_classes = n_classes;

                const Observed observed = run(device(), spec);

                EXPECT_TRUE(std::isnan(observed.row_loss[3])) << spec;
                EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
            }
        }
    }
}

TEST_P(NonFinite, InfinityInANormalisedRowIsNaNToo) {
    for (const double infinity : {kInfinity, -kInfinity}) {
        for (const bool keep : {false, true}) {
            CallStyle style;
            style.keep = keep;
            const Spec spec = this->spec(infinity, 5);

            const Observed observed = run(device(), spec, style);

            EXPECT_TRUE(all_nan(observed.row_loss));
            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
        }
    }
}

TEST_P(NonFinite, NaNWithoutNormalisation) {
    Spec spec = this->spec(kNaN, 20);
    spec.normalize = false;

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

TEST_P(NonFinite, NaNReachesAPieceThroughItsColumns) {
    Spec spec = this->spec(kNaN, 40);  // a pair outside of the rows of this piece
    spec.n_rows = 10;
    spec.n_cols = 50;
    spec.n_total = 50;

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(all_nan(observed.row_loss));
    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

TEST_P(NonFinite, NextBatchIsCleanAgain) {
    (void)run(device(), spec(kNaN, 3));

    const Observed observed = run(device(), spec(0, 0));

    EXPECT_TRUE(agrees(observed, *expectation_of(spec(0, 0))));
}

TEST_P(NonFinite, BadScaleInMemoryIsAnErrorWhereTheHostSeesItElseNaN) {
    for (const double scale : {kNaN, kInfinity, 0.0, -0.5}) {
        Spec spec = this->spec(0, 0);
        spec.scale_in_memory = true;
        spec.scale = scale;
        Session session(device(), expectation_of(spec), {});
        if (device().reads_memory_on_host()) {
            EXPECT_THROW(session.forward(), cuxent::Error) << scale;
            EXPECT_THROW(session.backward(), cuxent::Error) << scale;
            EXPECT_THROW(session.forward_backward(), cuxent::Error) << scale;
        } else {
            session.run();
            EXPECT_TRUE(all_nan(session.results().row_loss)) << scale;
            EXPECT_TRUE(all_nan(session.results().d_rows)) << scale;
        }
    }
}

TEST_P(NonFinite, BadBiasInMemoryIsAnErrorWhereTheHostSeesItElseNaN) {
    for (const double bias : {kNaN, kInfinity, -kInfinity}) {
        Spec spec = this->spec(0, 0);
        spec.scale_in_memory = true;
        spec.bias = bias;
        Session session(device(), expectation_of(spec), {});
        if (device().reads_memory_on_host()) {
            EXPECT_THROW(session.forward_backward(), cuxent::Error) << bias;
        } else {
            session.run();
            EXPECT_TRUE(all_nan(session.results().row_loss)) << bias;
            EXPECT_TRUE(all_nan(session.results().d_rows)) << bias;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, NonFinite, every_type(), type_name);

}  // namespace
}  // namespace backend
