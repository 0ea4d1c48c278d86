// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums over pairs of softplus(s) and sigmoid(s), s = ln 2 * t, that can be merged.
//
//   e = 2^-|t|     softplus = ln 2 max(t, 0) + log(1 + e)     sigmoid = 1 / (1 + e), or e / (1 + e)
//
// so that neither overflows, nor loses small results. An entry taken out (-inf) adds exactly 0.
#pragma once

#include <cstdint>

#include "kernels/exponential_sum.cuh"

namespace cuxent::kernels {

template <class T>
__device__ inline T sigmoid2(T t, T e) {
    return (t < T(0) ? e : T(1)) / (T(1) + e);
}

template <class T>
__device__ inline T sigmoid2(T t) {
    return sigmoid2(t, exponential2(-fabs(t)));
}

/// Its arrays: softplus in `sum`, sigmoids in the place of the shift (row_math.h).
template <class T>
struct SigmoidSum {
    T sigmoids;
    T softplus;

    static __device__ SigmoidSum none() { return {T(0), T(0)}; }
    __device__ void merge(const SigmoidSum& other) {
        sigmoids += other.sigmoids;
        softplus += other.softplus;
    }
    __device__ SigmoidSum from_lane(int mask) const {
        return {kernels::from_lane(sigmoids, mask), kernels::from_lane(softplus, mask)};
    }
    static __device__ SigmoidSum load(const SumArrays<T>& from, std::int64_t i) {
        return {from.shift[i], from.sum[i]};
    }
    __device__ void store(const SumArrays<T>& to, std::int64_t i) const {
        to.shift[i] = sigmoids;
        to.sum[i] = softplus;
    }

    /// Adds an entry to the sums of its row and, where mirrored, its column; its sigmoid takes its
    /// place.
    static __device__ void add(T& entry, const Logits<T>& logits, bool mirrored, SigmoidSum& row,
                               SigmoidSum& column) {
        const T t = fma(entry, logits.slope, logits.offset);
        const T e = exponential2(-fabs(t));
        entry = sigmoid2(t, e);
        const SigmoidSum one{entry, fma(fmax(t, T(0)), T(kLn2), log1p(e))};
        row.merge(one);
        if (mirrored) column.merge(one);
    }
};

}  // namespace cuxent::kernels
