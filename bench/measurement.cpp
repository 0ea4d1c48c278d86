// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "measurement.hpp"

#include <algorithm>
#include <cmath>

namespace cuxent::bench {
namespace {

constexpr int kLeastRounds = 5;

}  // namespace

Measurement::Measurement(const BenchProblem& problem, const NamedDevice& device,
                         const Options& options, ThreadTeam& team)
    : options_(options),
      batch_(make_batch(problem, options.temperature, options.seed)),
      library_(*device.device, batch_, options.mode),
      baseline_(make_baseline(batch_, options.mode, options.baseline, team)),
      peak_(device.device->make_gemm_peak(problem.type, problem.dim)),
      library_entrant_(entrant(library_)),
      baseline_entrant_(entrant(*baseline_)) {
    line_.problem = problem;
    line_.mode = options.mode;
    line_.backend = device.name;
    line_.strategy = library_.strategy();
    line_.baseline_strategy = baseline_->strategy();
    line_.n_threads = options.n_threads;
    line_.footprint = library_.footprint();
    line_.flop_factor = flop_factor(problem, options.mode, library_.recomputes());
    line_.accuracy = check_results(library_.results(), baseline_->results(), batch_);
}

Measurement::Entrant Measurement::entrant(Contestant& contestant) const {
    constexpr int kMostCalls = 100000;
    contestant.seconds(1);
    const double once = std::min(contestant.seconds(1), contestant.seconds(1));
    const double n_calls = std::ceil(options_.sample_seconds / std::max(once, 1e-9));
    return {contestant, static_cast<int>(std::clamp(n_calls, 1.0, double{kMostCalls}))};
}

double Measurement::sample(const Entrant& entrant) {
    // Short calls meet their threads awake and their operands in cache, as within the sample.
    if (entrant.n_calls > 1) entrant.contestant.seconds(1);
    return entrant.contestant.seconds(entrant.n_calls) / entrant.n_calls;
}

double Measurement::run_round() {
    Round round{};
    round.gemm = peak_->measure();
    const bool library_first = rounds_.size() % 2 == 0;
    if (library_first) round.seconds = sample(library_entrant_);
    round.baseline_seconds = sample(baseline_entrant_);
    if (!library_first) round.seconds = sample(library_entrant_);
    rounds_.push_back(round);
    return round.seconds;
}

Line Measurement::line() const {
    Line line = line_;
    summarize(rounds_, line);
    return line;
}

int rounds_for(const BenchProblem& problem, const Options& options, double sgemm_flops) {
    constexpr double kOverhead = 1.5;  // the rate of a whole step is below that of its products
    const double precision = problem.type == CUXENT_TYPE_FLOAT64 ? 2 : 1;
    const double step = precision * kOverhead * 4 * flop_unit(problem) / sgemm_flops;
    const double peak = precision * peak_flop(problem.dim) * (1 + options.n_threads) / sgemm_flops;
    const double round = 2 * std::max(step, options.sample_seconds) + peak;
    const double fitting = options.line_seconds / round;
    return static_cast<int>(
        std::clamp(fitting, double{kLeastRounds},
                   static_cast<double>(std::max(options.max_rounds, kLeastRounds))));
}

}  // namespace cuxent::bench
