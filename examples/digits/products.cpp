// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "products.h"

namespace digits {
namespace {

/// How many terms of a sum one pass over the result takes in: fewer loads and stores of it.
constexpr std::size_t kUnroll = 4;

/**
 * c[j] += sum over t of a[t * a_step] * b[t * n + j], for j < n and t < n_terms.
 * The inner loop runs along rows of b and c, so it needs no reordering of sums to be vectorised.
 */
void add_weighted_rows(const float* a, std::size_t a_step, std::size_t n_terms, const float* b,
                       std::size_t n, float* __restrict c) {
    std::size_t t = 0;
    for (; t + kUnroll <= n_terms; t += kUnroll) {
        const float a0 = a[t * a_step];
        const float a1 = a[(t + 1) * a_step];
        const float a2 = a[(t + 2) * a_step];
        const float a3 = a[(t + 3) * a_step];
        const float* b0 = b + t * n;
        const float* b1 = b0 + n;
        const float* b2 = b1 + n;
        const float* b3 = b2 + n;
        for (std::size_t j = 0; j < n; ++j) {
            c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }
    for (; t < n_terms; ++t) {
        for (std::size_t j = 0; j < n; ++j) c[j] += a[t * a_step] * b[t * n + j];
    }
}

}  // namespace

void add_product(const Matrix& a, std::span<const float> b, Matrix& c) {
    for (std::size_t i = 0; i < a.rows; ++i) {
        add_weighted_rows(a.row(i).data(), 1, a.cols, b.data(), c.cols, c.row(i).data());
    }
}

void add_transposed_product(const Matrix& a, const Matrix& b, std::span<float> c) {
    for (std::size_t k = 0; k < a.cols; ++k) {
        add_weighted_rows(a.values.data() + k, a.cols, a.rows, b.values.data(), b.cols,
                          c.data() + k * b.cols);
    }
}

void transpose(std::span<const float> a, std::size_t n_rows, std::size_t n_cols,
               std::span<float> b) {
    for (std::size_t i = 0; i < n_rows; ++i) {
        for (std::size_t j = 0; j < n_cols; ++j) b[j * n_rows + i] = a[i * n_cols + j];
    }
}

}  // namespace digits
