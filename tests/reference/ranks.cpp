// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "reference/ranks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace reference {

namespace {

template <typename Real>
double absolute_product(const Real* a, const Real* b, std::size_t dim) {
    double sum = 0;
    for (std::size_t k = 0; k < dim; ++k) sum += std::abs(static_cast<double>(a[k] * b[k]));
    return sum;
}

/// e_ij of the file's head.
template <typename Real>
double logit_error(const Rule& rule, const Result<Real>& result, std::size_t i, std::size_t j,
                   double roundoff) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    const double width = 2 * static_cast<double>(dim) + 24;
    const double k = static_cast<double>(result.multiplier) + rule.hardness;
    const double product = absolute_product(&result.rows.z[i * dim], &result.cols.z[j * dim], dim);
    const auto term = [&](std::size_t at) {
        return rule.col_bias.empty() ? 0 : std::abs(rule.col_bias[at]);
    };
    const double terms = term(j) + (rule.self_similar() ? term(i) : 0);
    const double of_cap = rule.softcap == 0 ? 0 : 8 * std::min(k * product, rule.softcap);
    return roundoff * (width * k * product + 4 * terms + of_cap);
}

template <typename Real>
void compare(Real negative, Real target, double error, RankRange& range) {
    if (negative == -std::numeric_limits<Real>::infinity()) return;  // as if left out
    if (std::isnan(negative) || std::isnan(target)) {
        ++range.above;
        return;
    }
    const auto gap = static_cast<double>(negative - target);
    if (gap > error) {
        ++range.above;
    } else if (gap == 0 && error == 0) {
        ++range.beside;
    } else if (gap >= -error) {
        ++range.undecided;
    }
}

}  // namespace

template <typename Real>
std::vector<RankRange> rank_ranges(const Rule& rule, const Result<Real>& result, double roundoff) {
    const auto n_rows = static_cast<std::size_t>(rule.row_count());
    const auto n_cols = static_cast<std::size_t>(rule.col_count());
    std::vector<RankRange> ranges(n_rows);
    for (std::size_t i = 0; i < n_rows; ++i) {
        const auto row = static_cast<std::int64_t>(i);
        ranges[i].counts = rule.counts(row);
        if (!ranges[i].counts) continue;
        const auto role = [&](std::size_t j) {
            return rule.role(row, static_cast<std::int64_t>(j));
        };
        std::size_t target = 0;
        while (role(target) != Role::kTarget) ++target;
        const Real* logits = &result.logit[i * n_cols];
        const double error_of_target = logit_error(rule, result, i, target, roundoff);
        for (std::size_t j = 0; j < n_cols; ++j) {
            if (role(j) != Role::kNegative) continue;
            compare(logits[j], logits[target],
                    error_of_target + logit_error(rule, result, i, j, roundoff), ranges[i]);
        }
    }
    return ranges;
}

template std::vector<RankRange> rank_ranges(const Rule&, const Result<float>&, double);
template std::vector<RankRange> rank_ranges(const Rule&, const Result<double>&, double);
template std::vector<RankRange> rank_ranges(const Rule&, const Result<long double>&, double);

}  // namespace reference
