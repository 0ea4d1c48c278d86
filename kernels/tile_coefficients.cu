// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Similarities of a panel -> coefficients of the gradient, in place or into another panel.
//
//   one shift:      W_rc = 2^(t_rc - shift) (weight_r + weight_c)
//   running shift:  W_rc = weight_r 2^((t_rc - shift_r) - weight_shift_r)  +  the same of c
//   target:         W_rc = pull_r + pull_c          own column: 0
//
// Without symmetry (rows and columns apart) only the terms of r. See row_math.h for the factors.
//
// Shapes: panel and result n_rows x n_cols with the panel's ld. Bytes, with b those of the
// arithmetic type: 2 b n_rows n_cols, and b for each row and mirrored column, with running shifts
// three times that. Determinism: elementwise.
#include <cstdint>

#include "kernels/enqueue.cuh"
#include "kernels/exponential.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_visit.cuh"
#include "kernels/scale.cuh"
#include "kernels/vector.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    Panel<T> panel;
    T* result;
    ScaleInput scale;
    Diagonal self, target;
    CoefficientOptions options;
    RowArrays<T> rows;
};

/// The factors of one row or column of the panel; none of its own without symmetry.
template <class T>
struct Factors {
    T weight, shift, weight_shift;

    static __device__ Factors of(const RowArrays<T>& rows, std::int64_t row, bool one_shift) {
        return {rows.weight[row], one_shift ? T(0) : rows.shift[row],
                one_shift ? T(0) : rows.weight_shift[row]};
    }
    static __device__ Factors none() { return {T(0), T(0), T(0)}; }
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

/// The factors of a thread's columns, which are the rows from `row` on. Beyond the panel's last
/// column they are whatever the slack of the arrays holds.
template <class T>
__device__ void load_columns(const RowArrays<T>& rows, std::int64_t row, bool one_shift,
                             Factors<T> (&columns)[Vector<T>::kSize]) {
    const Vector<T> weight = load_at(rows.weight, row);
    Vector<T> shift{}, weight_shift{};
    if (!one_shift) {
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

template <class T>
__device__ T coefficient(const Arguments<T>& a, const Logits<T>& logits, T similarity,
                         const Factors<T>& row, const Factors<T>& column) {
    if (logits.one_shift) {
        const T e = a.options.kept ? similarity
                                   : exponential2(fma(similarity, logits.slope, -logits.shift));
        return e * (row.weight + column.weight);
    }
    const T of_row = own_shift_term(row, similarity, logits.slope);
    return a.options.symmetric ? of_row + own_shift_term(column, similarity, logits.slope) : of_row;
}

template <class T>
__global__ void __launch_bounds__(kThreads) tile_coefficients_kernel(const Arguments<T> a) {
    constexpr int kSize = Vector<T>::kSize;
    const Logits<T> logits = read_logits<T>(a.scale);
    const std::int64_t c = first_column<T>();
    if (c >= a.panel.n_cols) return;
    Factors<T> columns[kSize];
    if (a.options.symmetric) {
        load_columns(a.rows, a.panel.col_begin + c, logits.one_shift, columns);
    } else {
#pragma unroll
        for (int j = 0; j < kSize; ++j) columns[j] = Factors<T>::none();
    }
    const std::int64_t r_end = min(first_row() + kRowsPerBlock, a.panel.n_rows);
    for (std::int64_t r = first_row(); r < r_end; ++r) {
        const std::int64_t row = a.panel.row_begin + r;
        const Factors<T> of_row = Factors<T>::of(a.rows, row, logits.one_shift);
        const std::int64_t self = position_of(a.self, a.panel, r, c);
        const std::int64_t target = position_of(a.target, a.panel, r, c);
        Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
#pragma unroll
        for (int j = 0; j < kSize; ++j) {
            v.at[j] = coefficient(a, logits, v.at[j], of_row, columns[j]);
            if (j == self) v.at[j] = T(0);
            if (j == target && c + j < a.panel.n_cols) {
                v.at[j] = a.rows.pull[row];
                if (a.options.symmetric) v.at[j] += a.rows.pull[a.panel.col_begin + c + j];
            }
        }
        v.store(a.result + r * a.panel.ld + c);
    }
}

}  // namespace

template <class T>
cudaError_t tile_coefficients(const Panel<T>& panel, T* result, const ScaleInput& scale,
                              const Diagonal& self, const Diagonal& target,
                              const CoefficientOptions& options, const RowArrays<T>& rows,
                              cudaStream_t stream) {
    return enqueue(tile_coefficients_kernel<T>, panel_grid(panel), kThreads, stream,
                   Arguments<T>{panel, result, scale, self, target, options, rows});
}

template cudaError_t tile_coefficients<float>(const Panel<float>&, float*, const ScaleInput&,
                                              const Diagonal&, const Diagonal&,
                                              const CoefficientOptions&, const RowArrays<float>&,
                                              cudaStream_t);
template cudaError_t tile_coefficients<double>(const Panel<double>&, double*, const ScaleInput&,
                                               const Diagonal&, const Diagonal&,
                                               const CoefficientOptions&, const RowArrays<double>&,
                                               cudaStream_t);

cudaError_t load_tile_coefficients() {
    return load(tile_coefficients_kernel<float>, tile_coefficients_kernel<double>);
}

}  // namespace cuxent::kernels
