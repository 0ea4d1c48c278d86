// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Statistics and upstream gradient of a row -> the factors of its coefficients (row_math.h).
//
//   common = largest |upstream| * reduction, or upstream * reduction for a single number
//   u_i    = upstream_i * reduction / common
//
// so that the factors stay near 1 however small the upstream gradient is: a panel in single
// precision would lose a mean-reduced 1e-8 of it. normalize_backward() applies `common`.
//
// Shapes: every array has one entry for each of n rows; a thread takes a row. Bytes, with b those
// of the arithmetic type: 6 n b, and 2 n b more for a vector of upstream gradients. Determinism: a
// maximum has no order; the rest is elementwise.
#include <cub/block/block_reduce.cuh>

#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/scale.cuh"
#include "kernels/target_set.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kMaxThreads = 256;

struct Larger {
    /// NaN loses: the row that has it keeps it as its own u.
    __device__ double operator()(double a, double b) const { return a < b ? b : a; }
};

template <class T>
__global__ void __launch_bounds__(kMaxThreads)
    common_factor_kernel(const UpstreamInput upstream, std::int64_t n_rows, double* common) {
    using Reduce = cub::BlockReduce<double, kMaxThreads>;
    __shared__ typename Reduce::TempStorage storage;
    const auto* values = static_cast<const T*>(upstream.data);
    double largest = 0;
    if (upstream.is_vector && values != nullptr) {
        for (std::int64_t i = threadIdx.x; i < n_rows; i += kMaxThreads) {
            largest = Larger()(largest, fabs(static_cast<double>(values[i])));
        }
    }
    largest = Reduce(storage).Reduce(largest, Larger());
    if (threadIdx.x != 0) return;
    if (values == nullptr) {
        *common = upstream.value * upstream.reduction;
    } else {
        const double value = upstream.is_vector ? largest : static_cast<double>(*values);
        *common = value * upstream.reduction;
    }
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills around the divisions in
// double.
template <class T>
__global__ void __launch_bounds__(kThreads, 1)
    weigh_rows_kernel(const RowArrays<T> rows, std::int64_t n_rows, const ScaleInput scale,
                      const RowRule rule, const UpstreamInput upstream, const double* common) {
    const std::int64_t row = row_of_thread();
    if (row >= n_rows) return;
    T u = 1;
    if (upstream.is_vector && upstream.data != nullptr) {
        const double largest = *common / upstream.reduction;
        u = static_cast<T>(static_cast<double>(static_cast<const T*>(upstream.data)[row]) /
                           (largest > 0 ? largest : 1.0));
    }
    const Logits<T> logits = read_logits<T>(scale);
    if (rule.sets) {
        const RowStatistics<T> negatives{rows.shift[row], rows.sum[row], T(0)};
        const SetFactors<T> factors =
            set_factors(negatives, target_set_of(rows, row), logits.one_shift, rule, u);
        rows.weight[row] = factors.negatives.weight;
        rows.weight_shift[row] = factors.negatives.weight_shift;
        rows.target_weight[row] = factors.targets.weight;
        rows.target_center[row] = factors.targets.center;
        rows.pull[row] = factors.targets.offset;
        return;
    }
    const RowFactors<T> factors = row_factors({rows.shift[row], rows.sum[row], rows.positive[row]},
                                              logits.slope, logits.one_shift, rule, u);
    rows.weight[row] = factors.weight;
    rows.weight_shift[row] = factors.weight_shift;
    rows.pull[row] = factors.pull;
}

}  // namespace

template <class T>
cudaError_t weigh_rows(const RowArrays<T>& rows, std::int64_t n_rows, const ScaleInput& scale,
                       const RowRule& rule, const UpstreamInput& upstream, double* common,
                       cudaStream_t stream) {
    const cudaError_t error =
        enqueue(common_factor_kernel<T>, 1, kMaxThreads, stream, upstream, n_rows, common);
    if (error != cudaSuccess) return error;
    return enqueue(weigh_rows_kernel<T>, thread_grid(n_rows), kThreads, stream, rows, n_rows, scale,
                   rule, upstream, common);
}

template cudaError_t weigh_rows<float>(const RowArrays<float>&, std::int64_t, const ScaleInput&,
                                       const RowRule&, const UpstreamInput&, double*, cudaStream_t);
template cudaError_t weigh_rows<double>(const RowArrays<double>&, std::int64_t, const ScaleInput&,
                                        const RowRule&, const UpstreamInput&, double*,
                                        cudaStream_t);

cudaError_t load_weigh_rows() {
    return load(common_factor_kernel<float>, common_factor_kernel<double>, weigh_rows_kernel<float>,
                weigh_rows_kernel<double>);
}

}  // namespace cuxent::kernels
