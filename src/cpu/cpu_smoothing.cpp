// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_smoothing.hpp"

#include <algorithm>

#include "base/round_up.hpp"
#include "engine/smoothing.hpp"

namespace cuxent::impl {
namespace {

constexpr std::int64_t kPiece = 16;  // entries of a sum over the rows of a matrix

/// sum = sum of factor(i) * matrix[i], a piece of it, in the order of the rows.
template <class T, class Factor>
void sum_piece(const T* matrix, std::int64_t n_rows, std::int64_t dim, std::int64_t piece,
               const Factor& factor, double* sum) {
    const std::int64_t begin = piece * kPiece;
    const std::int64_t end = std::min(dim, begin + kPiece);
    std::fill(sum + begin, sum + end, 0.0);
    for (std::int64_t i = 0; i < n_rows; ++i) {
        const double f = factor(i);
        for (std::int64_t k = begin; k < end; ++k) {
            sum[k] += f * static_cast<double>(matrix[i * dim + k]);
        }
    }
}

}  // namespace

template <class T>
CpuSmoothing<T>::CpuSmoothing(const CpuState<T>& state)
    : state_(state), smoothing_(smoothing(state.call)), dim_(state.plan.problem.dim) {
    const SmoothingBuffers& buffers = state.call.buffers.smoothing;
    column_sum_ = static_cast<double*>(buffers.column_sum);
    row_sum_ = static_cast<double*>(buffers.row_sum);
    term_sum_ = static_cast<T*>(buffers.term_sum);
}

template <class T>
std::int64_t CpuSmoothing<T>::pieces_of_a_sum() const {
    return ceil_div(dim_, kPiece);
}

template <class T>
std::int64_t CpuSmoothing<T>::n_pieces() const {
    return smoothing_.seen.n_groups() * pieces_of_a_sum();
}

template <class T>
void CpuSmoothing<T>::sum_columns(std::int64_t piece) const {
    const auto group = static_cast<int>(piece / pieces_of_a_sum());
    const T* z = state_.cols.z + smoothing_.seen.first_col(group) * dim_;
    const auto one = [](std::int64_t) { return 1.0; };
    sum_piece(z, n_cols_summed(), dim_, piece % pieces_of_a_sum(), one, column_sum_ + group * dim_);
}

template <class T>
void CpuSmoothing<T>::sum_rows(std::int64_t piece) const {
    const auto group = static_cast<int>(piece / pieces_of_a_sum());
    const std::int64_t first = smoothing_.seen.first_row(group);
    const auto share = [&](std::int64_t i) { return static_cast<double>(state_.share[first + i]); };
    sum_piece(state_.rows.z + first * dim_, n_rows_summed(), dim_, piece % pieces_of_a_sum(), share,
              row_sum_ + group * dim_);
}

template <class T>
void CpuSmoothing<T>::sum_terms() const {
    for (int group = 0; group < smoothing_.seen.n_groups(); ++group) {
        const std::int64_t first = smoothing_.seen.first_col(group);
        double sum = 0;
        for (std::int64_t j = first; j < first + n_cols_summed(); ++j) {
            sum += static_cast<double>(state_.entries.col_term(j));
        }
        term_sum_[group] = static_cast<T>(sum);
    }
}

template <class T>
double CpuSmoothing<T>::terms_of_targets(std::int64_t row) const {
    const kernels::SeenColumns& seen = smoothing_.seen;
    const std::int64_t unseen = seen.unseen(row);
    const auto row_term = static_cast<double>(state_.entries.row_term(row));
    if (!seen.has_sets)
        return row_term + static_cast<double>(state_.entries.col_term(seen.own_target(row)));
    double sum = 0;
    for (std::int64_t j = 0; j < seen.n_cols; ++j) {
        if (j == unseen || !seen.is_target(row, j)) continue;
        sum += row_term + static_cast<double>(state_.entries.col_term(j));
    }
    return sum;
}

template <class T>
void CpuSmoothing<T>::take_mean(std::int64_t row) const {
    const kernels::SeenColumns& seen = smoothing_.seen;
    const int group = seen.group_of_row(row);
    const std::int64_t unseen = seen.unseen(row);
    const T* z = state_.rows.z + row * dim_;
    const double* sum = column_sum_ + group * dim_;
    double dot = 0;
    if (unseen < 0) {
        for (std::int64_t k = 0; k < dim_; ++k) dot += static_cast<double>(z[k]) * sum[k];
    } else {
        const T* own = state_.cols.z + unseen * dim_;
        for (std::int64_t k = 0; k < dim_; ++k) {
            dot += static_cast<double>(z[k]) * (sum[k] - static_cast<double>(own[k]));
        }
    }
    double terms = 0;
    if (state_.entries.col_bias != nullptr) {
        terms = static_cast<double>(term_sum_[group]);
        if (unseen >= 0) terms -= static_cast<double>(state_.entries.col_term(unseen));
        if (smoothing_.weighs_targets()) {
            terms += smoothing_.hardness / static_cast<double>(state_.logits.scale) *
                     terms_of_targets(row);
        }
    }
    state_.smoothed_mean[row] =
        kernels::smoothed_mean(dot, terms, seen.n_seen(row), state_.entries.row_term(row),
                               smoothing_.hardness, state_.logits);
}

template <class T>
void CpuSmoothing<T>::add_to_row(std::int64_t row, T* gradient) const {
    const T share = state_.share[row];
    if (share == 0) return;
    const double* sum = column_sum_ + smoothing_.seen.group_of_row(row) * dim_;
    const std::int64_t unseen = smoothing_.seen.unseen(row);
    if (unseen < 0) {
        for (std::int64_t k = 0; k < dim_; ++k) gradient[k] -= share * static_cast<T>(sum[k]);
        return;
    }
    const T* own = state_.cols.z + unseen * dim_;
    for (std::int64_t k = 0; k < dim_; ++k) {
        gradient[k] -= share * static_cast<T>(sum[k] - static_cast<double>(own[k]));
    }
}

template <class T>
void CpuSmoothing<T>::add_to_col(std::int64_t col, T* gradient) const {
    const double* sum = row_sum_ + smoothing_.seen.group_of_col(col) * dim_;
    const std::int64_t blind = smoothing_.seen.blind(col);
    if (blind < 0) {
        for (std::int64_t k = 0; k < dim_; ++k) gradient[k] -= static_cast<T>(sum[k]);
        return;
    }
    const T* own = state_.rows.z + blind * dim_;
    const auto share = static_cast<double>(state_.share[blind]);
    for (std::int64_t k = 0; k < dim_; ++k) {
        gradient[k] -= static_cast<T>(sum[k] - share * static_cast<double>(own[k]));
    }
}

template class CpuSmoothing<float>;
template class CpuSmoothing<double>;

}  // namespace cuxent::impl
