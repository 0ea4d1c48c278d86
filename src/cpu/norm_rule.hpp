// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>

namespace cuxent::impl {

/// How rows become unit vectors.
template <class T>
struct NormRule {
    bool normalizes;  ///< false: z = x
    bool clamps;      ///< a small row is divided by eps; otherwise it becomes 0
    T eps;            ///< a row is small if its norm is at most this

    [[nodiscard]] bool is_small(T norm) const { return norm <= eps; }
    [[nodiscard]] bool divides_by_eps() const { return clamps && eps > 0; }
};

/// 1 / norm, finite also where norm is subnormal: infinity times a tangent of 0 would be NaN.
template <class T>
T inverse_of(T norm) {
    return std::min(T{1} / norm, std::numeric_limits<T>::max());
}

/// What a row's norm makes of it: z = (x * scale) * inverse, and 0 where inverse is 0.
template <class T>
struct RowNorm {
    T norm;   ///< |x|
    T scale;  ///< power of two that was taken out before squaring
    T inverse;
};

/// `scaled_norm`: |x * scale|.
template <class T>
RowNorm<T> row_norm(const NormRule<T>& rule, T scaled_norm, T scale) {
    const T norm = scaled_norm / scale;
    if (!rule.is_small(norm)) return {norm, scale, T{1} / scaled_norm};
    return {norm, 1, rule.divides_by_eps() ? inverse_of(rule.eps) : T{0}};
}

/// The way back: dx = ((dz - z * radial) * factor) * inverse, and 0 where inverse is 0.
template <class T>
struct WayBack {
    T radial;
    T inverse;
};

/// `radial`: <z, dz>.
template <class T>
WayBack<T> way_back(const NormRule<T>& rule, T norm, T radial) {
    if (!rule.normalizes) return {0, 1};
    if (!rule.is_small(norm)) return {radial, inverse_of(norm)};
    return {0, rule.divides_by_eps() ? inverse_of(rule.eps) : T{0}};
}

}  // namespace cuxent::impl
