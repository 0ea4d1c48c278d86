// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// One thread a row, in blocks of kThreads.
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

__device__ inline std::int64_t row_of_thread() {
    return static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
}

}  // namespace cuxent::kernels
