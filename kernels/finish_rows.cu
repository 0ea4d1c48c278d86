// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Begin and end of the statistics of rows.
//
//   begin_statistics   sums = 0; shift = the one shift of all rows, or -inf where each has its own;
//                      two sums of 0 for pairwise sigmoids
//   finish_rows        L_i and log-sum-exp of each row: row_math.h, set_math.h
//
// Shapes: every array has one entry for each row of the problem; a thread takes one of n rows.
// Bytes, with b those of the arithmetic type: begin 2 n b; finish 4 n b, and n b for the
// weights, for label smoothing, and for each result that the caller wants.
// Determinism: elementwise.
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/row_result.cuh"
#include "kernels/scale.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
__global__ void __launch_bounds__(kThreads)
    begin_statistics_kernel(const RowArrays<T> rows, std::int64_t n_rows, const ScaleInput scale,
                            const RowRule rule) {
    const std::int64_t row = row_of_thread();
    if (row >= n_rows) return;
    const Logits<T> logits = read_logits<T>(scale);
    rows.shift[row] = rule.sigmoid ? T(0) : logits.one_shift ? logits.shift : -T(INFINITY);
    rows.sum[row] = T(0);
    if (rows.target_sum == nullptr) return;
    rows.target_shift[row] = rows.shift[row];
    rows.target_sum[row] = T(0);
    rows.target_count[row] = T(0);
    rows.positive[row] = T(0);
    if (rows.target_number != nullptr) rows.target_number[row] = T(0);
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills around the divisions in
// double.
template <class T>
__global__ void __launch_bounds__(kThreads, 1)
    finish_rows_kernel(const RowArrays<T> rows, const RowRange range, const RowViews views,
                       const ScaleInput scale, const RowRule rule, const ClassRule classes,
                       const ClassRows<T> class_rows, const EntryOptions<T> entries,
                       const Smoothing smoothing, const RowWeights<T> weights,
                       const CallScalars* scalars, T* row_loss_scratch, T* row_loss_out,
                       T* row_lse_out) {
    const std::int64_t row = range.begin + row_of_thread();
    if (row >= range.end) return;
    const Logits<T> logits = read_logits<T>(scale);
    const T sum = rows.sum[row];  // before the branches, so that it is read once
    RowResult<T> result{};
    if (!weights.counts(row)) {
        // Not a number that might be summed unseen.
        if (weights.is_broken(row)) result.loss = T(NAN);
    } else {
        result = result_of_row(rows, class_rows, row, sum, logits, rule, classes, entries,
                               weights.labels);
        if (rule.vmf_sigma != 0 && sum != T(0)) {
            result.loss +=
                positive_terms(scalars->positives[views.view_of(row)], rule,
                               rows.target_cosine[row],
                               entries.own_positive(rows.positive[row], row, logits), logits, T(0))
                    .loss;
        }
        if (smoothing.exists()) {
            result.loss += smoothing_of_row(rows, class_rows, row, logits, rule, classes, entries,
                                            weights.labels, smoothing);
        }
    }
    if (sum == T(0)) rows.shift[row] = T(0);  // nothing was allowed: it may still be -inf
    if (rule.sets && rows.target_count[row] == T(0)) rows.target_shift[row] = T(0);
    row_loss_scratch[row] = weights.of(row) * result.loss;
    if (row_loss_out != nullptr) row_loss_out[row] = result.loss;
    if (row_lse_out != nullptr) row_lse_out[row] = result.lse;
}

}  // namespace

template <class T>
cudaError_t begin_statistics(const RowArrays<T>& rows, std::int64_t n_rows, const ScaleInput& scale,
                             const RowRule& rule, cudaStream_t stream) {
    return enqueue(begin_statistics_kernel<T>, thread_grid(n_rows), kThreads, stream, rows, n_rows,
                   scale, rule);
}

template <class T>
cudaError_t finish_rows(const RowArrays<T>& rows, const RowRange& range, const RowViews& views,
                        const ScaleInput& scale, const RowRule& rule, const ClassRule& classes,
                        const ClassRows<T>& class_rows, const EntryOptions<T>& entries,
                        const Smoothing& smoothing, const RowWeights<T>& weights,
                        const CallScalars* scalars, T* row_loss, T* row_loss_out, T* row_lse_out,
                        cudaStream_t stream) {
    return enqueue(finish_rows_kernel<T>, thread_grid(range.end - range.begin), kThreads, stream,
                   rows, range, views, scale, rule, classes, class_rows, entries, smoothing,
                   weights, scalars, row_loss, row_loss_out, row_lse_out);
}

template cudaError_t begin_statistics<float>(const RowArrays<float>&, std::int64_t,
                                             const ScaleInput&, const RowRule&, cudaStream_t);
template cudaError_t begin_statistics<double>(const RowArrays<double>&, std::int64_t,
                                              const ScaleInput&, const RowRule&, cudaStream_t);
template cudaError_t finish_rows<float>(const RowArrays<float>&, const RowRange&, const RowViews&,
                                        const ScaleInput&, const RowRule&, const ClassRule&,
                                        const ClassRows<float>&, const EntryOptions<float>&,
                                        const Smoothing&, const RowWeights<float>&,
                                        const CallScalars*, float*, float*, float*, cudaStream_t);
template cudaError_t finish_rows<double>(const RowArrays<double>&, const RowRange&, const RowViews&,
                                         const ScaleInput&, const RowRule&, const ClassRule&,
                                         const ClassRows<double>&, const EntryOptions<double>&,
                                         const Smoothing&, const RowWeights<double>&,
                                         const CallScalars*, double*, double*, double*,
                                         cudaStream_t);

cudaError_t load_finish_rows() {
    return load(begin_statistics_kernel<float>, begin_statistics_kernel<double>,
                finish_rows_kernel<float>, finish_rows_kernel<double>);
}

}  // namespace cuxent::kernels
