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
// Pairwise sigmoid: sums of softplus(s_rc) and of sigmoid(s_rc) instead (sigmoid_sum.cuh).
//
// Shapes: panel n_rows x n_cols, ld; partials one entry for each row and column chunk
// (panel_visit.cuh) and, where mirrored, for each column and row chunk. merge_statistics() adds
// them up. Bytes, with b those of the arithmetic type: b n_rows n_cols read, as many written with
// `keeps`; b for each partial, with running shifts twice that; 2 b for each target noted.
// Determinism: fixed order, no atomics. Same panel, same bits.
#include <cstdint>

#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_sums.cuh"
#include "kernels/scale.cuh"
#include "kernels/sigmoid_sum.cuh"

namespace cuxent::kernels {
namespace {

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

template <class Sum, class T>
__device__ void visit_panel(const Arguments<T>& a, const Logits<T>& logits) {
    sum_panel<Sum>(a.panel, a.options.mirrored, a.partials,
                   [&](std::int64_t r, std::int64_t c, Sum(&columns)[Vector<T>::kSize]) {
                       T* at = a.panel.data + r * a.panel.ld + c;
                       Vector<T> v = Vector<T>::load(at);
                       mask_row(a, r, c, v);
                       Sum row = Sum::none();
#pragma unroll
                       for (int j = 0; j < Vector<T>::kSize; ++j) {
                           Sum::add(v.at[j], logits, a.options.mirrored, row, columns[j]);
                       }
                       if (a.options.keeps && (a.options.sigmoid || logits.one_shift)) v.store(at);
                       return row;
                   });
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T>
__global__ void __launch_bounds__(kThreads, 1) tile_statistics_kernel(const Arguments<T> a) {
    const Logits<T> logits = read_logits<T>(a.scale);
    // The same for all threads of the grid.
    if (logits.one_shift) {
        visit_panel<OneShift<T>>(a, logits);
    } else {
        visit_panel<RunningShift<T>>(a, logits);
    }
}

template <class T>
__global__ void __launch_bounds__(kThreads, 1)
    tile_sigmoid_statistics_kernel(const Arguments<T> a) {
    visit_panel<SigmoidSum<T>>(a, read_logits<T>(a.scale));
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
    return enqueue(options.sigmoid ? tile_sigmoid_statistics_kernel<T> : tile_statistics_kernel<T>,
                   panel_grid(panel), kThreads, stream,
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
    return load(tile_statistics_kernel<float>, tile_statistics_kernel<double>,
                tile_sigmoid_statistics_kernel<float>, tile_sigmoid_statistics_kernel<double>);
}

}  // namespace cuxent::kernels
