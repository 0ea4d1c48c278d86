// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Statistics and upstream gradient of a row -> the factors of its coefficients (row_math.h).
//
//   magnitude = largest |upstream_i w_i| * reduction       a single upstream gradient left out
//   common    = magnitude (* upstream)
//   u_i       = upstream_i w_i * reduction / magnitude     0 where row i does not count
//
// so that the factors stay near 1 however small the upstream gradient is: a panel in single
// precision would lose a mean-reduced 1e-8 of it. normalize_backward() applies `common`.
//
// Shapes: every array has one entry for each of n rows; a thread takes a row. Bytes, with b those
// of the arithmetic type: 6 n b, and 2 n b more for a vector of upstream gradients or weights,
// each. Determinism: a maximum has no order; the rest is elementwise.
#include <cub/block/block_reduce.cuh>

#include "kernels/class_statistics.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/row_result.cuh"
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

/// Upstream gradient of a row over the factor that is common to all rows, times its weight.
template <class T>
struct WeightedUpstream {
    const T* values;  ///< one a row; null: 1 each
    RowWeights<T> weights;

    __device__ WeightedUpstream(const UpstreamInput& upstream, const RowWeights<T>& the_weights)
        : values(upstream.is_vector ? static_cast<const T*>(upstream.data) : nullptr),
          weights(the_weights) {}

    __device__ bool varies() const { return values != nullptr || weights.vary(); }
    __device__ double operator[](std::int64_t row) const {
        return weights.weighted(values == nullptr ? 1.0 : static_cast<double>(values[row]), row);
    }
};

template <class T>
__global__ void __launch_bounds__(kMaxThreads)
    common_factor_kernel(const UpstreamInput upstream, const RowWeights<T> weights,
                         std::int64_t n_rows, double island, CallScalars* scalars) {
    using Reduce = cub::BlockReduce<double, kMaxThreads>;
    __shared__ typename Reduce::TempStorage storage;
    const WeightedUpstream<T> weighted(upstream, weights);
    double largest = 0;
    if (weighted.varies()) {
        for (std::int64_t i = threadIdx.x; i < n_rows; i += kMaxThreads) {
            largest = Larger()(largest, fabs(weighted[i]));
        }
        largest = Reduce(storage).Reduce(largest, Larger());
    } else {
        largest = 1;
    }
    if (threadIdx.x != 0) return;
    const double value = weighted.values != nullptr ? 1.0
                         : upstream.data != nullptr
                             ? static_cast<double>(*static_cast<const T*>(upstream.data))
                             : upstream.value;
    // The island term's gradient has the same common factor.
    const double magnitude = max(largest * fabs(read_reduction(upstream.reduction)), island);
    scalars->magnitude = magnitude;
    scalars->common = value * magnitude;
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills around the divisions in
// double.
template <class T>
__global__ void __launch_bounds__(kThreads, 1)
    weigh_rows_kernel(const RowArrays<T> rows, std::int64_t n_rows, const ScaleInput scale,
                      const RowRule rule, const ClassRule classes, const ClassRows<T> class_rows,
                      const EntryOptions<T> entries, const RowWeights<T> weights,
                      const UpstreamInput upstream, const CallScalars* scalars) {
    const std::int64_t row = row_of_thread();
    if (row >= n_rows) return;
    const double magnitude = scalars->magnitude;
    const double factor = magnitude > 0 ? read_reduction(upstream.reduction) / magnitude : 0;
    const T u = static_cast<T>(WeightedUpstream<T>(upstream, weights)[row] * factor);
    const Logits<T> logits = read_logits<T>(scale);
    RowUpstream<T> by{u, T(0)};
    if (rule.z_loss != 0) {
        by = {T(0), T(0)};
        if (weights.counts(row)) {
            by = row_upstream(result_of_row(rows, class_rows, row, logits, rule, classes, entries,
                                            weights.labels),
                              rule, u);
        }
        rows.lse_pull[row] = by.of_lse;
    }
    if (rule.sets) {
        const RowStatistics<T> negatives{rows.shift[row], rows.sum[row], T(0)};
        SetFactors<T> factors{};
        if (weights.counts(row)) {
            factors = set_factors(negatives, target_set_of(rows, row), logits.one_shift, rule, by);
        }
        rows.weight[row] = factors.negatives.weight;
        rows.weight_shift[row] = factors.negatives.weight_shift;
        rows.target_weight[row] = factors.targets.weight;
        rows.target_center[row] = factors.targets.center;
        rows.pull[row] = factors.targets.offset;
        return;
    }
    RowFactors<T> factors{T(0), T(0), T(0)};
    if (classes.n_classes != 0) {
        ClassFactors<T> all{};
        if (weights.counts(row)) {
            all = class_factors(class_statistics(rows, class_rows, entries, weights.labels, row),
                                logits, classes, by);
        }
        class_rows.share[row] = all.share;
        class_rows.margin_pull[row] = all.margin_pull;
        class_rows.scale_rest[row] = all.scale_rest;
        factors = all.row;
    } else if (weights.counts(row)) {
        factors =
            row_factors({rows.shift[row], rows.sum[row], rows.positive[row]}, logits, rule, by);
    }
    rows.weight[row] = factors.weight;
    rows.weight_shift[row] = factors.weight_shift;
    rows.pull[row] = factors.pull;
}

}  // namespace

template <class T>
cudaError_t weigh_rows(const RowArrays<T>& rows, std::int64_t n_rows, const ScaleInput& scale,
                       const RowRule& rule, const ClassRule& classes,
                       const ClassRows<T>& class_rows, const EntryOptions<T>& entries,
                       const RowWeights<T>& weights, const UpstreamInput& upstream,
                       CallScalars* scalars, cudaStream_t stream) {
    const cudaError_t error = enqueue(common_factor_kernel<T>, 1, kMaxThreads, stream, upstream,
                                      weights, n_rows, classes.island, scalars);
    if (error != cudaSuccess) return error;
    return enqueue(weigh_rows_kernel<T>, thread_grid(n_rows), kThreads, stream, rows, n_rows, scale,
                   rule, classes, class_rows, entries, weights, upstream, scalars);
}

template cudaError_t weigh_rows<float>(const RowArrays<float>&, std::int64_t, const ScaleInput&,
                                       const RowRule&, const ClassRule&, const ClassRows<float>&,
                                       const EntryOptions<float>&, const RowWeights<float>&,
                                       const UpstreamInput&, CallScalars*, cudaStream_t);
template cudaError_t weigh_rows<double>(const RowArrays<double>&, std::int64_t, const ScaleInput&,
                                        const RowRule&, const ClassRule&, const ClassRows<double>&,
                                        const EntryOptions<double>&, const RowWeights<double>&,
                                        const UpstreamInput&, CallScalars*, cudaStream_t);

cudaError_t load_weigh_rows() {
    return load(common_factor_kernel<float>, common_factor_kernel<double>, weigh_rows_kernel<float>,
                weigh_rows_kernel<double>);
}

}  // namespace cuxent::kernels
