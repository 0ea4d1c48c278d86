// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file place_test.cpp @brief The oracle in pieces is the oracle in one. */
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "reference/contrastive.h"
#include "reference/random_rows.h"

namespace {

using reference::contrastive;
using reference::Rule;

constexpr std::size_t kTotal = 5;
constexpr std::size_t kDim = 3;
constexpr double kRoundoff = 256 * std::numeric_limits<double>::epsilon();

/// Pairs [begin, begin + count) of a stacked batch, stacked again.
std::vector<double> slice(const std::vector<double>& batch, std::size_t begin, std::size_t count) {
    std::vector<double> out;
    for (std::size_t view = 0; view < 2; ++view) {
        const auto first = batch.begin() + std::ptrdiff_t((view * kTotal + begin) * kDim);
        out.insert(out.end(), first, first + std::ptrdiff_t(count * kDim));
    }
    return out;
}

void add_slice(const std::vector<double>& piece, std::size_t begin, std::size_t count,
               std::vector<double>& batch) {
    for (std::size_t i = 0; i < 2 * count * kDim; ++i) {
        const std::size_t view = i / (count * kDim);
        batch[(view * kTotal + begin) * kDim + i % (count * kDim)] += piece[i];
    }
}

TEST(Place, PiecesSumToTheWhole) {
    const auto batch = reference::NormalGenerator(3).normals(2 * kTotal * kDim);
    Rule rule;
    rule.n_rows = kTotal;
    rule.dim = kDim;
    rule.scale = 0.2;
    const auto whole = contrastive<double>(rule, batch);
    rule.n_cols = kTotal;
    double loss = 0;
    double d_scale = 0;
    std::vector<double> gradient(batch.size(), 0.0);

    for (const auto& [begin, count] : {std::pair<std::size_t, std::size_t>{0, 2}, {2, 3}}) {
        rule.n_rows = static_cast<std::int64_t>(count);
        rule.row_offset = static_cast<std::int64_t>(begin);
        const auto piece = contrastive<double>(rule, slice(batch, begin, count), batch);
        loss += piece.loss;
        d_scale += piece.d_scale;
        add_slice(piece.d_rows, begin, count, gradient);
        add_slice(piece.d_cols, 0, kTotal, gradient);
    }

    EXPECT_NEAR(loss, whole.loss, kRoundoff);
    EXPECT_NEAR(d_scale, whole.d_scale, kRoundoff);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        EXPECT_NEAR(gradient[i], whole.d_rows[i], kRoundoff) << i;
    }
}

TEST(Place, MeanDividesByTheWholeProblem) {
    const auto batch = reference::NormalGenerator(3).normals(2 * kTotal * kDim);
    Rule rule;
    rule.n_rows = kTotal;
    rule.dim = kDim;
    const double alone = contrastive<double>(rule, batch).loss;

    rule.n_total = 4 * static_cast<std::int64_t>(kTotal);

    EXPECT_NEAR(contrastive<double>(rule, batch).loss, alone / 4, kRoundoff);
}

TEST(Place, SelfAndPartnerGoByGlobalIndex) {
    const auto batch = reference::NormalGenerator(3).normals(2 * kTotal * kDim);
    Rule rule;
    rule.n_rows = 1;
    rule.dim = kDim;
    rule.row_offset = 3;
    rule.n_cols = 3;
    rule.col_offset = 2;
    rule.n_total = kTotal;

    const auto result = contrastive<double>(rule, slice(batch, 3, 1), slice(batch, 2, 3));

    // Columns are pairs 2, 3, 4 of view 1, then of view 2: row (3, view 1) is column 1, its
    // partner column 4.
    EXPECT_EQ(result.coefficient[1], 0);
    EXPECT_LT(result.coefficient[4], 0);
    EXPECT_GT(result.coefficient[0], 0);
}

}  // namespace
