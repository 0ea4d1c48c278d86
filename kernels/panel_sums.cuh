// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums of a panel's entries over its rows and, where mirrored, its columns, in partial sums: one
// for each row and column chunk (panel_visit.cuh), one for each column and row chunk.
// merge_statistics() adds them up. Fixed order, no atomics.
#pragma once

#include <cstdint>

#include "kernels/exponential_sum.cuh"
#include "kernels/panel_visit.cuh"

namespace cuxent::kernels {

/// Rows whose sums a warp brings together at once.
constexpr int kGroup = 8;

/// Brings the lanes' sums of kGroup rows together: afterwards lane 4k holds that of row k. Lanes
/// exchange half of their rows at each of three steps, so that 8 rows take 9 exchanges, not 40.
template <class Sum>
__device__ Sum reduce_rows(Sum (&rows)[kGroup]) {
    const int lane = static_cast<int>(threadIdx.x % 32);
#pragma unroll
    for (int half = kGroup / 2, mask = 16; half > 0; half /= 2, mask /= 2) {
        const bool upper = (lane & mask) != 0;
#pragma unroll
        for (int k = 0; k < half; ++k) {
            const Sum give = upper ? rows[k] : rows[k + half];
            rows[k] = upper ? rows[k + half] : rows[k];
            rows[k].merge(give.from_lane(mask));
        }
    }
    rows[0].merge(rows[0].from_lane(2));
    rows[0].merge(rows[0].from_lane(1));
    return rows[0];
}

/// visit_row(r, c, columns) adds the thread's entries of row r, whose first column is c, to the
/// sums of its columns, and returns their sum. put_columns(c, columns) takes those of a thread over
/// the rows of its block, put_row(r, sum) those of a row over the columns of its block.
template <class Sum, class T, class VisitRow, class PutColumns, class PutRow>
__device__ void reduce_panel(const Panel<T>& panel, const VisitRow& visit_row,
                             const PutColumns& put_columns, const PutRow& put_row) {
    constexpr int kSize = Vector<T>::kSize;
    __shared__ Sum by_warp[kWarps][kRowsPerBlock];
    const std::int64_t c = first_column<T>();
    const std::int64_t r0 = first_row();
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int warp = static_cast<int>(threadIdx.x / 32);
    const bool has_columns = c < panel.n_cols;

    Sum columns[kSize];
#pragma unroll
    for (int j = 0; j < kSize; ++j) columns[j] = Sum::none();
    for (int group = 0; group < kRowsPerBlock; group += kGroup) {
        Sum rows[kGroup];
#pragma unroll
        for (int k = 0; k < kGroup; ++k) {
            const std::int64_t r = r0 + group + k;
            rows[k] = has_columns && r < panel.n_rows ? visit_row(r, c, columns) : Sum::none();
        }
        const Sum sum = reduce_rows(rows);
        if (lane % 4 == 0) by_warp[warp][group + lane / 4] = sum;
    }

    if (has_columns) put_columns(c, columns);
    __syncthreads();  // by_warp is complete
    const std::int64_t r = r0 + threadIdx.x;
    if (threadIdx.x < kRowsPerBlock && r < panel.n_rows) {
        Sum sum = by_warp[0][threadIdx.x];
        for (int w = 1; w < kWarps; ++w) sum.merge(by_warp[w][threadIdx.x]);
        put_row(r, sum);
    }
}

/// The same into partial sums.
template <class Sum, class T, class VisitRow>
__device__ void sum_panel(const Panel<T>& panel, bool mirrored, const Partials<T>& partials,
                          const VisitRow& visit_row) {
    reduce_panel<Sum>(
        panel, visit_row,
        [&](std::int64_t c, const Sum(&columns)[Vector<T>::kSize]) {
            if (mirrored) store_all(columns, partials.cols, blockIdx.y * panel.ld + c);
        },
        [&](std::int64_t r, const Sum& sum) {
            sum.store(partials.rows, blockIdx.x * panel.n_rows + r);
        });
}

}  // namespace cuxent::kernels
