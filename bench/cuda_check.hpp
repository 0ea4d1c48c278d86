// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CUXENT_BENCH_CUDA_CHECK_HPP
#define CUXENT_BENCH_CUDA_CHECK_HPP

#include <cuda_runtime_api.h>

#include <stdexcept>
#include <string>

namespace cuxent::bench {

/// Throws std::runtime_error that names the call that failed.
inline void cuda_check(cudaError_t error, const char* call) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(call) + ": " + cudaGetErrorString(error));
    }
}

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_CUDA_CHECK_HPP
