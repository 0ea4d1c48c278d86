// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file gemm_peak_cuda.hpp
 * @brief cuBLAS's own rate for the product of gemm_peak.hpp, on the device's stream.
 */
#ifndef CUXENT_BENCH_GEMM_PEAK_CUDA_HPP
#define CUXENT_BENCH_GEMM_PEAK_CUDA_HPP

#include "device.hpp"

namespace cuxent::bench {

/// `device` is a CUDA device and outlives the result.
std::unique_ptr<GemmPeak> make_cuda_gemm_peak(cuxentType type, std::int64_t dim, Device& device);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_GEMM_PEAK_CUDA_HPP
