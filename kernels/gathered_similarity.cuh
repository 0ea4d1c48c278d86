// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Similarities of gathered rows with their anchor, by a warp that holds both in registers: the
// anchor normalised, a column from its norm to its product with the anchor.
#pragma once

#include "kernels/element.cuh"
#include "kernels/norm.cuh"

namespace cuxent::kernels {

/// Elements of a row; null: of zeros.
template <class T, class E>
struct ElementsOf {
    const E* x;

    __device__ T operator()(std::int64_t k) const { return x == nullptr ? T(0) : widen<T>(x[k]); }
};

/// body(z, norm), with norm that of x and z = x / |x|, or zeros where the row does not count.
template <class T, int kHeld, class E, class Body>
__device__ void with_unit_row(std::int64_t dim, const NormRule& rule, const E* x, bool counts,
                              const Body& body) {
    const ElementsOf<T, E> read{x};
    RowNorm<T> norm{};
    with_row<T, kHeld>(dim, read, [&](const auto& held) { norm = row_norm<T>(held, rule); });
    const auto read_z = [&](std::int64_t k) {
        return norm.divisor == T(0) || !counts ? T(0) : read(k) * norm.scale / norm.divisor;
    };
    with_row<T, kHeld>(dim, read_z, [&](const auto& z) { body(z, norm); });
}

/// <z, x / |x|>, in every lane; note(norm) is called with the norm of x.
template <class T, int kHeld, class E, class Row, class Note>
__device__ T similarity_with(std::int64_t dim, const NormRule& rule, const Row& z, const E* x,
                             const Note& note) {
    T similarity = 0;
    with_row<T, kHeld>(dim, ElementsOf<T, E>{x}, [&](const auto& held) {
        const RowNorm<T> norm = row_norm<T>(held, rule);
        note(norm);
        T dot = 0;
        for_each_pair(z, held, [&](T z_k, T x_k) { dot = fma(z_k, x_k * norm.scale, dot); });
        similarity = norm.divisor == T(0) ? T(0) : warp_sum(dot) / norm.divisor;
    });
    return similarity;
}

}  // namespace cuxent::kernels
