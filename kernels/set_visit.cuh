// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the entries of a panel are where the targets of a row are the columns with its label.
#pragma once

#include <cstdint>

#include "kernels/panel_visit.cuh"

namespace cuxent::kernels {

enum class Entry { kOut, kNegative, kTarget };

/// Labels of a thread's columns, for all rows of its block.
template <class T>
struct ColumnLabels {
    std::int64_t at[Vector<T>::kSize];

    __device__ ColumnLabels(const SetLabels& labels, const Panel<T>& panel) {
        const std::int64_t c = first_column<T>();
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) {
            at[j] = c + j < panel.n_cols ? labels.cols[panel.col_begin + c + j] : 0;
        }
    }
};

/// A row's label, and where among the thread's columns its own and the panel's end are.
template <class T>
struct RowLabel {
    std::int64_t label, self, n_left;

    __device__ RowLabel(const SetLabels& labels, const Panel<T>& panel, const Diagonal& diagonal,
                        std::int64_t r, std::int64_t c)
        : label(labels.rows[panel.row_begin + r]),
          self(position_of(diagonal, panel, r, c)),
          n_left(panel.n_cols - c) {}
};

template <class T>
__device__ inline Entry entry_of(const RowLabel<T>& row, const ColumnLabels<T>& columns, int j) {
    if (j == row.self || j >= row.n_left) return Entry::kOut;
    return columns.at[j] == row.label ? Entry::kTarget : Entry::kNegative;
}

}  // namespace cuxent::kernels
