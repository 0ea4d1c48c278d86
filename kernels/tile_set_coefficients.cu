// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Similarities of a panel -> coefficients of the gradient where rows have sets of targets
// (set_math.h), in place or into another panel.
//
//   negatives   as in tile_coefficients.cu
//   targets     W_rc = weight_r (e_rc - center_r) + offset_r  +  the same of c
//               with e_rc = 2^(t_rc - shift_r), bit by bit what tile_set_statistics() has added up
//   pairs       W_rc = offset_r / (1 + 2^((t_rc - shift_r) - center_r))  +  the same of c
//   others      0
//
// Of weighted targets center_r (but for pairs) and offset_r are times the weight of the target.
//
// Without symmetry only the terms of r. Shapes: panel and result n_rows x n_cols with the panel's
// ld. Bytes, with b those of the arithmetic type: 2 b n_rows n_cols, at most 7 b for each row and
// mirrored column, and of listed pairs up to 2 bits for each entry, of weighted targets b.
// Determinism: elementwise.
#include <cstdint>
#include <type_traits>

#include "kernels/cap_slopes.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/exponential_sum.cuh"
#include "kernels/load.cuh"
#include "kernels/own_shift.cuh"
#include "kernels/scale.cuh"
#include "kernels/set_math.h"
#include "kernels/set_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class T, class Members>
struct Arguments {
    Panel<T> panel;
    T* result;
    ScaleInput scale;
    Diagonal self;
    Members members;
    bool pairs;
    bool symmetric;
    EntryOptions<T> entries;
    RowArrays<T> rows;
};

/// A target's coefficient, as far as it comes from one row (or column, as a row). `weight`: of the
/// target.
template <class T, class Members>
__device__ T target_term(const Arguments<T, Members>& a, const Logits<T>& logits, T similarity,
                         T weight, std::int64_t row) {
    const T center = a.rows.target_center[row];
    const T offset = a.rows.pull[row] * weight;
    if (a.pairs) {
        const T t = fma(similarity, logits.slope, -a.rows.shift[row]) - center;
        return offset / (T(1) + exponential2(t));
    }
    const T e =
        logits.one_shift
            ? exponential2(fma(similarity, logits.slope, -logits.shift))
            : exponential2(rounded_product(similarity, logits.slope) - a.rows.target_shift[row]);
    return fma(a.rows.target_weight[row], e - center * weight, offset);
}

template <class T, class Members, template <class> class Slopes>
__global__ void __launch_bounds__(kThreads, 1)
    set_coefficients_kernel(const Arguments<T, Members> a) {
    constexpr int kSize = Vector<T>::kSize;
    const Logits<T> logits = read_logits<T>(a.scale);
    const std::int64_t c = first_column<T>();
    if (c >= a.panel.n_cols) return;
    const SetColumns<Members, T> columns_of(a.members, a.panel);
    Factors<T> columns[kSize];
    load_columns(a.rows, a.panel.col_begin + c, a.symmetric, logits.one_shift, columns);
    const Slopes<T> slopes(a.entries, logits, a.panel, c);
    const std::int64_t r_end = min(first_row() + kRowsPerBlock, a.panel.n_rows);
    for (std::int64_t r = first_row(); r < r_end; ++r) {
        const std::int64_t row = a.panel.row_begin + r;
        const Factors<T> of_row = Factors<T>::of(a.rows, row, logits.one_shift);
        const SetRow<Members, T> row_of(a.members, a.panel, a.self, r, c);
        const T row_term = a.entries.row_term(row);
        Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
#pragma unroll
        for (int j = 0; j < kSize; ++j) {
            const Entry entry = entry_of(row_of, columns_of, j);
            const T similarity = v.at[j];
            v.at[j] = T(0);
            if (entry == Entry::kNegative) {
                v.at[j] = coefficient(logits, false, a.symmetric, similarity, of_row, columns[j]) *
                          slopes.of_negative(j, similarity, row_term);
            } else if (entry == Entry::kTarget) {
                const T weight = weight_of<Members, T>(row_of, j);
                v.at[j] = target_term(a, logits, similarity, weight, row);
                if (a.symmetric) {
                    v.at[j] +=
                        target_term(a, logits, similarity, weight, a.panel.col_begin + c + j);
                }
                v.at[j] *= slopes.of_target(j, similarity, row_term);
            }
        }
        v.store(a.result + r * a.panel.ld + c);
    }
}

}  // namespace

template <class T>
cudaError_t tile_set_coefficients(const Panel<T>& panel, T* result, const ScaleInput& scale,
                                  const Diagonal& self, const SetMembers<T>& members, bool pairs,
                                  bool symmetric, const EntryOptions<T>& entries,
                                  const RowArrays<T>& rows, cudaStream_t stream) {
    const auto enqueue_for = [&](const auto& by) {
        using Members = std::decay_t<decltype(by)>;
        return enqueue(
            entries.is_capped() ? set_coefficients_kernel<T, Members, CapSlopes>
                                : set_coefficients_kernel<T, Members, NoSlopes>,
            panel_grid(panel), kThreads, stream,
            Arguments<T, Members>{panel, result, scale, self, by, pairs, symmetric, entries, rows});
    };
    return members.take(enqueue_for);
}

template cudaError_t tile_set_coefficients<float>(const Panel<float>&, float*, const ScaleInput&,
                                                  const Diagonal&, const SetMembers<float>&, bool,
                                                  bool, const EntryOptions<float>&,
                                                  const RowArrays<float>&, cudaStream_t);
template cudaError_t tile_set_coefficients<double>(const Panel<double>&, double*, const ScaleInput&,
                                                   const Diagonal&, const SetMembers<double>&, bool,
                                                   bool, const EntryOptions<double>&,
                                                   const RowArrays<double>&, cudaStream_t);

namespace {

template <template <class> class Slopes>
cudaError_t load_with() {
    return load(set_coefficients_kernel<float, SetLabels, Slopes>,
                set_coefficients_kernel<double, SetLabels, Slopes>,
                set_coefficients_kernel<float, PairBits, Slopes>,
                set_coefficients_kernel<double, PairBits, Slopes>,
                set_coefficients_kernel<float, SoftTargets<float>, Slopes>,
                set_coefficients_kernel<double, SoftTargets<double>, Slopes>);
}

}  // namespace

cudaError_t load_tile_set_coefficients() {
    const cudaError_t status = load_with<NoSlopes>();
    return status != cudaSuccess ? status : load_with<CapSlopes>();
}

}  // namespace cuxent::kernels
