// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file place_test.cpp @brief One loss computed in pieces: rows here, columns there. */
#include <utility>

#include "backend/suite.h"

namespace backend {
namespace {

constexpr std::int64_t kTotal = 150;
constexpr std::int64_t kDim = 19;

class Place : public OnEveryType {
 protected:
    [[nodiscard]] Spec whole() const {
        Spec spec;
        spec.type = type();
        spec.float_gradients = type() != CUXENT_TYPE_FLOAT64;  // pieces are summed
        spec.n_rows = kTotal;
        spec.dim = kDim;
        spec.scale = 0.1;
        return spec;
    }

    /// Pairs [begin, begin + count) against all columns.
    [[nodiscard]] Spec piece(std::int64_t begin, std::int64_t count) const {
        Spec spec = whole();
        spec.n_rows = count;
        spec.row_offset = begin;
        spec.n_cols = kTotal;
        spec.n_total = kTotal;
        return spec;
    }
};

void add(const std::vector<double>& from, std::int64_t begin, std::int64_t count,
         std::vector<double>& to) {
    for (std::int64_t i = 0; i < 2 * count; ++i) {
        const std::int64_t row = i / count * kTotal + begin + i % count;
        for (std::int64_t k = 0; k < kDim; ++k) {
            to[static_cast<std::size_t>(row * kDim + k)] +=
                from[static_cast<std::size_t>(i * kDim + k)];
        }
    }
}

TEST_P(Place, PiecesSumToTheWhole) {
    for (const cuxentViews views : {CUXENT_VIEWS_STACKED, CUXENT_VIEWS_SEPARATE}) {
        CallStyle style;
        style.layout.views = views;
        Observed sum;
        sum.loss = sum.d_scale = {0};
        sum.d_rows.assign(static_cast<std::size_t>(2 * kTotal * kDim), 0.0);

        for (const auto& [begin, count] :
             {std::pair<std::int64_t, std::int64_t>{0, 1}, {1, 64}, {65, 85}}) {
            const Observed part = run(device(), piece(begin, count), style);
            sum.loss[0] += part.loss[0];
            sum.d_scale[0] += part.d_scale[0];
            add(part.d_rows, begin, count, sum.d_rows);
            add(part.d_cols, 0, kTotal, sum.d_rows);
        }

        EXPECT_TRUE(agrees(sum, *expectation_of(whole()))) << style;
    }
}

TEST_P(Place, EachPieceMatchesTheOracle) {
    for (const cuxentViews views : {CUXENT_VIEWS_STACKED, CUXENT_VIEWS_SEPARATE}) {
        for (const bool fused : {false, true}) {
            for (const bool keep : {false, true}) {
                CallStyle style;
                style.layout = {views, 1, 1};
                style.fused = fused;
                style.keep = keep;

                const Observed observed = run(device(), piece(40, 61), style);

                EXPECT_TRUE(agrees(observed, *expectation_of(piece(40, 61)))) << style;
            }
        }
    }
}

TEST_P(Place, ColumnsMayBePartOfTheWholeToo) {
    Spec spec = piece(50, 20);
    spec.n_cols = 90;
    spec.col_offset = 30;
    for (const bool fused : {false, true}) {
        CallStyle style;
        style.fused = fused;

        const Observed observed = run(device(), spec, style);

        EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
    }
}

TEST_P(Place, RowsAloneMayBePartOfALargerMean) {
    Spec spec = whole();
    spec.n_rows = 30;
    spec.row_offset = 100;
    spec.n_total = kTotal;

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

TEST_P(Place, ReductionsAndUpstreamsOfAPiece) {
    for (const cuxentReduction reduction : {CUXENT_REDUCTION_NONE, CUXENT_REDUCTION_SUM}) {
        Spec spec = piece(7, 33);
        spec.reduction = reduction;
        spec.upstream =
            reduction == CUXENT_REDUCTION_NONE ? UpstreamKind::kVector : UpstreamKind::kValue;

        const Observed observed = run(device(), spec);

        EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    }
}

TEST_P(Place, RowAndColumnGradientsComeAlone) {
    const Spec spec = piece(40, 61);
    for (const bool fused : {false, true}) {
        CallStyle rows_only;
        rows_only.fused = fused;
        rows_only.wanted.d_cols = false;
        CallStyle cols_only;
        cols_only.fused = fused;
        cols_only.wanted.d_rows = {false, false};

        EXPECT_TRUE(agrees(run(device(), spec, rows_only), *expectation_of(spec)));
        EXPECT_TRUE(agrees(run(device(), spec, cols_only), *expectation_of(spec)));
    }
}

TEST_P(Place, PieceOfAdversarialData) {
    for (const Recipe recipe : {Recipe::kNearConverged, Recipe::kZeroRows, Recipe::kDuplicates}) {
        for (const double temperature : {1.0, 0.01}) {
            Spec spec = piece(3, 20);
            spec.recipe = recipe;
            spec.scale = temperature;

            const Observed observed = run(device(), spec);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
        }
    }
}

TEST_P(Place, DotProductsInPieces) {
    Spec spec = piece(40, 61);
    spec.normalize = false;
    spec.magnitude = 0.5;

    const Observed observed = run(device(), spec);

    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

INSTANTIATE_TEST_SUITE_P(Backend, Place, every_type(), type_name);

}  // namespace
}  // namespace backend
