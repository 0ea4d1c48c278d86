// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file line.hpp
 * @brief One line of the result: a problem in a mode on a backend, compared with the baseline and
 * with OpenBLAS's own rate round by round.
 */
#ifndef CUXENT_BENCH_LINE_HPP
#define CUXENT_BENCH_LINE_HPP

#include <string>
#include <vector>

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

/// Relative differences of loss and gradient (L2), as results of the library go.
struct Errors {
    double loss = 0;
    double gradient = 0;
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

    int flop_factor = 0;  ///< FLOP = flop_factor * M^2 D
    Spread seconds;
    Spread baseline_seconds;
    Spread flops;                 ///< FLOP/s
    double gemm_flops = 0;        ///< median, the better of the two ways
    Spread gemm_fraction;         ///< FLOP/s over OpenBLAS's of the same round
    Spread speedup;               ///< the baseline's seconds over the library's of the same round
    double bytes_per_second = 0;  ///< 0: no similarities in memory, nothing to count

    Errors from_baseline;
    Errors from_oracle;  ///< of small problems
    Errors baseline_from_oracle;
    bool oracle_used = false;
    double tolerance = 0;  ///< for each of the errors
    bool accurate = false;
};

/// Largest errors a line may have: 32 u (1 / temperature + sqrt D) with the unit roundoff u of the
/// arithmetic, and for 16-bit gradients two roundings.
double error_tolerance(const BenchProblem& problem, double temperature);

Errors difference(const LossAndGradient& got, const LossAndGradient& want);

/// Fills in what the rounds say. Problem, mode, footprint and strategy are there already.
void summarize(const std::vector<Round>& rounds, Line& line);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_LINE_HPP
