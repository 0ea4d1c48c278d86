// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_classes.hpp"

#include <algorithm>
#include <cmath>

#include "cpu/tangent_kernels.hpp"
#include "engine/class_rule.hpp"

namespace cuxent::impl {

template <class T>
CpuClasses<T>::CpuClasses(const CpuState<T>& state)
    : state_(state),
      rule_(class_rule(state.plan)),
      weights_(row_weights<T>(state.call)),
      dim_(state.plan.problem.dim),
      n_rows_(state.plan.place.rows.count()) {
    const auto typed = [](void* buffer) { return static_cast<T*>(buffer); };
    const ClassBuffers& buffers = state.call.buffers.classes;
    cosine_ = typed(buffers.cosine);
    sine_ = typed(buffers.sine);
    margin_pull_ = typed(buffers.margin_pull);
    rows_begin_ = static_cast<std::int64_t*>(buffers.rows_begin);
    rows_ = static_cast<std::int64_t*>(buffers.rows_of_classes);
    class_sum_ = static_cast<const double*>(state.call.buffers.smoothing.column_sum);
}

template <class T>
void CpuClasses<T>::compare_with_target(std::int64_t row) const {
    if (!weights_.counts(row)) return;
    const T* z = state_.rows.z + row * dim_;
    const T* w = state_.cols.z + weights_.labels.column(row) * dim_;
    cosine_[row] = dot_row(z, w, dim_);
    if (rule_.margin == kernels::Margin::kArcFace) {
        const T square = tangent_sums(z, w, cosine_[row], dim_).square;
        sine_[row] = kernels::sine_of(cosine_[row], std::sqrt(square), dim_);
    }
}

template <class T>
kernels::ClassStatistics<T> CpuClasses<T>::statistics(std::int64_t row) const {
    return {state_.shift[row], state_.sum[row], cosine_[row], sine_[row],
            state_.entries.col_term(weights_.labels.column(row))};
}

template <class T>
void CpuClasses<T>::keep(std::int64_t row, const kernels::ClassFactors<T>& factors) const {
    margin_pull_[row] = factors.margin_pull;
    state_.scale_rest[row] = factors.scale_rest;
}

template <class T>
double CpuClasses<T>::island(const NormRule<T>& norm_rule) const {
    double square = 0;
    for (std::int64_t k = 0; k < dim_; ++k) square += class_sum_[k] * class_sum_[k];
    const auto n = static_cast<double>(rule_.n_classes);
    double own = 0;
    for (std::int64_t j = 0; j < rule_.n_classes; ++j) {
        const T* w = state_.cols.z + j * dim_;
        // A unit vector's own square is 1 before it is rounded.
        own += norm_rule.is_small(state_.cols.norm[j]) ? static_cast<double>(dot_row(w, w, dim_))
                                                       : 1.0;
    }
    return square + (n * (n - 1) - own);
}

/// Factor of the unit tangent from a row to its class, or from the class to the row; 0 where there
/// is none.
template <class T>
T CpuClasses<T>::tangent_pull(std::int64_t row) const {
    if (margin_pull_[row] == 0 || sine_[row] == 0) return 0;
    return margin_pull_[row] * kernels::target_of(rule_, cosine_[row], sine_[row]).slope;
}

/// Adds the unit tangent from a, a row or its class, to b, the other of them.
template <class T>
void CpuClasses<T>::add_margin(std::int64_t row, const T* a, const T* b, T* gradient) const {
    const T pull = tangent_pull(row);
    if (pull == 0) return;
    const TangentSums<T> sums = tangent_sums(a, b, cosine_[row], dim_);
    if (sums.square == 0) return;
    // Rounding leaves a little of a in the tangent.
    add_tangent(a, b, cosine_[row], sums.along, std::sqrt(sums.square), pull, dim_, gradient);
}

/// By counting: first where the rows of each class end, then from the last row to the first.
template <class T>
void CpuClasses<T>::group_rows() const {
    const std::int64_t n_classes = rule_.n_classes;
    std::fill_n(rows_begin_, n_classes + 1, 0);
    for (std::int64_t row = 0; row < n_rows_; ++row) {
        if (weights_.counts(row)) ++rows_begin_[weights_.labels.column(row)];
    }
    for (std::int64_t j = 1; j <= n_classes; ++j) rows_begin_[j] += rows_begin_[j - 1];
    for (std::int64_t row = n_rows_ - 1; row >= 0; --row) {
        if (weights_.counts(row)) rows_[--rows_begin_[weights_.labels.column(row)]] = row;
    }
}

template <class T>
void CpuClasses<T>::add_to_row(std::int64_t row, T* gradient) const {
    if (!weights_.counts(row)) return;
    const T* z = state_.rows.z + row * dim_;
    const T* w = state_.cols.z + weights_.labels.column(row) * dim_;
    add_scaled_row(w, state_.pull[row], dim_, gradient);
    add_margin(row, z, w, gradient);
}

template <class T>
void CpuClasses<T>::add_to_class(std::int64_t index, T island_pull, T* gradient) const {
    const T* w = state_.cols.z + index * dim_;
    for (std::int64_t at = rows_begin_[index]; at < rows_begin_[index + 1]; ++at) {
        const std::int64_t row = rows_[at];
        const T* z = state_.rows.z + row * dim_;
        add_scaled_row(z, state_.pull[row], dim_, gradient);
        add_margin(row, w, z, gradient);
    }
    if (rule_.island != 0) {
        for (std::int64_t k = 0; k < dim_; ++k) {
            gradient[k] += island_pull * static_cast<T>(class_sum_[k] - static_cast<double>(w[k]));
        }
    }
}

template class CpuClasses<float>;
template class CpuClasses<double>;

}  // namespace cuxent::impl
