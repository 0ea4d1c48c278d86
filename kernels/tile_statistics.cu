// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Exponential sums of a panel of similarities, for its rows and, where mirrored, for its columns.
//
//   t_rc  = slope * S_rc                      S masked: own column and target are left out
//   rows:   sum over c of 2^(t_rc - shift)    columns: sum over r of the same
//
// One shift (bounded cosines): one exponential serves row and column. Running shift (any logits):
// each row and column carries its largest t. Which form is used follows from the scale on the
// device.
//
// Shapes: panel n_rows x n_cols, ld; partials one entry for each row and column chunk
// (panel_visit.cuh) and, where mirrored, for each column and row chunk. merge_statistics() adds
// them up. Bytes, with b those of the arithmetic type: b n_rows n_cols read, as many written with
// `keeps`; b for each partial, with running shifts twice that; 2 b for each target noted.
// Determinism: fixed order, no atomics. Same panel, same bits.
#include <cstdint>

#include "kernels/enqueue.cuh"
#include "kernels/exponential_sum.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_visit.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

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

template <class T>
struct Arguments {
    Panel<T> panel;
    ScaleInput scale;
    Diagonal self, target;
    StatisticsOptions options;
    RowArrays<T> rows;
    Partials<T> partials;
};

/// Takes out of `v` what row r may not see among the thread's columns, and notes its target.
template <class T>
__device__ void mask_row(const Arguments<T>& a, std::int64_t r, std::int64_t c, Vector<T>& v) {
    constexpr int kSize = Vector<T>::kSize;
    const std::int64_t self = position_of(a.self, a.panel, r, c);
    const std::int64_t target = position_of(a.target, a.panel, r, c);
    const std::int64_t n_left = a.panel.n_cols - c;
#pragma unroll
    for (int j = 0; j < kSize; ++j) {
        if (j == target && j < n_left && a.options.notes_targets) {
            a.rows.positive[a.panel.row_begin + r] = v.at[j];
            if (a.options.mirrored) a.rows.positive[a.panel.col_begin + c + j] = v.at[j];
        }
        if (j == self || j == target || j >= n_left) v.at[j] = -T(INFINITY);
    }
}

/// One row of the thread's columns, with one shift: exponentials, kept if asked for.
template <class T>
__device__ OneShift<T> visit_row(const Arguments<T>& a, const Logits<T>& logits, std::int64_t r,
                                 std::int64_t c, OneShift<T> (&columns)[Vector<T>::kSize]) {
    T* at = a.panel.data + r * a.panel.ld + c;
    Vector<T> v = Vector<T>::load(at);
    mask_row(a, r, c, v);
    OneShift<T> row = OneShift<T>::none();
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        v.at[j] = exponential2(fma(v.at[j], logits.slope, -logits.shift));
        row.sum += v.at[j];
        columns[j].sum += v.at[j];
    }
    if (a.options.keeps) v.store(at);
    return row;
}

/// The same with running shifts.
template <class T>
__device__ RunningShift<T> visit_row(const Arguments<T>& a, const Logits<T>& logits, std::int64_t r,
                                     std::int64_t c, RunningShift<T> (&columns)[Vector<T>::kSize]) {
    Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
    mask_row(a, r, c, v);
    RunningShift<T> row = RunningShift<T>::none();
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        // An entry taken out is no entry: (-inf, 0).
        const T t = v.at[j] * logits.slope;
        const RunningShift<T> entry{t, t == -T(INFINITY) ? T(0) : T(1)};
        row.merge(entry);
        if (a.options.mirrored) columns[j].merge(entry);
    }
    return row;
}

template <class T, class Sum>
__device__ void visit_panel(const Arguments<T>& a, const Logits<T>& logits) {
    constexpr int kSize = Vector<T>::kSize;
    __shared__ Sum by_warp[kWarps][kRowsPerBlock];
    const std::int64_t c = first_column<T>();
    const std::int64_t r0 = first_row();
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int warp = static_cast<int>(threadIdx.x / 32);
    const bool has_columns = c < a.panel.n_cols;

    Sum columns[kSize];
#pragma unroll
    for (int j = 0; j < kSize; ++j) columns[j] = Sum::none();
    for (int group = 0; group < kRowsPerBlock; group += kGroup) {
        Sum rows[kGroup];
#pragma unroll
        for (int k = 0; k < kGroup; ++k) {
            const std::int64_t r = r0 + group + k;
            rows[k] = has_columns && r < a.panel.n_rows ? visit_row(a, logits, r, c, columns)
                                                        : Sum::none();
        }
        const Sum sum = reduce_rows(rows);
        if (lane % 4 == 0) by_warp[warp][group + lane / 4] = sum;
    }

    if (a.options.mirrored && has_columns) {
        Sum::store(columns, a.partials.col_shift, a.partials.col_sum, blockIdx.y * a.panel.ld + c);
    }
    __syncthreads();  // by_warp is complete
    const std::int64_t r = r0 + threadIdx.x;
    if (threadIdx.x < kRowsPerBlock && r < a.panel.n_rows) {
        Sum sum = by_warp[0][threadIdx.x];
        for (int w = 1; w < kWarps; ++w) sum.merge(by_warp[w][threadIdx.x]);
        sum.store(a.partials.row_shift, a.partials.row_sum, blockIdx.x * a.panel.n_rows + r);
    }
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T>
__global__ void __launch_bounds__(kThreads, 1) tile_statistics_kernel(const Arguments<T> a) {
    const Logits<T> logits = read_logits<T>(a.scale);
    // The same for all threads of the grid.
    if (logits.one_shift) {
        visit_panel<T, OneShift<T>>(a, logits);
    } else {
        visit_panel<T, RunningShift<T>>(a, logits);
    }
}

}  // namespace

PanelChunks panel_chunks(std::int64_t n_rows, std::int64_t n_cols, std::size_t element_bytes) {
    const std::int64_t columns =
        element_bytes == sizeof(double) ? kColumnsPerBlock<double> : kColumnsPerBlock<float>;
    return {divide_up(n_cols, columns), divide_up(n_rows, kRowsPerBlock)};
}

template <class T>
cudaError_t tile_statistics(const Panel<T>& panel, const ScaleInput& scale, const Diagonal& self,
                            const Diagonal& target, const StatisticsOptions& options,
                            const RowArrays<T>& rows, const Partials<T>& partials,
                            cudaStream_t stream) {
    return enqueue(tile_statistics_kernel<T>, panel_grid(panel), kThreads, stream,
                   Arguments<T>{panel, scale, self, target, options, rows, partials});
}

template cudaError_t tile_statistics<float>(const Panel<float>&, const ScaleInput&, const Diagonal&,
                                            const Diagonal&, const StatisticsOptions&,
                                            const RowArrays<float>&, const Partials<float>&,
                                            cudaStream_t);
template cudaError_t tile_statistics<double>(const Panel<double>&, const ScaleInput&,
                                             const Diagonal&, const Diagonal&,
                                             const StatisticsOptions&, const RowArrays<double>&,
                                             const Partials<double>&, cudaStream_t);

cudaError_t load_tile_statistics() {
    return load(tile_statistics_kernel<float>, tile_statistics_kernel<double>);
}

}  // namespace cuxent::kernels
