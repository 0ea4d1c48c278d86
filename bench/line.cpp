// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "line.hpp"

#include <utility>

namespace cuxent::bench {
namespace {

// Bytes that have to pass through memory: operands, and the similarities written and read.
double compulsory_bytes(const Line& line) {
    const BenchProblem& problem = line.problem;
    const auto operand = static_cast<double>((problem.n_rows + n_cols(problem)) * problem.dim) *
                         static_cast<double>(element_size(problem.type));
    const auto kept = static_cast<double>(line.footprint.kept);
    switch (line.mode) {
        case Mode::kForward:
            return operand + kept;
        case Mode::kBackward:
            return 2 * operand + kept;
        default:
            return 2 * operand + 2 * kept;
    }
}

template <class Value>
Spread spread_over(const std::vector<Round>& rounds, const Value& value) {
    std::vector<double> values;
    values.reserve(rounds.size());
    for (const Round& round : rounds) values.push_back(value(round));
    return spread_of(std::move(values));
}

}  // namespace

void summarize(const std::vector<Round>& rounds, Line& line) {
    const Spread one_call = spread_over(rounds, [](const Round& r) { return r.gemm.one_call; });
    const Spread per_thread =
        spread_over(rounds, [](const Round& r) { return r.gemm.call_per_thread; });
    const bool one_is_better = one_call.median > per_thread.median;
    const auto gemm_flops = [&](const Round& round) {
        return one_is_better ? round.gemm.one_call : round.gemm.call_per_thread;
    };

    const double flop = line.flop_factor * flop_unit(line.problem);
    line.n_rounds = static_cast<int>(rounds.size());
    line.seconds = spread_over(rounds, [](const Round& r) { return r.seconds; });
    line.baseline_seconds = spread_over(rounds, [](const Round& r) { return r.baseline_seconds; });
    line.flops = spread_over(rounds, [&](const Round& r) { return flop / r.seconds; });
    line.gemm_flops = spread_over(rounds, gemm_flops).median;
    line.gemm_fraction =
        spread_over(rounds, [&](const Round& r) { return flop / r.seconds / gemm_flops(r); });
    line.speedup =
        spread_over(rounds, [](const Round& r) { return r.baseline_seconds / r.seconds; });
    if (line.footprint.kept > 0) {
        line.bytes_per_second = compulsory_bytes(line) / line.seconds.median;
    }
}

}  // namespace cuxent::bench
