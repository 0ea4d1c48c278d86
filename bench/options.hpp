// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file options.hpp
 * @brief The command line.
 */
#ifndef CUXENT_BENCH_OPTIONS_HPP
#define CUXENT_BENCH_OPTIONS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "materialized.hpp"
#include "problem.hpp"

namespace cuxent::bench {

/// A backend and what it is called on the command line.
using NamedBackend = std::pair<std::string, cuxentBackend>;

struct Options {
    std::vector<BenchProblem> problems;
    std::vector<NamedBackend> backends;
    Mode mode = Mode::kForwardBackward;
    BaselineForm baseline = BaselineForm::kBest;
    double temperature = 0.1;
    std::uint64_t seed = 1;
    int n_threads = 0;
    int max_rounds = 31;
    double line_seconds = 20;       ///< about how long a line may take
    double sample_seconds = 0.005;  ///< calls are repeated to fill a sample
    std::string json;
    bool list = false;
    bool one_call = false;  ///< one step of each problem, counted by whoever watches, not timed
    std::optional<double> require_sgemm_fraction;
    std::optional<double> require_speedup;
    std::vector<std::string> google_benchmark;  ///< arguments left for Google Benchmark
};

/// Ends the process for --help and for arguments it cannot parse; throws std::exception for problem
/// lists it cannot read.
Options parse_options(int argc, char** argv);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_OPTIONS_HPP
