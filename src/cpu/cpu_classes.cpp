// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_classes.hpp"

#include <cmath>

#include "engine/class_rule.hpp"

namespace cuxent::impl {
namespace {

/// t = b - cosine a: where b is from a, on the sphere.
template <class T>
T length_of_tangent(const T* a, const T* b, T cosine, std::int64_t dim) {
    T square = 0;
    for (std::int64_t k = 0; k < dim; ++k) {
        const T t = std::fma(-cosine, a[k], b[k]);
        square += t * t;
    }
    return std::sqrt(square);
}

/// gradient += factor (t - a <a, t>) / |t|: rounding leaves a little of a in t.
template <class T>
void add_tangent(const T* a, const T* b, T cosine, T factor, std::int64_t dim, T* gradient) {
    const T length = length_of_tangent(a, b, cosine, dim);
    if (length == 0) return;
    T along = 0;
    for (std::int64_t k = 0; k < dim; ++k) along += a[k] * std::fma(-cosine, a[k], b[k]);
    for (std::int64_t k = 0; k < dim; ++k) {
        const T t = std::fma(-cosine, a[k], b[k]);
        gradient[k] += factor * (std::fma(-along, a[k], t) / length);
    }
}

}  // namespace

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
    class_sum_ = static_cast<const double*>(state.call.buffers.smoothing.column_sum);
}

template <class T>
void CpuClasses<T>::compare_with_target(std::int64_t row) const {
    if (!weights_.counts(row)) return;
    const T* z = state_.rows.z + row * dim_;
    const T* w = state_.cols.z + weights_.labels.column(row) * dim_;
    cosine_[row] = dot_row(z, w, dim_);
    if (rule_.margin == kernels::Margin::kArcFace) {
        const T length = length_of_tangent(z, w, cosine_[row], dim_);
        sine_[row] = kernels::sine_of(cosine_[row], length, dim_);
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

template <class T>
void CpuClasses<T>::add_to_row(std::int64_t row, T* gradient) const {
    if (!weights_.counts(row)) return;
    const T* z = state_.rows.z + row * dim_;
    const T* w = state_.cols.z + weights_.labels.column(row) * dim_;
    for (std::int64_t k = 0; k < dim_; ++k) gradient[k] += state_.pull[row] * w[k];
    const T pull = tangent_pull(row);
    if (pull != 0) add_tangent(z, w, cosine_[row], pull, dim_, gradient);
}

template <class T>
void CpuClasses<T>::add_to_class(std::int64_t index, T island_pull, T* gradient) const {
    const T* w = state_.cols.z + index * dim_;
    for (std::int64_t row = 0; row < n_rows_; ++row) {
        if (weights_.labels.column(row) != index || !weights_.counts(row)) continue;
        const T* z = state_.rows.z + row * dim_;
        for (std::int64_t k = 0; k < dim_; ++k) gradient[k] += state_.pull[row] * z[k];
        const T pull = tangent_pull(row);
        if (pull != 0) add_tangent(w, z, cosine_[row], pull, dim_, gradient);
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
