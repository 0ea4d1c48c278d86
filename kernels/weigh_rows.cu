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
// Shapes: every array has one entry for each row of the problem; a thread takes one of n rows.
// Bytes, with b those of the arithmetic type: 6 n b, and 2 n b more for a vector of upstream
// gradients or weights, each, and with label smoothing. Determinism: a maximum has no order; the
// rest is elementwise.
#include <cub/block/block_reduce.cuh>

#include "kernels/class_statistics.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/larger.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/row_result.cuh"
#include "kernels/scale.cuh"
#include "kernels/target_set.cuh"
#include "kernels/thread_visit.cuh"
#include "kernels/upstream.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kMaxThreads = 256;

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

/// Leaves what label smoothing takes from each column of a row; returns what it gives to a target.
template <class T>
__device__ T smooth(const RowArrays<T>& rows, std::int64_t row, const Smoothing& smoothing,
                    const RowWeights<T>& weights, T n_targets, T upstream) {
    SmoothingFactors<T> factors{T(0), T(0)};
    if (weights.counts(row)) {
        const RowStatistics<T> statistics{rows.shift[row], rows.sum[row], T(0)};
        factors = smoothing_factors(smoothing, row, statistics, n_targets, upstream);
    }
    rows.share[row] = factors.share;
    return factors.target;
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills around the divisions in
// double.
template <class T>
__global__ void __launch_bounds__(kThreads, 1)
    weigh_rows_kernel(const RowArrays<T> rows, const RowRange range, const RowViews views,
                      const ScaleInput scale, const RowRule rule, const ClassRule classes,
                      const ClassRows<T> class_rows, const EntryOptions<T> entries,
                      const Smoothing smoothing, const RowWeights<T> weights,
                      const UpstreamInput upstream, const CallScalars* scalars) {
    const std::int64_t row = range.begin + row_of_thread();
    if (row >= range.end) return;
    const T u = ScaledUpstream<T>(upstream, weights, *scalars)[row];
    const Logits<T> logits = read_logits<T>(scale);
    RowUpstream<T> by{u, T(0)};
    if (rule.z_loss != 0) {
        by = {T(0), T(0)};
        if (weights.counts(row)) {
            by = row_upstream(result_of_row(rows, class_rows, row, rows.sum[row], logits, rule,
                                            classes, entries, weights.labels),
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
        if (smoothing.exists()) {
            factors.targets.offset +=
                smooth(rows, row, smoothing, weights, rows.target_count[row], u);
        }
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
        if (smoothing.exists()) rows.share[row] = all.share;
        class_rows.margin_pull[row] = all.margin_pull;
        rows.scale_rest[row] = all.scale_rest;
        factors = all.row;
    } else if (weights.counts(row)) {
        factors =
            row_factors({rows.shift[row], rows.sum[row], rows.positive[row]}, logits, rule, by);
    }
    if (rule.vmf_sigma != 0) {
        PositiveTerms<T> terms{};
        if (weights.counts(row) && rows.sum[row] != T(0)) {
            terms = positive_terms(
                scalars->positives[views.view_of(row)], rule, rows.target_cosine[row],
                entries.own_positive(rows.positive[row], row, logits), logits, u);
        }
        factors.pull += terms.pull;
        if (rule.vmf_attached) rows.scale_rest[row] = terms.scale_rest;
    }
    if (smoothing.exists() && classes.n_classes == 0) {
        factors.pull += smooth(rows, row, smoothing, weights, T(1), u);
    }
    if (entries.is_capped() && classes.n_classes == 0) {
        factors.pull *= entries.factors(logits).slope_of_capped(rows.target_cosine[row]);
    }
    rows.weight[row] = factors.weight;
    rows.weight_shift[row] = factors.weight_shift;
    rows.pull[row] = factors.pull;
}

}  // namespace

template <class T>
cudaError_t common_factor(const UpstreamInput& upstream, const RowWeights<T>& weights,
                          std::int64_t n_rows, const ClassRule& classes, CallScalars* scalars,
                          cudaStream_t stream) {
    return enqueue(common_factor_kernel<T>, 1, kMaxThreads, stream, upstream, weights, n_rows,
                   classes.island, scalars);
}

template <class T>
cudaError_t weigh_rows(const RowArrays<T>& rows, const RowRange& range, const RowViews& views,
                       const ScaleInput& scale, const RowRule& rule, const ClassRule& classes,
                       const ClassRows<T>& class_rows, const EntryOptions<T>& entries,
                       const Smoothing& smoothing, const RowWeights<T>& weights,
                       const UpstreamInput& upstream, const CallScalars* scalars,
                       cudaStream_t stream) {
    return enqueue(weigh_rows_kernel<T>, thread_grid(range.end - range.begin), kThreads, stream,
                   rows, range, views, scale, rule, classes, class_rows, entries, smoothing,
                   weights, upstream, scalars);
}

template cudaError_t common_factor<float>(const UpstreamInput&, const RowWeights<float>&,
                                          std::int64_t, const ClassRule&, CallScalars*,
                                          cudaStream_t);
template cudaError_t common_factor<double>(const UpstreamInput&, const RowWeights<double>&,
                                           std::int64_t, const ClassRule&, CallScalars*,
                                           cudaStream_t);
template cudaError_t weigh_rows<float>(const RowArrays<float>&, const RowRange&, const RowViews&,
                                       const ScaleInput&, const RowRule&, const ClassRule&,
                                       const ClassRows<float>&, const EntryOptions<float>&,
                                       const Smoothing&, const RowWeights<float>&,
                                       const UpstreamInput&, const CallScalars*, cudaStream_t);
template cudaError_t weigh_rows<double>(const RowArrays<double>&, const RowRange&, const RowViews&,
                                        const ScaleInput&, const RowRule&, const ClassRule&,
                                        const ClassRows<double>&, const EntryOptions<double>&,
                                        const Smoothing&, const RowWeights<double>&,
                                        const UpstreamInput&, const CallScalars*, cudaStream_t);

cudaError_t load_weigh_rows() {
    return load(common_factor_kernel<float>, common_factor_kernel<double>, weigh_rows_kernel<float>,
                weigh_rows_kernel<double>);
}

}  // namespace cuxent::kernels
