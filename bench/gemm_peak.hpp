// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file gemm_peak.hpp
 * @brief The yardstick of "% of sgemm": the vendor's own rate for a 2048 x 2048 x dim product,
 * measured beside every sample because a shared machine changes its mind. OpenBLAS's on all threads
 * for the CPU backend, cuBLAS's for CUDA (gemm_peak_cuda.hpp).
 */
#ifndef CUXENT_BENCH_GEMM_PEAK_HPP
#define CUXENT_BENCH_GEMM_PEAK_HPP

#include <cstdint>
#include <memory>

#include "cuxent/cuxent.h"
#include "thread_team.hpp"

namespace cuxent::bench {

/// Rows and columns of the product.
inline constexpr std::int64_t kPeakRows = 2048;

constexpr double peak_flop(std::int64_t dim) {
    return 2.0 * kPeakRows * kPeakRows * static_cast<double>(dim);
}

/// FLOP/s of the two ways to occupy the threads of a CPU. OpenBLAS keeps each call on its thread
/// here, so a threaded call is one product cut into blocks of rows.
struct GemmRates {
    double one_call;         ///< one product shared by all threads, or by a GPU
    double call_per_thread;  ///< a whole product for each thread; 0 on a GPU
};

class GemmPeak {
 public:
    virtual ~GemmPeak() = default;
    virtual GemmRates measure() = 0;
};

/// sgemm, or dgemm for FLOAT64. `team` outlives the result.
std::unique_ptr<GemmPeak> make_cpu_gemm_peak(cuxentType type, std::int64_t dim, ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_GEMM_PEAK_HPP
