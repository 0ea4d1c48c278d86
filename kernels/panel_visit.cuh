// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// How a block of threads lies on a panel of similarities, for every elementwise kernel on panels.
//
//   blockIdx.x   column chunk: kThreads threads of Vector<T>::kSize neighbouring columns each
//   blockIdx.y   row chunk: kRowsPerBlock rows, which each thread goes down in turn
//
// A warp reads and writes 512 contiguous bytes of a row at a time. A thread keeps what belongs to
// its columns in registers for all rows of the block.
#pragma once

#include "kernels/launch.h"
#include "kernels/thread_visit.cuh"
#include "kernels/vector.cuh"

namespace cuxent::kernels {

inline constexpr int kWarps = kThreads / 32;
inline constexpr int kRowsPerBlock = 32;

template <class T>
inline constexpr int kColumnsPerBlock = kThreads* Vector<T>::kSize;

template <class T>
dim3 panel_grid(const Panel<T>& panel) {
    return dim3(static_cast<unsigned>(divide_up(panel.n_cols, kColumnsPerBlock<T>)),
                static_cast<unsigned>(divide_up(panel.n_rows, kRowsPerBlock)));
}

/// First of this thread's columns, relative to the panel; it may lie beyond the last.
template <class T>
__device__ inline std::int64_t first_column() {
    return (static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x) * Vector<T>::kSize;
}

/// First row of this block, relative to the panel.
__device__ inline std::int64_t first_row() {
    return static_cast<std::int64_t>(blockIdx.y) * kRowsPerBlock;
}

/// Position of a row's diagonal column among this thread's columns; outside [0, kSize) mostly.
template <class T>
__device__ inline std::int64_t position_of(const Diagonal& diagonal, const Panel<T>& panel,
                                           std::int64_t r, std::int64_t c) {
    const std::int64_t row = panel.row_begin + r;
    if (diagonal.labels.exist()) {
        const std::int64_t label = diagonal.labels.column(row);
        return label < 0 ? -Diagonal::kNowhere : label - panel.col_begin - c;
    }
    const std::int64_t column = row + diagonal.shift[row < diagonal.n_in_view ? 0 : 1];
    return column - panel.col_begin - c;
}

}  // namespace cuxent::kernels
