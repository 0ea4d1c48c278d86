// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file line.hpp
 * @brief One line of the result: a problem in a mode on a backend, compared with the baseline and
 * with the rate of the device's own sgemm round by round.
 */
#ifndef CUXENT_BENCH_LINE_HPP
#define CUXENT_BENCH_LINE_HPP

#include <string>
#include <vector>

#include "accuracy.hpp"
#include "gemm_peak.hpp"
#include "library.hpp"
#include "problem.hpp"
#include "statistics.hpp"

namespace cuxent::bench {

/// One visit to each contestant, a few milliseconds apart.
struct Round {
    double seconds;           ///< a call of the library
    double baseline_seconds;  ///< a call of the baseline
    GemmRates gemm;
};

struct Line {
    BenchProblem problem;
    Mode mode = Mode::kForwardBackward;
    std::string backend;
    std::string strategy;           ///< of the library: kept or recompute
    std::string baseline_strategy;  ///< form/block/threads
    int n_threads = 0;
    int n_rounds = 0;
    Footprint footprint{};

    int flop_factor = 0;  ///< FLOP = flop_factor * flop_unit()
    Spread seconds;
    Spread baseline_seconds;
    Spread flops;                 ///< FLOP/s
    double gemm_flops = 0;        ///< median, the better of the two ways
    Spread gemm_fraction;         ///< FLOP/s over sgemm's of the same round
    Spread speedup;               ///< the baseline's seconds over the library's of the same round
    double bytes_per_second = 0;  ///< 0: no similarities in memory, nothing to count

    Accuracy accuracy;
};

/// Fills in what the rounds say. Problem, mode, footprint and strategy are there already.
void summarize(const std::vector<Round>& rounds, Line& line);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_LINE_HPP
