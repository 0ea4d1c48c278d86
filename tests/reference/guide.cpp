// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "reference/guide.h"

#include <cmath>
#include <cstddef>

namespace reference {

namespace {

long double dot(const double* a, const double* b, std::int64_t dim) {
    long double sum = 0;
    for (std::int64_t k = 0; k < dim; ++k) {
        sum += static_cast<long double>(a[k]) * static_cast<long double>(b[k]);
    }
    return sum;
}

long double cosine(const double* a, const double* b, std::int64_t dim) {
    const long double squares = dot(a, a, dim) * dot(b, b, dim);
    return squares == 0 ? 0 : dot(a, b, dim) / std::sqrt(squares);
}

/// The target of row i, or -1.
std::int64_t target_of(const Rule& rule, std::int64_t i) {
    for (std::int64_t j = 0; j < rule.col_count(); ++j) {
        if (rule.role(i, j) == Role::kTarget) return j;
    }
    return -1;
}

}  // namespace

std::vector<bool> left_out_by(const Guide& guide, const Rule& rule) {
    const std::int64_t n_cols = rule.col_count();
    std::vector<bool> left_out(static_cast<std::size_t>(rule.row_count() * n_cols), false);
    for (std::int64_t i = 0; i < rule.row_count(); ++i) {
        const std::int64_t target = target_of(rule, i);
        if (target < 0) continue;
        const auto g = [&](std::int64_t j) {
            return cosine(&guide.rows[static_cast<std::size_t>(i * guide.dim)],
                          &guide.cols[static_cast<std::size_t>(j * guide.dim)], guide.dim);
        };
        const long double limit = static_cast<long double>(guide.factor) * g(target) -
                                  static_cast<long double>(guide.margin);
        for (std::int64_t j = 0; j < n_cols; ++j) {
            left_out[static_cast<std::size_t>(i * n_cols + j)] = g(j) > limit;
        }
    }
    return left_out;
}

}  // namespace reference
