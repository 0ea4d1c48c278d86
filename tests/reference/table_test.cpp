// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file table_test.cpp @brief The oracle over an embedding table, against NumPy and differences.
 */
#include "reference/table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "reference/contrastive.h"
#include "reference/gathered_golden.h"
#include "reference/random_rows.h"

namespace {

using reference::add_scattered;
using reference::contrastive;
using reference::gathered;
using reference::Loss;
using reference::NormalGenerator;
using reference::Result;
using reference::Rule;
using reference::TableIndices;

Rule rule_of(const TableIndices& indices, std::int64_t dim, double temperature, bool decoupled) {
    Rule rule;
    rule.loss = Loss::kGatheredInfoNce;
    rule.decoupled = decoupled;
    rule.n_rows = static_cast<std::int64_t>(indices.anchors.size());
    rule.n_negatives = static_cast<std::int64_t>(indices.negatives.size()) / rule.n_rows;
    rule.dim = dim;
    rule.scale = temperature;
    return rule;
}

struct TableResult {
    Result<double> dense;
    std::vector<double> d_table;
};

TableResult over_table(const Rule& rule, const TableIndices& indices,
                       const std::vector<double>& table) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    TableResult out;
    out.dense = contrastive<double>(rule, gathered(table, dim, indices.rows()),
                                    gathered(table, dim, indices.cols()));
    out.d_table.assign(table.size(), 0);
    add_scattered(out.dense.d_rows, dim, indices.rows(), out.d_table);
    add_scattered(out.dense.d_cols, dim, indices.cols(), out.d_table);
    return out;
}

TEST(GatheredGolden, BothFormsMatchNumPy) {
    namespace golden = reference::golden;
    const std::vector<double> table =
        NormalGenerator(golden::kSeed)
            .normals(static_cast<std::size_t>(golden::kTableRows * golden::kDim));
    NormalGenerator generator(golden::kSeed + 1);
    const auto pick = [&](std::int64_t count) {
        std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
        for (auto& index : indices) {
            index = static_cast<std::int64_t>(generator.uniform() * golden::kTableRows);
        }
        return indices;
    };
    TableIndices indices;
    indices.anchors = pick(golden::kRows);
    indices.positives = pick(golden::kRows);
    indices.negatives = pick(golden::kRows * golden::kNegatives);
    for (const auto& form : golden::kForms) {
        const Rule rule = rule_of(indices, golden::kDim, golden::kTemperature, form.decoupled);

        const TableResult result = over_table(rule, indices, table);

        double square = 0;
        for (const double g : result.d_table) square += g * g;
        const auto first_entry = [&](std::int64_t index) {
            return result.d_table[static_cast<std::size_t>(index * golden::kDim)];
        };
        const auto expect_close = [](double got, double want) {
            EXPECT_NEAR(got, want, 1e-11 * std::abs(want));
        };
        expect_close(result.dense.loss, form.loss);
        expect_close(result.dense.row_loss.front(), form.first_row);
        expect_close(result.dense.row_loss.back(), form.last_row);
        expect_close(result.dense.d_scale, form.d_temperature);
        expect_close(std::sqrt(square), form.gradient_norm);
        expect_close(first_entry(indices.anchors[0]), form.d_anchor);
        expect_close(first_entry(indices.positives[0]), form.d_positive);
        expect_close(first_entry(indices.negatives[0]), form.d_negative);
    }
}

TEST(Table, GradientMatchesDifferencesWhereRowsTakeEveryPart) {
    constexpr double kStep = 1e-5;
    constexpr double kLimit = 1e-8;  // third derivatives of order 100 times step^2, roundoff / step
    // An anchor that is its own negative, and a row that nothing names.
    const TableIndices indices{{0, 1, 1}, {2, 0, 4}, {3, 3, 1, 2, 1, 0}};
    const std::vector<double> table = NormalGenerator(11).normals(6 * 3);
    for (const bool decoupled : {false, true}) {
        const Rule rule = rule_of(indices, 3, 0.5, decoupled);
        const TableResult result = over_table(rule, indices, table);
        for (std::size_t k = 0; k < table.size(); ++k) {
            std::vector<double> moved = table;
            moved[k] = table[k] + kStep;
            const double above = over_table(rule, indices, moved).dense.loss;
            moved[k] = table[k] - kStep;
            const double below = over_table(rule, indices, moved).dense.loss;
            EXPECT_NEAR(result.d_table[k], (above - below) / (2 * kStep), kLimit) << k;
        }
    }
}

}  // namespace
