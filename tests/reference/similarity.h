// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file similarity.h
 * @brief The calls beside the losses in plain loops, in long double: what every backend must give.
 *
 * Matrices are dense and row-major. Nothing here knows the library, a BLAS, SIMD or threads.
 * Beside each result stands its magnitude, the sum of the absolute values that it is made of, from
 * which tolerances are derived (harness/rounding.h).
 */
#ifndef CUXENT_TESTS_REFERENCE_SIMILARITY_H
#define CUXENT_TESTS_REFERENCE_SIMILARITY_H

#include <cstdint>
#include <vector>

namespace reference {

/// Results, and what their rounding errors are in proportion to.
struct Values {
    std::vector<double> want;
    std::vector<double> magnitude;

    void add(long double value, long double size) {
        want.push_back(static_cast<double>(value));
        magnitude.push_back(static_cast<double>(size));
    }
};

/// What becomes of rows whose norm is at most eps: the words are those of cuxentNormalization.
struct SmallRows {
    bool clamp = false;
    double norm_eps = 0;
};

struct Normalized {
    Values z;
    Values norm;
};
Normalized normalize(const std::vector<double>& x, std::int64_t dim, const SmallRows& small);

/// dx = (dz - z <z, dz>) / |x|
Values normalize_backward(const std::vector<double>& x, const std::vector<double>& dz,
                          std::int64_t dim, const SmallRows& small);

/// What makes a similarity of two rows.
struct Measure {
    bool cosine = true;
    double scale = 1;
    SmallRows small;
};

/// scale * <a_i, b_i>, or the cosine in its place.
Values pair_similarities(const std::vector<double>& a, const std::vector<double>& b,
                         std::int64_t dim, const Measure& measure);

/// The same for every row of a and every row of b.
Values similarity_matrix(const std::vector<double>& a, const std::vector<double>& b,
                         std::int64_t dim, const Measure& measure);

struct Softmax {
    Values softmax;
    Values log_softmax;
    Values lse;
};
/// Of the rows of scale * x.
Softmax row_softmax(const std::vector<double>& x, std::int64_t n_cols, double scale);

/// 1 + columns that are greater than the target or NaN, and other columns equal to it.
struct Ranks {
    std::vector<std::int64_t> rank;
    std::vector<std::int64_t> ties;
};
Ranks rank_targets(const std::vector<double>& x, std::int64_t n_cols,
                   const std::vector<std::int64_t>& targets);

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_SIMILARITY_H
