// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the weights of the positives need of all rows of a view: positive_weights.h.
//
//   count, largest, sum    of the cosines with the targets
//   pull                   of u q s / k, where the weights have a gradient
//
// Shapes: one number for each of n rows a view; one block a view, whose thread i takes rows i,
// i + kSumThreads, ... twice. Bytes, with b those of the arithmetic type: 2 n b; pull 3 n b.
// Determinism: that order, and cub::BlockReduce, which promises the same bits from run to run.
#include <cub/block/block_reduce.cuh>

#include "kernels/enqueue.cuh"
#include "kernels/larger.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/upstream.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kSumThreads = 256;

using Reduce = cub::BlockReduce<double, kSumThreads, cub::BLOCK_REDUCE_WARP_REDUCTIONS>;

/// visit(row) for this thread's rows of the block's view that count and have negatives.
template <class T, class Visit>
__device__ void for_counted_rows(const RowArrays<T>& rows, const RowWeights<T>& weights,
                                 std::int64_t n_in_view, const Visit& visit) {
    const std::int64_t begin = blockIdx.x * n_in_view;
    for (std::int64_t i = threadIdx.x; i < n_in_view; i += kSumThreads) {
        if (weights.counts(begin + i) && rows.sum[begin + i] != T(0)) visit(begin + i);
    }
}

// A view has one block: ptxas need not spare registers for others.
template <class T>
__global__ void __launch_bounds__(kSumThreads, 1)
    positive_sums_kernel(const RowArrays<T> rows, const RowWeights<T> weights,
                         std::int64_t n_in_view, double sigma, CallScalars* scalars) {
    __shared__ typename Reduce::TempStorage storage;
    __shared__ double largest_of_view;
    double count = 0;
    double largest = -INFINITY;
    for_counted_rows(rows, weights, n_in_view, [&](std::int64_t row) {
        count += 1;
        largest = Larger()(largest, static_cast<double>(rows.target_cosine[row]));
    });
    count = Reduce(storage).Sum(count);
    __syncthreads();
    largest = Reduce(storage).Reduce(largest, Larger());
    if (threadIdx.x == 0) largest_of_view = largest;
    __syncthreads();
    largest = largest_of_view;
    double sum = 0;
    for_counted_rows(rows, weights, n_in_view, [&](std::int64_t row) {
        sum += exp((static_cast<double>(rows.target_cosine[row]) - largest) / sigma);
    });
    sum = Reduce(storage).Sum(sum);
    if (threadIdx.x == 0) scalars->positives[blockIdx.x] = {count, largest, sum, 0};
}

template <class T>
__global__ void __launch_bounds__(kSumThreads, 1)
    positive_pull_kernel(const RowArrays<T> rows, const RowWeights<T> weights,
                         std::int64_t n_in_view, double sigma, const ScaleInput scale,
                         const EntryOptions<T> entries, const UpstreamInput upstream,
                         CallScalars* scalars) {
    __shared__ typename Reduce::TempStorage storage;
    const ScaledUpstream<T> scaled(upstream, weights, *scalars);
    const Logits<T> logits = read_logits<T>(scale);
    const PositiveSums sums = scalars->positives[blockIdx.x];
    double pull = 0;
    for_counted_rows(rows, weights, n_in_view, [&](std::int64_t row) {
        const double share =
            positive_share(sums, sigma, static_cast<double>(rows.target_cosine[row]));
        pull += share * static_cast<double>(scaled[row]) *
                static_cast<double>(entries.own_positive(rows.positive[row], row, logits));
    });
    pull = Reduce(storage).Sum(pull);
    if (threadIdx.x == 0) scalars->positives[blockIdx.x].pull = pull;
}

}  // namespace

template <class T>
cudaError_t sum_positives(const RowArrays<T>& rows, const RowViews& views, const RowRule& rule,
                          const RowWeights<T>& weights, CallScalars* scalars, cudaStream_t stream) {
    return enqueue(positive_sums_kernel<T>, static_cast<unsigned>(views.n), kSumThreads, stream,
                   rows, weights, views.n_in_view, rule.vmf_sigma, scalars);
}

template <class T>
cudaError_t sum_positive_pulls(const RowArrays<T>& rows, const RowViews& views,
                               const ScaleInput& scale, const RowRule& rule,
                               const EntryOptions<T>& entries, const RowWeights<T>& weights,
                               const UpstreamInput& upstream, CallScalars* scalars,
                               cudaStream_t stream) {
    return enqueue(positive_pull_kernel<T>, static_cast<unsigned>(views.n), kSumThreads, stream,
                   rows, weights, views.n_in_view, rule.vmf_sigma, scale, entries, upstream,
                   scalars);
}

template cudaError_t sum_positives<float>(const RowArrays<float>&, const RowViews&, const RowRule&,
                                          const RowWeights<float>&, CallScalars*, cudaStream_t);
template cudaError_t sum_positives<double>(const RowArrays<double>&, const RowViews&,
                                           const RowRule&, const RowWeights<double>&, CallScalars*,
                                           cudaStream_t);
template cudaError_t sum_positive_pulls<float>(const RowArrays<float>&, const RowViews&,
                                               const ScaleInput&, const RowRule&,
                                               const EntryOptions<float>&, const RowWeights<float>&,
                                               const UpstreamInput&, CallScalars*, cudaStream_t);
template cudaError_t sum_positive_pulls<double>(const RowArrays<double>&, const RowViews&,
                                                const ScaleInput&, const RowRule&,
                                                const EntryOptions<double>&,
                                                const RowWeights<double>&, const UpstreamInput&,
                                                CallScalars*, cudaStream_t);

cudaError_t load_positive_sums() {
    return load(positive_sums_kernel<float>, positive_sums_kernel<double>,
                positive_pull_kernel<float>, positive_pull_kernel<double>);
}

}  // namespace cuxent::kernels
