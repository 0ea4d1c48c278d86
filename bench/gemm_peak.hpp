// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file gemm_peak.hpp
 * @brief The yardstick of "% of sgemm": OpenBLAS's own rate for a 2048 x 2048 x dim product on all
 * threads, measured beside every sample because a shared machine changes its mind.
 */
#ifndef CUXENT_BENCH_GEMM_PEAK_HPP
#define CUXENT_BENCH_GEMM_PEAK_HPP

#include <cstdint>
#include <memory>

#include "cuxent/cuxent.h"
#include "thread_team.hpp"

namespace cuxent::bench {

/// FLOP/s of the two ways to occupy the threads. OpenBLAS keeps each call on its thread here, so a
/// threaded call is one product cut into blocks of rows.
struct GemmRates {
    double one_call;         ///< one product shared by all threads
    double call_per_thread;  ///< a whole product for each thread
};

class GemmPeak {
 public:
    virtual ~GemmPeak() = default;
    virtual GemmRates measure() = 0;
};

/// sgemm, or dgemm for FLOAT64. `team` outlives the result.
std::unique_ptr<GemmPeak> make_gemm_peak(cuxentType type, std::int64_t dim, ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_GEMM_PEAK_HPP
