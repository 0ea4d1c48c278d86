// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows that are found by part and number, and what their norms make of them.
#pragma once

#include "kernels/element.cuh"
#include "kernels/gathered_launch.h"

namespace cuxent::kernels {

/// Row of the matrix, or -1 where the index names none.
__device__ inline std::int64_t matrix_row(const GatheredRows& gathered, const Gathered& row) {
    const IndexVector& index = gathered.index[static_cast<int>(row.part)];
    const std::int64_t at = index[row.number];
    return index.data == nullptr || (at >= 0 && at < gathered.n_table_rows) ? at : -1;
}

/// Where the terms and ids of a column are, or -1 where its index names no row.
__device__ inline std::int64_t place_of_options(const GatheredRows& gathered,
                                                const Gathered& column) {
    return gathered.n_table_rows != 0 ? matrix_row(gathered, column)
                                      : gathered.shape.column_number(column);
}

/// Null where the index names no row: such a row is read as zeros.
template <class E>
__device__ const E* address_of(const GatheredRows& gathered, const Gathered& row) {
    const std::int64_t at = matrix_row(gathered, row);
    if (at < 0) return nullptr;
    const int part = static_cast<int>(row.part);
    return static_cast<const E*>(gathered.data[part]) + at * gathered.ld[part];
}

/// The norm of a row on the way back, from what the way there left of it.
template <class T>
struct NormBackward {
    T scale;
    T inverse;       ///< of the divisor; 0 for a row that became 0
    bool projected;  ///< the gradient has no part along z

    __device__ T z(T x) const { return x * scale * inverse; }

    /// Of one entry; `factor` is that of the gradient.
    __device__ T dx(T z, T gradient, T radial, T factor) const {
        if (inverse == T(0)) return T(0);
        const T tangent = projected ? fma(-z, radial, gradient) : gradient;
        return tangent * factor * inverse * scale;
    }
};

template <class T>
__device__ NormBackward<T> norm_backward(const NormRule& rule, const GatheredArrays<T>& arrays,
                                         std::int64_t source) {
    constexpr T kMost = sizeof(T) == sizeof(double) ? T(1.7e308) : T(3.4e38);
    const T scale = arrays.norm_scale[source];
    const T divisor = arrays.norm_divisor[source];
    const bool is_small = divisor / scale <= static_cast<T>(rule.eps);
    // Finite also where a row is divided by a subnormal eps: infinity times 0 would be NaN.
    const T inverse = divisor == T(0) ? T(0) : T(1) / divisor;
    return {scale, inverse > kMost ? kMost : inverse, rule.normalizes && !is_small};
}

/// body(E) for the type of the elements, as a value that is not used otherwise.
template <class T, class Body>
cudaError_t with_element(Element element, const Body& body) {
    if constexpr (sizeof(T) == sizeof(double)) {
        return body(double{});
    } else {
        switch (element) {
            case Element::kHalf:
                return body(__half{});
            case Element::kBFloat:
                return body(__nv_bfloat16{});
            default:
                return body(float{});
        }
    }
}

/// body(E, G) for the types of the elements and of a gradient, which is E or float.
template <class T, class Body>
cudaError_t with_elements(Element element, Element gradient, const Body& body) {
    return with_element<T>(element, [&](auto e) {
        using E = decltype(e);
        if constexpr (sizeof(E) < sizeof(float)) {
            if (gradient == Element::kFloat) return body(e, float{});
        }
        return body(e, e);
    });
}

}  // namespace cuxent::kernels
