// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums over all rows, in double: the divisor of a mean, the loss, and the gradients of scale and
// bias.
//
//   1 / divisor = 1 / sum_i (w_i, or 1 where row i counts), 0 where that is 0
//   loss    = factor * sum_i w_i L_i + extra
//   d scale = common * (factor * sum_i <z_i, g_i> + sum_i rest_i)    (temperature: times -scale^2)
//   d bias  = common * sum_i (weight_i * (sum of sigmoids)_i + pull_i)
//           = common * sum_i of the upstream gradients of the log-sum-exps    with a z-loss
//
// Shapes: one number for each of n rows; one block, whose thread i adds rows i, i + kSumThreads,
// ... Bytes, with b those of the arithmetic type: n b, for the bias 3 n b. Determinism: that order,
// and cub::BlockReduce, which promises the same bits from run to run, for the sum over the threads.
#include <cub/block/block_reduce.cuh>

#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kSumThreads = 256;

/// The sum of term(i), in thread 0.
template <class Term>
__device__ double sum_of(const Term& term, std::int64_t n) {
    using Reduce = cub::BlockReduce<double, kSumThreads, cub::BLOCK_REDUCE_WARP_REDUCTIONS>;
    __shared__ typename Reduce::TempStorage storage;
    double sum = 0;
    for (std::int64_t i = threadIdx.x; i < n; i += kSumThreads) {
        sum += term(i);
    }
    return Reduce(storage).Sum(sum);
}

template <class T>
__device__ double sum_of_values(const T* values, std::int64_t n) {
    return sum_of([values](std::int64_t i) { return static_cast<double>(values[i]); }, n);
}

template <class T>
__global__ void __launch_bounds__(kSumThreads)
    count_rows_kernel(const RowArrays<T> rows, const RowWeights<T> weights, const RowRule rule,
                      std::int64_t n, MeanOver over, double* reduction) {
    const auto terms = [&](std::int64_t row) {
        return weights.share(over, row) * terms_of(rule, rule.sets ? rows.target_count[row] : T(1));
    };
    const double divisor = sum_of(terms, n);
    if (threadIdx.x == 0) *reduction = mean_factor(divisor);
}

template <class T>
__global__ void __launch_bounds__(kSumThreads)
    reduce_loss_kernel(const T* values, std::int64_t n, const ReductionInput factor,
                       const double* extra, T* result) {
    const double sum = sum_of_values(values, n);
    if (threadIdx.x != 0) return;
    *result = static_cast<T>(sum * read_reduction(factor) + (extra == nullptr ? 0.0 : *extra));
}

template <class T>
__global__ void __launch_bounds__(kSumThreads)
    reduce_scale_gradient_kernel(const T* radial, const T* rest, std::int64_t n, double factor,
                                 const double* common, const ScaleInput scale, bool accumulate,
                                 T* result) {
    const double sum = sum_of(
        [&](std::int64_t i) {
            const double own = factor * static_cast<double>(radial[i]);
            return rest == nullptr ? own : own + static_cast<double>(rest[i]);
        },
        n);
    if (threadIdx.x != 0) return;
    const double value = read_logit_scale<T>(scale);
    double gradient = scale_gradient_of(*common * sum, value, scale.kind);
    if (accumulate) gradient += static_cast<double>(*result);
    *result = static_cast<T>(gradient);
}

template <class T>
__global__ void __launch_bounds__(kSumThreads)
    reduce_bias_gradient_kernel(const RowArrays<T> rows, std::int64_t n, const double* common,
                                const ScaleInput scale, bool accumulate, T* result) {
    const Logits<T> logits = read_logits<T>(scale);
    const auto terms = [&](std::int64_t row) {
        if (rows.lse_pull != nullptr) return static_cast<double>(rows.lse_pull[row]);
        const RowStatistics<T> statistics{rows.shift[row], T(0), rows.positive[row]};
        return bias_gradient_of_row(statistics, logits, rows.weight[row]);
    };
    const double sum = sum_of(terms, n);
    if (threadIdx.x != 0) return;
    double gradient = *common * sum;
    if (accumulate) gradient += static_cast<double>(*result);
    *result = static_cast<T>(gradient);
}

}  // namespace

template <class T>
cudaError_t count_rows(const RowArrays<T>& rows, const RowWeights<T>& weights, const RowRule& rule,
                       std::int64_t n_rows, MeanOver over, double* reduction, cudaStream_t stream) {
    return enqueue(count_rows_kernel<T>, 1, kSumThreads, stream, rows, weights, rule, n_rows, over,
                   reduction);
}

template <class T>
cudaError_t reduce_loss(const T* values, std::int64_t n, const ReductionInput& factor,
                        const double* extra, T* result, cudaStream_t stream) {
    return enqueue(reduce_loss_kernel<T>, 1, kSumThreads, stream, values, n, factor, extra, result);
}

template <class T>
cudaError_t reduce_scale_gradient(const T* radial, const T* rest, std::int64_t n, double factor,
                                  const double* common, const ScaleInput& scale, bool accumulate,
                                  T* result, cudaStream_t stream) {
    return enqueue(reduce_scale_gradient_kernel<T>, 1, kSumThreads, stream, radial, rest, n, factor,
                   common, scale, accumulate, result);
}

template <class T>
cudaError_t reduce_bias_gradient(const RowArrays<T>& rows, std::int64_t n, const double* common,
                                 const ScaleInput& scale, bool accumulate, T* result,
                                 cudaStream_t stream) {
    return enqueue(reduce_bias_gradient_kernel<T>, 1, kSumThreads, stream, rows, n, common, scale,
                   accumulate, result);
}

template cudaError_t count_rows<float>(const RowArrays<float>&, const RowWeights<float>&,
                                       const RowRule&, std::int64_t, MeanOver, double*,
                                       cudaStream_t);
template cudaError_t count_rows<double>(const RowArrays<double>&, const RowWeights<double>&,
                                        const RowRule&, std::int64_t, MeanOver, double*,
                                        cudaStream_t);
template cudaError_t reduce_loss<float>(const float*, std::int64_t, const ReductionInput&,
                                        const double*, float*, cudaStream_t);
template cudaError_t reduce_loss<double>(const double*, std::int64_t, const ReductionInput&,
                                         const double*, double*, cudaStream_t);
template cudaError_t reduce_scale_gradient<float>(const float*, const float*, std::int64_t, double,
                                                  const double*, const ScaleInput&, bool, float*,
                                                  cudaStream_t);
template cudaError_t reduce_scale_gradient<double>(const double*, const double*, std::int64_t,
                                                   double, const double*, const ScaleInput&, bool,
                                                   double*, cudaStream_t);

template cudaError_t reduce_bias_gradient<float>(const RowArrays<float>&, std::int64_t,
                                                 const double*, const ScaleInput&, bool, float*,
                                                 cudaStream_t);
template cudaError_t reduce_bias_gradient<double>(const RowArrays<double>&, std::int64_t,
                                                  const double*, const ScaleInput&, bool, double*,
                                                  cudaStream_t);

cudaError_t load_reduce() {
    return load(count_rows_kernel<float>, count_rows_kernel<double>, reduce_loss_kernel<float>,
                reduce_loss_kernel<double>, reduce_scale_gradient_kernel<float>,
                reduce_scale_gradient_kernel<double>, reduce_bias_gradient_kernel<float>,
                reduce_bias_gradient_kernel<double>);
}

}  // namespace cuxent::kernels
