// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/batch.h"

#include <algorithm>
#include <cmath>

#include "harness/element.h"
#include "reference/random_rows.h"

namespace harness {

namespace {

constexpr double kNear = 1e-3;  // relative distance of what the recipes call close

/// A stacked batch being made.
struct Rows {
    std::size_t n_pairs;
    std::size_t dim;
    std::vector<double> values;
    reference::NormalGenerator random;

    [[nodiscard]] std::size_t count() const { return 2 * n_pairs; }
    double* row(std::size_t i) { return &values[i * dim]; }

    /// Row i becomes factor * row `source` + noise * normal.
    void derive(std::size_t i, std::size_t source, double factor, double noise) {
        for (std::size_t k = 0; k < dim; ++k) {
            row(i)[k] = factor * row(source)[k] + noise * random.normal();
        }
    }

    void multiply(std::size_t i, double factor) { derive(i, i, factor, 0); }
};

/// `reach` bounds the binary exponents of mixed norms.
void apply(Recipe recipe, int reach, Rows& rows) {
    constexpr std::size_t kDistinct = 3;
    for (std::size_t i = 0; i < rows.count(); ++i) {
        const std::size_t pair = i % rows.n_pairs;
        switch (recipe) {
            case Recipe::kRandom:
                break;
            case Recipe::kNearConverged:
                if (i >= rows.n_pairs) rows.derive(i, pair, 1, kNear);
                break;
            case Recipe::kDuplicates:
                if (i >= kDistinct) rows.derive(i, i % kDistinct, 1, 0);
                break;
            case Recipe::kOpposite:
                if (i >= rows.n_pairs) rows.derive(i, pair, -1, 0);
                break;
            case Recipe::kZeroRows:
                if (i % 3 == 1) rows.multiply(i, 0);
                break;
            case Recipe::kConstantDirection:
                if (i > 0) rows.derive(i, 0, 1, 0.1);
                break;
            case Recipe::kMixedNorms:
                rows.multiply(i,
                              std::ldexp(1.0, static_cast<int>(i * 7) % (2 * reach + 1) - reach));
                break;
            case Recipe::kOutlier:
                if (i > 0) rows.derive(i, 0, -1, kNear);
                break;
            case Recipe::kOffset:
                for (std::size_t k = 0; k < rows.dim; ++k) {
                    rows.row(i)[k] = 1 + kNear * rows.row(i)[k];
                }
                break;
            case Recipe::kIntegers:
                for (std::size_t k = 0; k < rows.dim; ++k) {
                    rows.row(i)[k] = std::clamp(std::round(rows.row(i)[k]), -2.0, 2.0);
                }
                break;
        }
    }
}

}  // namespace

std::vector<double> pairs_of(const std::vector<double>& stacked, std::int64_t n_pairs,
                             std::int64_t dim, std::int64_t begin, std::int64_t count) {
    std::vector<double> out;
    for (std::int64_t view = 0; view < 2; ++view) {
        const auto first = stacked.begin() + (view * n_pairs + begin) * dim;
        out.insert(out.end(), first, first + count * dim);
    }
    return out;
}

Batch make_batch(const Spec& spec) {
    const reference::Rule rule = rule_of(spec);
    // Keys may have no query, and negatives are pairs of their own.
    const std::int64_t n_samples =
        std::max(rule.total_per_view(), rule.col_offset + rule.cols_per_view());
    const std::int64_t n_pairs = n_samples + rule.negative_count();
    Rows rows{static_cast<std::size_t>(n_pairs),
              static_cast<std::size_t>(spec.dim),
              {},
              reference::NormalGenerator(spec.seed)};
    rows.values = rows.random.normals(rows.count() * rows.dim);
    const Format format = format_of(spec.type);
    apply(spec.recipe, std::min(24, format.highest_exponent / 2), rows);
    for (double& value : rows.values) value = format.round(spec.magnitude * value);
    if (spec.special != 0) *rows.row(static_cast<std::size_t>(spec.special_row)) = spec.special;
    const auto both_views = [&](std::int64_t begin, std::int64_t count) {
        return pairs_of(rows.values, n_pairs, spec.dim, begin, count);
    };
    Batch batch;
    batch.rows = both_views(spec.row_offset, spec.n_rows);
    if (rule.n_views() == 1) {
        // Queries are the first view, keys and negatives the second.
        batch.rows.resize(batch.rows.size() / 2);
        for (const auto& pairs : {both_views(spec.col_offset, rule.cols_per_view()),
                                  both_views(n_samples, rule.negative_count())}) {
            const auto second = pairs.begin() + static_cast<std::ptrdiff_t>(pairs.size() / 2);
            batch.cols.insert(batch.cols.end(), second, pairs.end());
        }
    } else if (!rule.self_similar()) {
        batch.cols = both_views(spec.col_offset, spec.n_cols);
    }
    return batch;
}

}  // namespace harness
