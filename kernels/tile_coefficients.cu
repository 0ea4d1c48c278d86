// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Similarities of a panel -> coefficients of the gradient, in place or into another panel.
//
//   one shift:      W_rc = 2^(t_rc - shift) (weight_r + weight_c)
//   running shift:  W_rc = weight_r 2^((t_rc - shift_r) - weight_shift_r)  +  the same of c
//   sigmoid:        W_rc = weight_r sigmoid(s_rc)
//   target:         W_rc = pull_r + pull_c          own column: 0
//
// With a softcap the panel holds similarities, and negatives are multiplied by its slope there.
//
// Without symmetry (rows and columns apart) only the terms of r. See row_math.h for the factors.
//
// Shapes: panel and result n_rows x n_cols with the panel's ld. Bytes, with b those of the
// arithmetic type: 2 b n_rows n_cols, and b for each row and mirrored column, with running shifts
// three times that. Determinism: elementwise.
#include <cstdint>

#include "kernels/cap_slopes.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/own_shift.cuh"
#include "kernels/panel_visit.cuh"
#include "kernels/scale.cuh"
#include "kernels/sigmoid_sum.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    Panel<T> panel;
    T* result;
    ScaleInput scale;
    Diagonal self, target;
    CoefficientOptions options;
    EntryOptions<T> entries;
    RowArrays<T> rows;
};

/// The coefficient of a negative, from its sigmoid.
template <class T>
__device__ T sigmoid_coefficient(const Arguments<T>& a, const Logits<T>& logits, T similarity,
                                 const Factors<T>& row) {
    return row.weight *
           (a.options.kept ? similarity : sigmoid2(fma(similarity, logits.slope, logits.offset)));
}

template <class T, bool kSigmoid, template <class> class Slopes>
__global__ void __launch_bounds__(kThreads) tile_coefficients_kernel(const Arguments<T> a) {
    constexpr int kSize = Vector<T>::kSize;
    const Logits<T> logits = read_logits<T>(a.scale);
    const bool weight_alone = kSigmoid || logits.one_shift;
    const std::int64_t c = first_column<T>();
    if (c >= a.panel.n_cols) return;
    Factors<T> columns[kSize];
    load_columns(a.rows, a.panel.col_begin + c, a.options.symmetric, weight_alone, columns);
    const Slopes<T> slopes(a.entries, logits, a.panel, c);
    const std::int64_t r_end = min(first_row() + kRowsPerBlock, a.panel.n_rows);
    for (std::int64_t r = first_row(); r < r_end; ++r) {
        const std::int64_t row = a.panel.row_begin + r;
        const Factors<T> of_row = Factors<T>::of(a.rows, row, weight_alone);
        const std::int64_t self = position_of(a.self, a.panel, r, c);
        const std::int64_t target = position_of(a.target, a.panel, r, c);
        const T row_term = a.entries.row_term(row);
        Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
#pragma unroll
        for (int j = 0; j < kSize; ++j) {
            const T entry = v.at[j];
            v.at[j] = kSigmoid ? sigmoid_coefficient(a, logits, entry, of_row)
                               : coefficient(logits, a.options.kept, a.options.symmetric, entry,
                                             of_row, columns[j]);
            v.at[j] *= slopes.of_negative(j, entry, row_term);
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
                              const CoefficientOptions& options, const EntryOptions<T>& entries,
                              const RowArrays<T>& rows, cudaStream_t stream) {
    const auto kernel = entries.is_capped() ? options.sigmoid
                                                  ? tile_coefficients_kernel<T, true, CapSlopes>
                                                  : tile_coefficients_kernel<T, false, CapSlopes>
                        : options.sigmoid ? tile_coefficients_kernel<T, true, NoSlopes>
                                            : tile_coefficients_kernel<T, false, NoSlopes>;
    return enqueue(kernel, panel_grid(panel), kThreads, stream,
                   Arguments<T>{panel, result, scale, self, target, options, entries, rows});
}

template cudaError_t tile_coefficients<float>(const Panel<float>&, float*, const ScaleInput&,
                                              const Diagonal&, const Diagonal&,
                                              const CoefficientOptions&, const EntryOptions<float>&,
                                              const RowArrays<float>&, cudaStream_t);
template cudaError_t tile_coefficients<double>(const Panel<double>&, double*, const ScaleInput&,
                                               const Diagonal&, const Diagonal&,
                                               const CoefficientOptions&,
                                               const EntryOptions<double>&,
                                               const RowArrays<double>&, cudaStream_t);

cudaError_t load_tile_coefficients() {
    return load(tile_coefficients_kernel<float, false, NoSlopes>,
                tile_coefficients_kernel<double, false, NoSlopes>,
                tile_coefficients_kernel<float, true, NoSlopes>,
                tile_coefficients_kernel<double, true, NoSlopes>,
                tile_coefficients_kernel<float, false, CapSlopes>,
                tile_coefficients_kernel<double, false, CapSlopes>,
                tile_coefficients_kernel<float, true, CapSlopes>,
                tile_coefficients_kernel<double, true, CapSlopes>);
}

}  // namespace cuxent::kernels
