// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file measurement.hpp
 * @brief Runs a problem: checks the results, then measures in rounds.
 *
 * The rates of a shared machine move by a factor of two within an hour, those of two variants
 * together. So every round visits library, baseline and sgemm within a few milliseconds, their
 * ratios are taken round by round, and the medians of the ratios are what is compared.
 */
#ifndef CUXENT_BENCH_MEASUREMENT_HPP
#define CUXENT_BENCH_MEASUREMENT_HPP

#include <memory>

#include "baseline.hpp"
#include "line.hpp"
#include "options.hpp"
#include "thread_team.hpp"

namespace cuxent::bench {

class Measurement {
 public:
    /// Device and team outlive the result. Allocates, tunes the baseline and checks the results of
    /// both contestants. Throws what the library throws.
    Measurement(const BenchProblem& problem, const NamedDevice& device, const Options& options,
                ThreadTeam& team);

    /// Seconds of a call of the library in this round.
    double run_round();

    /// What the rounds so far say.
    [[nodiscard]] Line line() const;

 private:
    // A contestant with the number of calls that fills a sample.
    struct Entrant {
        Contestant& contestant;
        int n_calls;
    };
    static double sample(const Entrant& entrant);
    [[nodiscard]] Entrant entrant(Contestant& contestant) const;

    const Options& options_;
    const Batch batch_;
    Library library_;
    const std::unique_ptr<Contestant> baseline_;
    const std::unique_ptr<GemmPeak> peak_;
    const Entrant library_entrant_;
    const Entrant baseline_entrant_;
    std::vector<Round> rounds_;
    Line line_;
};

/// Rounds that fit into the time of a line, given the rate of sgemm.
int rounds_for(const BenchProblem& problem, const Options& options, double sgemm_flops);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_MEASUREMENT_HPP
