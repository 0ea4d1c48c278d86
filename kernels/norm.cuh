// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Norms that neither over- nor underflow, and what a row's norm makes of it.
#pragma once

#include "kernels/launch.h"
#include "kernels/row_visit.cuh"

namespace cuxent::kernels {

/// The power of two that brings `largest` to [1, 2), within the range of normal numbers. Infinity
/// gives 0: infinity times 0 makes the row NaN, as it should be.
template <class T>
__device__ inline T scale_for(T largest) {
    constexpr int kMost = sizeof(T) == sizeof(double) ? 1022 : 126;
    if (!(largest > T(0))) return T(1);
    if (isinf(largest)) return T(0);
    return scalbn(T(1), max(-kMost, min(kMost, -ilogb(largest))));
}

/// How a row is divided: z = (x * scale) / divisor.
template <class T>
struct RowNorm {
    T norm;     ///< |x|
    T scale;    ///< power of two taken out before squaring
    T divisor;  ///< |x| * scale; eps for a clamped row; 0 for a row that becomes 0

    __device__ T z(T x) const { return divisor == T(0) ? T(0) : x * scale / divisor; }
};

template <class T, class Row>
__device__ inline RowNorm<T> row_norm(const Row& row, const NormRule& rule) {
    if (!rule.normalizes) return {T(1), T(1), T(1)};
    T largest = 0;
    row.for_each([&](std::int64_t, T x) { largest = largest < fabs(x) ? fabs(x) : largest; });
    const T scale = scale_for(warp_max(largest));
    T square = 0;
    row.for_each([&](std::int64_t, T x) { square = fma(x * scale, x * scale, square); });
    const T scaled_norm = sqrt(warp_sum(square));
    const T norm = scaled_norm / scale;
    const bool is_small = norm <= static_cast<T>(rule.eps);
    if (!is_small) return {norm, scale, scaled_norm};
    return {norm, T(1), rule.clamps ? static_cast<T>(rule.eps) : T(0)};
}

/// The way back through a row: dx = (dz - z * radial) * factor / divisor, and 0 where divisor is 0.
template <class T>
struct WayBack {
    T radial, factor, divisor;

    __device__ T dx(T z, T dz) const {
        return divisor == T(0) ? T(0) : fma(-z, radial, dz) * factor / divisor;
    }
};

/// `norm`: |x|; `radial`: <z, dz>. A row that became 0 has gradient 0, a clamped one dz / eps.
template <class T>
__device__ inline WayBack<T> way_back(const NormRule& rule, T norm, T radial, T factor) {
    if (!rule.normalizes) return {T(0), factor, T(1)};
    const auto eps = static_cast<T>(rule.eps);
    if (!(norm <= eps)) return {radial, factor, norm};
    return {T(0), factor, rule.clamps ? eps : T(0)};
}

}  // namespace cuxent::kernels
