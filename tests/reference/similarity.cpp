// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "reference/similarity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace reference {

namespace {

using Real = long double;

/// A row, and what it is divided by.
struct Row {
    std::vector<Real> z;
    Real norm;
    Real divisor;    ///< 0: the row became 0
    bool projected;  ///< the divisor depends on the row
};

Row normalized_row(const double* x, std::int64_t dim, const SmallRows& small) {
    Row row{{}, 0, 0, true};
    for (std::int64_t k = 0; k < dim; ++k) row.norm += static_cast<Real>(x[k]) * x[k];
    row.norm = std::sqrt(row.norm);
    row.divisor = row.norm;
    // A row that holds an infinity has no direction at all.
    if (std::isinf(row.norm)) row.divisor = std::nanl("");
    if (row.norm <= small.norm_eps) {
        row.projected = false;
        row.divisor = small.clamp ? small.norm_eps : 0;
    }
    for (std::int64_t k = 0; k < dim; ++k) {
        row.z.push_back(row.divisor == 0 ? 0 : x[k] / row.divisor);
    }
    return row;
}

std::vector<Row> rows_of(const std::vector<double>& x, std::int64_t dim, const Measure& measure) {
    std::vector<Row> rows;
    for (std::size_t at = 0; at < x.size(); at += static_cast<std::size_t>(dim)) {
        rows.push_back(measure.cosine ? normalized_row(&x[at], dim, measure.small)
                                      : Row{{x.data() + at, x.data() + at + dim}, 1, 1, false});
    }
    return rows;
}

void add_similarity(const Row& a, const Row& b, double scale, Values& out) {
    Real sum = 0;
    Real size = 0;
    for (std::size_t k = 0; k < a.z.size(); ++k) {
        sum += a.z[k] * b.z[k];
        size += std::abs(a.z[k] * b.z[k]);
    }
    out.add(scale * sum, scale * size);
}

}  // namespace

Normalized normalize(const std::vector<double>& x, std::int64_t dim, const SmallRows& small) {
    Normalized out;
    for (std::size_t at = 0; at < x.size(); at += static_cast<std::size_t>(dim)) {
        const Row row = normalized_row(&x[at], dim, small);
        for (const Real z : row.z) out.z.add(z, std::abs(z));
        const Real norm = std::isinf(row.norm) ? std::nanl("") : row.norm;
        out.norm.add(norm, norm);
    }
    return out;
}

Values normalize_backward(const std::vector<double>& x, const std::vector<double>& dz,
                          std::int64_t dim, const SmallRows& small) {
    Values out;
    for (std::size_t at = 0; at < x.size(); at += static_cast<std::size_t>(dim)) {
        const Row row = normalized_row(&x[at], dim, small);
        Real radial = 0;
        Real radial_size = 0;
        for (std::size_t k = 0; row.projected && k < row.z.size(); ++k) {
            radial += row.z[k] * dz[at + k];
            radial_size += std::abs(row.z[k] * dz[at + k]);
        }
        for (std::size_t k = 0; k < row.z.size(); ++k) {
            const Real g = dz[at + k];
            if (row.divisor == 0) {
                out.add(0, 0);
            } else {
                out.add((g - row.z[k] * radial) / row.divisor,
                        (std::abs(g) + std::abs(row.z[k]) * radial_size) / row.divisor);
            }
        }
    }
    return out;
}

Values pair_similarities(const std::vector<double>& a, const std::vector<double>& b,
                         std::int64_t dim, const Measure& measure) {
    const std::vector<Row> rows_a = rows_of(a, dim, measure);
    const std::vector<Row> rows_b = rows_of(b, dim, measure);
    Values out;
    for (std::size_t i = 0; i < rows_a.size(); ++i) {
        add_similarity(rows_a[i], rows_b[i], measure.scale, out);
    }
    return out;
}

Values similarity_matrix(const std::vector<double>& a, const std::vector<double>& b,
                         std::int64_t dim, const Measure& measure) {
    const std::vector<Row> rows_b = rows_of(b, dim, measure);
    Values out;
    for (const Row& row_a : rows_of(a, dim, measure)) {
        for (const Row& row_b : rows_b) add_similarity(row_a, row_b, measure.scale, out);
    }
    return out;
}

Softmax row_softmax(const std::vector<double>& x, std::int64_t n_cols, double scale) {
    const auto width = static_cast<std::size_t>(n_cols);
    Softmax out;
    for (std::size_t at = 0; at < x.size(); at += width) {
        const Real largest = *std::max_element(&x[at], &x[at] + width);
        const bool empty = std::isinf(largest) && largest < 0;
        Real sum = 0;
        // +inf - +inf is NaN: so is its row.
        for (std::size_t j = at; j < at + width && !empty; ++j) {
            sum += std::exp((x[j] - largest) * scale);
        }
        const Real log_sum = std::log(sum);
        for (std::size_t j = at; j < at + width; ++j) {
            const Real gap = empty ? 0 : (x[j] - largest) * scale;
            const Real share = empty ? 0 : std::exp(gap) / sum;
            const Real logarithm = empty ? log_sum : gap - log_sum;
            out.softmax.add(share, share == 0 ? 0 : share * (1 + std::abs(gap)));
            out.log_softmax.add(logarithm, 1 + std::abs(gap) + std::abs(log_sum));
        }
        out.lse.add(empty ? log_sum : largest * scale + log_sum,
                    1 + std::abs(largest * scale) + std::abs(log_sum));
    }
    return out;
}

Ranks rank_targets(const std::vector<double>& x, std::int64_t n_cols,
                   const std::vector<std::int64_t>& targets) {
    Ranks out;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const double* row = &x[i * static_cast<std::size_t>(n_cols)];
        const double target = row[targets[i]];
        std::int64_t above = 0;
        std::int64_t ties = 0;
        for (std::int64_t j = 0; j < n_cols; ++j) {
            if (j == targets[i]) continue;
            if (row[j] == target) {
                ++ties;
            } else if (!(row[j] < target)) {
                ++above;
            }
        }
        out.rank.push_back(1 + above);
        out.ties.push_back(ties);
    }
    return out;
}

}  // namespace reference
