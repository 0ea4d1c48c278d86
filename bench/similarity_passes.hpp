// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file similarity_passes.hpp
 * @brief Vector code of the baseline over similarities and their sums. T is float or double.
 */
#ifndef CUXENT_BENCH_SIMILARITY_PASSES_HPP
#define CUXENT_BENCH_SIMILARITY_PASSES_HPP

#include <cstdint>

namespace cuxent::bench {

/// e = exp2((s - 1) * scale) in place, with the sum of each row and, from column `first_summed`
/// on, sums of the columns added to col_sum. Similarities are cosines: s <= 1, nothing overflows.
template <class T>
struct ExpRows {
    T* s;
    std::int64_t ld, n_rows, n_cols;
    T scale;
    T* row_sum;
    std::int64_t first_summed;
    T* col_sum;  ///< NULL: no column sums
};

/// p = sigmoid(t) in place, t = s * scale + bias, with the sum of softplus(t) of each row.
template <class T>
struct SigmoidRows {
    T* s;
    std::int64_t ld, n_rows, n_cols;
    T scale, bias;
    T* row_sum;
};

/// What the sums of a row make of it, with neg = sum of the negatives' e and pos = s_i,p(i):
///
///     gap = log neg + (1 - pos) / temperature      loss = softplus(gap)
///     pos_weight = sigmoid(gap) * grad_scale       neg_weight = pos_weight / neg
///
/// Decoupled: loss = gap and 1 in the place of sigmoid(gap).
template <class T>
struct FinishRows {
    const T* neg;
    const T* pos;
    std::int64_t n_rows;
    T inv_temperature;
    T grad_scale;
    T* loss;
    T* neg_weight;
    T* pos_weight;
    bool decoupled = false;
};

/// w_ij = e_ij * (row_weight_i + col_weight_j): the gradient and its transpose in one pass.
template <class T>
struct WeightRows {
    const T* e;
    std::int64_t ld_e, n_rows, n_cols;
    const T* row_weight;
    const T* col_weight;
    T* w;
    std::int64_t ld_w;
};

void run(const ExpRows<float>& pass);
void run(const ExpRows<double>& pass);
void run(const SigmoidRows<float>& pass);
void run(const SigmoidRows<double>& pass);
void run(const FinishRows<float>& pass);
void run(const FinishRows<double>& pass);
void run(const WeightRows<float>& pass);
void run(const WeightRows<double>& pass);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_SIMILARITY_PASSES_HPP
