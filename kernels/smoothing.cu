// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Label smoothing, which is in no panel: smoothing_math.h.
//
//   sum_rows        sum = sum_i factor_i m_i                              m: columns or rows
//   smoothed_means  m_i from <z_i, sum of the columns less the one it does not see>
//   add_smoothing   g_i -= share_i (that sum),   g_j -= sum_i share_i z_i less the row that does
//   not
//                   see j; where the rows are the columns both
//
// Sums are taken in double and with all rows; the one that does not belong is taken off entry by
// entry, before anything is rounded.
//
// Shapes: z n x dim, dense; sums of dim doubles a group; one entry a row. For a sum, one warp 32
// columns of every kSumWarps-th row; otherwise a warp a row. Bytes, with b those of the arithmetic
// type: sum_rows b n dim, smoothed_means b n dim, add_smoothing 2 b n dim, and b n dim more of both
// where rows have a column that they do not see. Where sets of targets have a hardness and terms of
// the columns, smoothed_means goes through the labels or bits of all columns, n C of them.
// Determinism: fixed order, no atomics.
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/row_visit.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kSumWarps = 8;

template <class T>
__global__ void __launch_bounds__(32 * kSumWarps)
    sum_rows_kernel(const T* matrix, std::int64_t n_rows, std::int64_t dim, const T* factor,
                    double* sum) {
    __shared__ double by_warp[kSumWarps][32];
    const int lane = static_cast<int>(threadIdx.x % 32);
    const int warp = static_cast<int>(threadIdx.x / 32);
    const std::int64_t column = static_cast<std::int64_t>(blockIdx.x) * 32 + lane;
    double own = 0;
    for (std::int64_t row = warp; row < n_rows && column < dim; row += kSumWarps) {
        const double f = factor == nullptr ? 1.0 : static_cast<double>(factor[row]);
        own += f * static_cast<double>(matrix[row * dim + column]);
    }
    by_warp[warp][lane] = own;
    __syncthreads();  // by_warp is complete
    if (warp != 0 || column >= dim) return;
    for (int w = 1; w < kSumWarps; ++w) own += by_warp[w][lane];
    sum[column] = own;
}

/// The sum of the terms of a row's targets, in every lane.
template <class T>
__device__ double terms_of_targets(const SeenColumns& seen, const EntryOptions<T>& entries,
                                   std::int64_t row) {
    const std::int64_t unseen = seen.unseen(row);
    const auto row_term = static_cast<double>(entries.row_term(row));
    if (!seen.has_sets)
        return row_term + static_cast<double>(entries.col_term(seen.own_target(row)));
    double sum = 0;
    for (std::int64_t j = threadIdx.x % 32; j < seen.n_cols; j += 32) {
        if (j == unseen || !seen.is_target(row, j)) continue;
        sum += row_term + static_cast<double>(entries.col_term(j));
    }
    return warp_sum(sum);
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills around the divisions in
// double.
template <class T>
__global__ void __launch_bounds__(kRowThreads, 1)
    smoothed_means_kernel(const SmoothingOperands<T> o, const Smoothing smoothing,
                          const SmoothingSums<T> sums, const ScaleInput scale,
                          const EntryOptions<T> entries, const RowWeights<T> weights, T* mean) {
    const std::int64_t row = row_of_warp();
    const SeenColumns& seen = smoothing.seen;
    if (row >= seen.n_rows || !weights.counts(row)) return;
    const int group = seen.group_of_row(row);
    const std::int64_t unseen = seen.unseen(row);
    const T* z = o.rows + row * o.dim;
    const T* own = o.cols + (unseen < 0 ? 0 : unseen) * o.dim;
    const double* sum = sums.columns + group * o.dim;
    double dot = 0;
    for (std::int64_t k = threadIdx.x % 32; k < o.dim; k += 32) {
        const double of_own = unseen < 0 ? 0.0 : static_cast<double>(own[k]);
        dot += static_cast<double>(z[k]) * (sum[k] - of_own);
    }
    dot = warp_sum(dot);
    const Logits<T> logits = read_logits<T>(scale);
    double terms = 0;
    if (entries.col_bias != nullptr) {
        terms = static_cast<double>(sums.terms[group]);
        if (unseen >= 0) terms -= static_cast<double>(entries.col_term(unseen));
        if (smoothing.weighs_targets()) {
            terms += smoothing.hardness / static_cast<double>(logits.scale) *
                     terms_of_targets(seen, entries, row);
        }
    }
    if (threadIdx.x % 32 != 0) return;
    mean[row] = smoothed_mean(dot, terms, seen.n_seen(row), entries.row_term(row),
                              smoothing.hardness, logits);
}

template <class T>
__global__ void __launch_bounds__(kRowThreads)
    add_smoothing_kernel(const SmoothingOperands<T> o, const SeenColumns seen,
                         const SmoothingSums<T> sums, const T* share, const SmoothingSides sides,
                         T* gradient) {
    const std::int64_t at = row_of_warp();
    if (at >= (sides.rows ? seen.n_rows : seen.n_cols)) return;
    const T own_share = sides.rows ? share[at] : T(0);
    const bool takes_columns = own_share != T(0);
    const std::int64_t unseen = takes_columns ? seen.unseen(at) : -1;
    const std::int64_t blind = sides.cols ? seen.blind(at) : -1;
    const double share_of_blind = blind < 0 ? 0.0 : static_cast<double>(share[blind]);
    const double* of_columns = sums.columns + (sides.rows ? seen.group_of_row(at) : 0) * o.dim;
    const double* of_rows = sums.rows + (sides.cols ? seen.group_of_col(at) : 0) * o.dim;
    T* g = gradient + at * o.dim;
    for (std::int64_t k = threadIdx.x % 32; k < o.dim; k += 32) {
        T sum = g[k];
        if (takes_columns) {
            const double own = unseen < 0 ? 0.0 : static_cast<double>(o.cols[unseen * o.dim + k]);
            sum = fma(-own_share, static_cast<T>(of_columns[k] - own), sum);
        }
        if (sides.cols) {
            const double own =
                blind < 0 ? 0.0 : share_of_blind * static_cast<double>(o.rows[blind * o.dim + k]);
            sum -= static_cast<T>(of_rows[k] - own);
        }
        g[k] = sum;
    }
}

}  // namespace

template <class T>
cudaError_t sum_rows(const T* matrix, std::int64_t n_rows, std::int64_t dim, const T* factor,
                     double* sum, cudaStream_t stream) {
    const auto grid = static_cast<unsigned>((dim + 31) / 32);
    return enqueue(sum_rows_kernel<T>, grid, 32 * kSumWarps, stream, matrix, n_rows, dim, factor,
                   sum);
}

template <class T>
cudaError_t smoothed_means(const SmoothingOperands<T>& operands, const Smoothing& smoothing,
                           const SmoothingSums<T>& sums, const ScaleInput& scale,
                           const EntryOptions<T>& entries, const RowWeights<T>& weights, T* mean,
                           cudaStream_t stream) {
    return enqueue(smoothed_means_kernel<T>, row_grid(smoothing.seen.n_rows), kRowThreads, stream,
                   operands, smoothing, sums, scale, entries, weights, mean);
}

template <class T>
cudaError_t add_smoothing(const SmoothingOperands<T>& operands, const Smoothing& smoothing,
                          const SmoothingSums<T>& sums, const T* share, const SmoothingSides& sides,
                          T* gradient, cudaStream_t stream) {
    const SeenColumns& seen = smoothing.seen;
    return enqueue(add_smoothing_kernel<T>, row_grid(sides.rows ? seen.n_rows : seen.n_cols),
                   kRowThreads, stream, operands, seen, sums, share, sides, gradient);
}

#define CUXENT_INSTANTIATE(T)                                                                      \
    template cudaError_t sum_rows<T>(const T*, std::int64_t, std::int64_t, const T*, double*,      \
                                     cudaStream_t);                                                \
    template cudaError_t smoothed_means<T>(                                                        \
        const SmoothingOperands<T>&, const Smoothing&, const SmoothingSums<T>&, const ScaleInput&, \
        const EntryOptions<T>&, const RowWeights<T>&, T*, cudaStream_t);                           \
    template cudaError_t add_smoothing<T>(const SmoothingOperands<T>&, const Smoothing&,           \
                                          const SmoothingSums<T>&, const T*,                       \
                                          const SmoothingSides&, T*, cudaStream_t);

CUXENT_INSTANTIATE(float)
CUXENT_INSTANTIATE(double)
#undef CUXENT_INSTANTIATE

cudaError_t load_smoothing() {
    return load(sum_rows_kernel<float>, sum_rows_kernel<double>, smoothed_means_kernel<float>,
                smoothed_means_kernel<double>, add_smoothing_kernel<float>,
                add_smoothing_kernel<double>);
}

}  // namespace cuxent::kernels
