// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums of 2^t that can be merged, in the two forms of kernels/logits.h.
//
//   OneShift       sum of 2^(t - shift), the same shift for everybody
//   RunningShift   (largest t so far, sum of 2^(t - largest)); nothing so far: (-inf, 0)
#pragma once

#include <cstdint>

#include "kernels/exponential.cuh"
#include "kernels/vector.cuh"

namespace cuxent::kernels {

template <class T>
struct OneShift {
    T sum;

    static __device__ OneShift none() { return {T(0)}; }
    __device__ void merge(const OneShift& other) { sum += other.sum; }
    __device__ OneShift from_lane(int mask) const {
        return {__shfl_xor_sync(0xFFFFFFFFU, sum, mask)};
    }
    static __device__ OneShift load(const T* /*shift*/, const T* sums, std::int64_t i) {
        return {sums[i]};
    }
    __device__ void store(T* /*shift*/, T* sums, std::int64_t i) const { sums[i] = sum; }

    /// A vector of sums at once.
    static __device__ void store(const OneShift (&of)[Vector<T>::kSize], T* /*shift*/, T* sums,
                                 std::int64_t i) {
        Vector<T> v;
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) v.at[j] = of[j].sum;
        v.store(sums + i);
    }
};

template <class T>
struct RunningShift {
    T shift;
    T sum;

    static __device__ RunningShift none() { return {-T(INFINITY), T(0)}; }

    /// A NaN may or may not win the maximum; it always reaches the sum.
    __device__ void merge(const RunningShift& other) {
        const T most = shift < other.shift ? other.shift : shift;
        // Nothing on either side yet: -inf - -inf would be NaN.
        const T usable = most == -T(INFINITY) ? T(0) : most;
        sum = sum * exponential2(shift - usable) + other.sum * exponential2(other.shift - usable);
        shift = most;
    }
    __device__ RunningShift from_lane(int mask) const {
        return {__shfl_xor_sync(0xFFFFFFFFU, shift, mask), __shfl_xor_sync(0xFFFFFFFFU, sum, mask)};
    }
    static __device__ RunningShift load(const T* shifts, const T* sums, std::int64_t i) {
        return {shifts[i], sums[i]};
    }
    __device__ void store(T* shifts, T* sums, std::int64_t i) const {
        shifts[i] = shift;
        sums[i] = sum;
    }

    /// A vector of sums at once.
    static __device__ void store(const RunningShift (&of)[Vector<T>::kSize], T* shifts, T* sums,
                                 std::int64_t i) {
        Vector<T> shift, sum;
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) {
            shift.at[j] = of[j].shift;
            sum.at[j] = of[j].sum;
        }
        shift.store(shifts + i);
        sum.store(sums + i);
    }
};

}  // namespace cuxent::kernels
