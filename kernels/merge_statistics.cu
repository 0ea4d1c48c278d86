// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The partial sums of a panel, added to the sums of its rows and, where mirrored, of its columns.
//
//   row i += sum over column chunks, in their order;   column j (as a row) += sum over row chunks
//
// Shapes: partials as in tile_statistics.cu; sums and shifts one for each row of the problem; a
// thread takes a row or a column. Bytes, with b those of the arithmetic type: b for each partial
// and 2 b for each row and mirrored column, with running shifts twice that. Determinism: fixed
// order. Panels follow each other on the stream, so each row's sum has one order.
#include "kernels/enqueue.cuh"
#include "kernels/exponential_sum.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_visit.cuh"
#include "kernels/scale.cuh"
#include "kernels/sigmoid_sum.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

/// sums[at] += partials[first], partials[first + stride], ...
template <class Sum, class T>
__device__ void merge_into(const SumArrays<T>& sums, std::int64_t at, const SumArrays<T>& partials,
                           std::int64_t first, std::int64_t stride, std::int64_t n) {
    Sum total = Sum::load(sums, at);
    for (std::int64_t i = 0; i < n; ++i) total.merge(Sum::load(partials, first + i * stride));
    total.store(sums, at);
}

template <class Sum, class T>
__device__ void merge(const Panel<T>& panel, bool mirrored, const PanelChunks& chunks,
                      const Partials<T>& partials, const SumArrays<T>& sums, std::int64_t i) {
    if (i < panel.n_rows) {
        merge_into<Sum>(sums, panel.row_begin + i, partials.rows, i, panel.n_rows,
                        chunks.of_columns);
    } else if (mirrored && i < panel.n_rows + panel.n_cols) {
        const std::int64_t c = i - panel.n_rows;
        merge_into<Sum>(sums, panel.col_begin + c, partials.cols, c, panel.ld, chunks.of_rows);
    }
}

template <class T, SumKind kKind>
__global__ void __launch_bounds__(kThreads)
    merge_statistics_kernel(const Panel<T> panel, const ScaleInput scale, bool mirrored,
                            const PanelChunks chunks, const Partials<T> partials,
                            const RowArrays<T> rows) {
    const std::int64_t i = row_of_thread();
    const SumArrays<T> sums = sums_of(rows, kKind);
    if constexpr (kKind == SumKind::kPairs) {
        merge<PairSum<T>>(panel, mirrored, chunks, partials, sums, i);
    } else if constexpr (kKind == SumKind::kSigmoids) {
        merge<SigmoidSum<T>>(panel, mirrored, chunks, partials, sums, i);
    } else {
        using One = ExponentialSum<T, kKind, OneShift>;
        using Running = ExponentialSum<T, kKind, RunningShift>;
        if (read_logits<T>(scale).one_shift) {
            merge<One>(panel, mirrored, chunks, partials, sums, i);
        } else {
            merge<Running>(panel, mirrored, chunks, partials, sums, i);
        }
    }
}

template <class T>
auto kernel_for(SumKind kind) {
    return kind == SumKind::kNegatives ? merge_statistics_kernel<T, SumKind::kNegatives>
           : kind == SumKind::kTargets ? merge_statistics_kernel<T, SumKind::kTargets>
           : kind == SumKind::kWeightedTargets
               ? merge_statistics_kernel<T, SumKind::kWeightedTargets>
           : kind == SumKind::kSigmoids ? merge_statistics_kernel<T, SumKind::kSigmoids>
                                        : merge_statistics_kernel<T, SumKind::kPairs>;
}

}  // namespace

template <class T>
cudaError_t merge_statistics(const Panel<T>& panel, const ScaleInput& scale, SumKind kind,
                             bool mirrored, const Partials<T>& partials, const RowArrays<T>& rows,
                             cudaStream_t stream) {
    const std::int64_t n = panel.n_rows + (mirrored ? panel.n_cols : 0);
    return enqueue(kernel_for<T>(kind), thread_grid(n), kThreads, stream, panel, scale, mirrored,
                   panel_chunks(panel.n_rows, panel.n_cols, sizeof(T)), partials, rows);
}

template cudaError_t merge_statistics<float>(const Panel<float>&, const ScaleInput&, SumKind, bool,
                                             const Partials<float>&, const RowArrays<float>&,
                                             cudaStream_t);
template cudaError_t merge_statistics<double>(const Panel<double>&, const ScaleInput&, SumKind,
                                              bool, const Partials<double>&,
                                              const RowArrays<double>&, cudaStream_t);

cudaError_t load_merge_statistics() {
    return load(kernel_for<float>(SumKind::kNegatives), kernel_for<double>(SumKind::kNegatives),
                kernel_for<float>(SumKind::kTargets), kernel_for<double>(SumKind::kTargets),
                kernel_for<float>(SumKind::kWeightedTargets),
                kernel_for<double>(SumKind::kWeightedTargets), kernel_for<float>(SumKind::kPairs),
                kernel_for<double>(SumKind::kPairs), kernel_for<float>(SumKind::kSigmoids),
                kernel_for<double>(SumKind::kSigmoids));
}

}  // namespace cuxent::kernels
