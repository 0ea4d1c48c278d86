// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The factors from which a panel's rows and columns take their coefficients (row_math.h).
#pragma once

#include <cstdint>

#include "kernels/exponential.cuh"
#include "kernels/launch.h"
#include "kernels/vector.cuh"

namespace cuxent::kernels {

/// The factors of one row or column of the panel; none of its own without symmetry.
template <class T>
struct Factors {
    T weight, shift, weight_shift;

    static __device__ Factors of(const RowArrays<T>& rows, std::int64_t row, bool weight_alone) {
        return {rows.weight[row], weight_alone ? T(0) : rows.shift[row],
                weight_alone ? T(0) : rows.weight_shift[row]};
    }
};

/// array[row], array[row + 1], ...: the rows of a second view may begin anywhere.
template <class T>
__device__ Vector<T> load_at(const T* array, std::int64_t row) {
    if (row % Vector<T>::kSize == 0) return Vector<T>::load(array + row);
    Vector<T> v;
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) v.at[j] = array[row + j];
    return v;
}

/// The factors of a thread's columns, which are the rows from `row` on where the problem is
/// symmetric; none of their own without. Beyond the panel's last column they are whatever the slack
/// of the arrays holds.
template <class T>
__device__ void load_columns(const RowArrays<T>& rows, std::int64_t row, bool symmetric,
                             bool weight_alone, Factors<T> (&columns)[Vector<T>::kSize]) {
    Vector<T> weight{}, shift{}, weight_shift{};
    if (symmetric) weight = load_at(rows.weight, row);
    if (symmetric && !weight_alone) {
        shift = load_at(rows.shift, row);
        weight_shift = load_at(rows.weight_shift, row);
    }
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        columns[j] = {weight.at[j], shift.at[j], weight_shift.at[j]};
    }
}

/// The shift comes off in the same rounding as the product, and the logarithm after it: for large
/// logits one sum of both would lose the digits that matter.
template <class T>
__device__ T own_shift_term(const Factors<T>& f, T similarity, T slope) {
    return f.weight * exponential2(fma(similarity, slope, -f.shift) - f.weight_shift);
}

/// The coefficient of a negative: W, from one exponential or from two.
template <class T>
__device__ T coefficient(const Logits<T>& logits, bool kept, bool symmetric, T similarity,
                         const Factors<T>& row, const Factors<T>& column) {
    if (logits.one_shift) {
        const T e = kept ? similarity : exponential2(fma(similarity, logits.slope, -logits.shift));
        return e * (row.weight + column.weight);
    }
    const T of_row = own_shift_term(row, similarity, logits.slope);
    return symmetric ? of_row + own_shift_term(column, similarity, logits.slope) : of_row;
}

}  // namespace cuxent::kernels
