// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// One thread a row, or an element of a row, in blocks of kThreads.
#pragma once

#include <cstdint>

namespace cuxent::kernels {

inline constexpr int kThreads = 128;

__host__ __device__ inline std::int64_t divide_up(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

inline unsigned thread_grid(std::int64_t n_rows) {
    return static_cast<unsigned>(divide_up(n_rows, kThreads));
}

/// A column of blocks for each row, with threads for its elements as far as a grid reaches.
inline dim3 grid_of_rows(std::int64_t n_rows, std::int64_t dim) {
    constexpr std::int64_t kMostDown = 65535;
    const std::int64_t down = divide_up(dim, kThreads);
    return dim3(static_cast<unsigned>(n_rows),
                static_cast<unsigned>(down < kMostDown ? down : kMostDown));
}

__device__ inline std::int64_t row_of_thread() {
    return static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
}

}  // namespace cuxent::kernels
