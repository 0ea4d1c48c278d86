// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums over entries of a panel that can be merged. Of exponentials, in the two forms of
// kernels/logits.h:
//
//   OneShift       sum of 2^(t - shift), the same shift for everybody
//   RunningShift   (largest t so far, sum of 2^(t - largest)); nothing so far: (-inf, 0)
//
// Totalled<Sum> has, with one of these, the sum and the number of the similarities, each times its
// weight if there are any, and Numbered<Sum> their number then; PairSum what kernels/set_math.h
// wants of pairs. Those of pairwise sigmoids: sigmoid_sum.cuh.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/exponential.cuh"
#include "kernels/launch.h"
#include "kernels/vector.cuh"

namespace cuxent::kernels {

template <class T>
__device__ inline T from_lane(T value, int mask) {
    return __shfl_xor_sync(0xFFFFFFFFU, value, mask);
}

/// a * b, never merged with an addition that follows: what it is compared with is rounded too.
__device__ inline float rounded_product(float a, float b) {
    return __fmul_rn(a, b);
}
__device__ inline double rounded_product(double a, double b) {
    return __dmul_rn(a, b);
}

template <class T>
struct OneShift {
    T sum;

    static __device__ OneShift none() { return {T(0)}; }
    __device__ void merge(const OneShift& other) { sum += other.sum; }
    __device__ OneShift from_lane(int mask) const { return {kernels::from_lane(sum, mask)}; }
    static __device__ OneShift load(const SumArrays<T>& from, std::int64_t i) {
        return {from.sum[i]};
    }
    __device__ void store(const SumArrays<T>& to, std::int64_t i) const { to.sum[i] = sum; }

    /// Adds an entry to the sums of its row and column; its exponential takes its place.
    static __device__ void add(T& entry, const Logits<T>& logits, bool /*mirrored*/, OneShift& row,
                               OneShift& column) {
        entry = exponential2(fma(entry, logits.slope, -logits.shift));
        row.sum += entry;
        column.sum += entry;
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
        return {kernels::from_lane(shift, mask), kernels::from_lane(sum, mask)};
    }
    static __device__ RunningShift load(const SumArrays<T>& from, std::int64_t i) {
        return {from.shift[i], from.sum[i]};
    }
    __device__ void store(const SumArrays<T>& to, std::int64_t i) const {
        to.shift[i] = shift;
        to.sum[i] = sum;
    }

    /// Adds an entry to the sums of its row and, where mirrored, its column.
    static __device__ void add(T& entry, const Logits<T>& logits, bool mirrored, RunningShift& row,
                               RunningShift& column) {
        // An entry taken out is no entry: (-inf, 0).
        const T t = rounded_product(entry, logits.slope);
        const RunningShift one{t, t == -T(INFINITY) ? T(0) : T(1)};
        row.merge(one);
        if (mirrored) column.merge(one);
    }
};

template <class T, template <class> class Sum>
struct Totalled {
    Sum<T> exponentials;
    T total;
    T count;

    static __device__ Totalled none() { return {Sum<T>::none(), T(0), T(0)}; }
    __device__ void merge(const Totalled& other) {
        exponentials.merge(other.exponentials);
        total += other.total;
        count += other.count;
    }
    __device__ Totalled from_lane(int mask) const {
        return {exponentials.from_lane(mask), kernels::from_lane(total, mask),
                kernels::from_lane(count, mask)};
    }
    static __device__ Totalled load(const SumArrays<T>& from, std::int64_t i) {
        return {Sum<T>::load(from, i), from.total[i], from.count[i]};
    }
    __device__ void store(const SumArrays<T>& to, std::int64_t i) const {
        exponentials.store(to, i);
        to.total[i] = total;
        to.count[i] = count;
    }
    static __device__ void add(T& entry, T weight, const Logits<T>& logits, bool mirrored,
                               Totalled& row, Totalled& column) {
        // A NaN is an entry: it must reach the sums.
        if (!(entry == -T(INFINITY))) {
            row.total += weight * entry;
            row.count += weight;
            column.total += weight * entry;
            column.count += weight;
        }
        Sum<T>::add(entry, logits, mirrored, row.exponentials, column.exponentials);
    }
};

template <class T, template <class> class Sum>
struct Numbered {
    Totalled<T, Sum> totals;
    T number;

    static __device__ Numbered none() { return {Totalled<T, Sum>::none(), T(0)}; }
    __device__ void merge(const Numbered& other) {
        totals.merge(other.totals);
        number += other.number;
    }
    __device__ Numbered from_lane(int mask) const {
        return {totals.from_lane(mask), kernels::from_lane(number, mask)};
    }
    static __device__ Numbered load(const SumArrays<T>& from, std::int64_t i) {
        return {Totalled<T, Sum>::load(from, i), from.number[i]};
    }
    __device__ void store(const SumArrays<T>& to, std::int64_t i) const {
        totals.store(to, i);
        to.number[i] = number;
    }
    static __device__ void add(T& entry, T weight, const Logits<T>& logits, bool mirrored,
                               Numbered& row, Numbered& column) {
        if (!(entry == -T(INFINITY))) {
            row.number += T(1);
            column.number += T(1);
        }
        Totalled<T, Sum>::add(entry, weight, logits, mirrored, row.totals, column.totals);
    }
};

/// Sums of exponentials of a kind.
template <class T, SumKind kKind, template <class> class Sum>
using ExponentialSum = std::conditional_t<
    kKind == SumKind::kNegatives, Sum<T>,
    std::conditional_t<kKind == SumKind::kTargets, Totalled<T, Sum>, Numbered<T, Sum>>>;

/// Its arrays: losses in `total`, shares in `sum`.
template <class T>
struct PairSum {
    T losses;
    T shares;
    T count;

    static __device__ PairSum none() { return {T(0), T(0), T(0)}; }
    __device__ void merge(const PairSum& other) {
        losses += other.losses;
        shares += other.shares;
        count += other.count;
    }
    __device__ PairSum from_lane(int mask) const {
        return {kernels::from_lane(losses, mask), kernels::from_lane(shares, mask),
                kernels::from_lane(count, mask)};
    }
    static __device__ PairSum load(const SumArrays<T>& from, std::int64_t i) {
        return {from.total[i], from.sum[i], from.count[i]};
    }
    __device__ void store(const SumArrays<T>& to, std::int64_t i) const {
        to.total[i] = losses;
        to.sum[i] = shares;
        to.count[i] = count;
    }
};

/// Stores a thread's sums, one after another, from entry i on.
template <class Sum, class T, int kSize>
__device__ inline void store_all(const Sum (&sums)[kSize], const SumArrays<T>& to, std::int64_t i) {
#pragma unroll
    for (int j = 0; j < kSize; ++j) sums[j].store(to, i + j);
}

/// The same of exponentials alone, a vector at once.
template <class T, int kSize>
__device__ inline void store_all(const OneShift<T> (&sums)[kSize], const SumArrays<T>& to,
                                 std::int64_t i) {
    Vector<T> sum;
#pragma unroll
    for (int j = 0; j < kSize; ++j) sum.at[j] = sums[j].sum;
    sum.store(to.sum + i);
}
template <class T, int kSize>
__device__ inline void store_all(const RunningShift<T> (&sums)[kSize], const SumArrays<T>& to,
                                 std::int64_t i) {
    Vector<T> shift, sum;
#pragma unroll
    for (int j = 0; j < kSize; ++j) {
        shift.at[j] = sums[j].shift;
        sum.at[j] = sums[j].sum;
    }
    shift.store(to.shift + i);
    sum.store(to.sum + i);
}

/// The sums of a kind that rows have.
template <class T>
__host__ __device__ inline SumArrays<T> sums_of(const RowArrays<T>& rows, SumKind kind) {
    return kind == SumKind::kNegatives || kind == SumKind::kSigmoids
               ? SumArrays<T>{rows.shift, rows.sum, nullptr, nullptr, nullptr}
               : SumArrays<T>{rows.target_shift, rows.target_sum, rows.positive, rows.target_count,
                              rows.target_number};
}

}  // namespace cuxent::kernels
