// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The statistics of a row of a softmax over classes, gathered from their arrays.
#pragma once

#include "kernels/launch.h"

namespace cuxent::kernels {

/// Of a row that counts.
template <class T>
__device__ inline ClassStatistics<T> class_statistics(const RowArrays<T>& rows,
                                                      const ClassRows<T>& class_rows,
                                                      const EntryOptions<T>& entries,
                                                      const RowLabels& labels, std::int64_t row) {
    return {rows.shift[row], rows.sum[row], class_rows.cosine[row], class_rows.sine[row],
            entries.col_term(labels.column(row))};
}

}  // namespace cuxent::kernels
