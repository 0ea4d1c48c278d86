// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The results of a row of any loss, from the arrays of its statistics.
#pragma once

#include "kernels/class_statistics.cuh"
#include "kernels/launch.h"
#include "kernels/target_set.cuh"

namespace cuxent::kernels {

/// `sum`: that of the row, which the caller has read already.
template <class T>
__device__ inline RowResult<T> result_of_row(const RowArrays<T>& rows,
                                             const ClassRows<T>& class_rows, std::int64_t row,
                                             T sum, const Logits<T>& logits, const RowRule& rule,
                                             const ClassRule& classes,
                                             const EntryOptions<T>& entries,
                                             const RowLabels& labels) {
    if (classes.n_classes != 0) {
        const auto own =
            class_result(class_statistics(rows, class_rows, entries, labels, row), logits, classes);
        return complete(own, T(0), rule);
    }
    const RowStatistics<T> statistics{rows.shift[row], sum, rows.positive[row]};
    const TargetSet<T> targets = rule.sets ? target_set_of(rows, row) : TargetSet<T>{};
    return complete(row_result(statistics, targets, logits, rule), entries.row_term(row), rule);
}

/// What label smoothing adds to the loss of a row that counts.
template <class T>
__device__ inline T smoothing_of_row(const RowArrays<T>& rows, const ClassRows<T>& class_rows,
                                     std::int64_t row, const Logits<T>& logits, const RowRule& rule,
                                     const ClassRule& classes, const EntryOptions<T>& entries,
                                     const RowLabels& labels, const Smoothing& smoothing) {
    const T mean = rows.smoothed_mean[row];
    if (classes.n_classes != 0) {
        return class_smoothing_loss(class_statistics(rows, class_rows, entries, labels, row), mean,
                                    smoothing, logits, classes);
    }
    const RowStatistics<T> statistics{rows.shift[row], rows.sum[row], rows.positive[row]};
    const TargetSet<T> targets = rule.sets ? target_set_of(rows, row) : TargetSet<T>{};
    return smoothing_loss(smoothing, row, statistics, targets, rule, mean, logits);
}

}  // namespace cuxent::kernels
