// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "requirements.hpp"

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <string>

namespace cuxent::bench {
namespace {

Spread scaled(const Spread& spread, double factor) {
    return {spread.p10 * factor, spread.median * factor, spread.p90 * factor};
}

ExitStatus status_of(const Spread& spread, double bar) {
    if (spread.median >= bar) return kSuccess;
    return compare(spread, bar) == Verdict::kBelow ? kBarMissed : kUndecided;
}

const char* word(ExitStatus status) {
    if (status == kSuccess) return "reached";
    return status == kBarMissed ? "MISSED" : "undecided";
}

// A bar missed says more than one undecided, wrong results say more than both.
int severity(ExitStatus status) {
    switch (status) {
        case kSuccess:
            return 0;
        case kUndecided:
            return 1;
        case kBarMissed:
            return 2;
        default:
            return 3;
    }
}

ExitStatus worse(ExitStatus a, ExitStatus b) {
    return severity(a) > severity(b) ? a : b;
}

ExitStatus check(const Line& line, const Spread& spread, double bar, const std::string& what,
                 std::ostream& out) {
    const ExitStatus status = status_of(spread, bar);
    char numbers[120];
    std::snprintf(numbers, sizeof numbers, "%.3f [%.3f-%.3f], wanted %.3f: ", spread.median,
                  spread.p10, spread.p90, bar);
    out << to_string(line.problem) << ' ' << to_string(line.mode) << ' ' << line.backend << ": "
        << what << ' ' << numbers << word(status) << '\n';
    return status;
}

}  // namespace

ExitStatus check_requirements(const std::vector<Line>& lines, const Options& options,
                              std::ostream& out) {
    ExitStatus worst = kSuccess;
    const bool required = options.require_sgemm_fraction || options.require_speedup;
    if (lines.empty() && required) {
        out << "nothing was measured, so no bar was reached\n";
        return kCannotRun;
    }
    for (const Line& line : lines) {
        if (!line.accuracy.accurate) {
            out << to_string(line.problem) << ' ' << line.backend << ": WRONG RESULTS\n";
            worst = worse(worst, kCannotRun);
        }
        if (options.require_sgemm_fraction) {
            // One count for every strategy, so that keeping similarities can only help.
            const int common = flop_factor(line.problem, line.mode, true);
            const Spread fraction =
                scaled(line.gemm_fraction, static_cast<double>(common) / line.flop_factor);
            worst = worse(
                worst,
                check(line, fraction, *options.require_sgemm_fraction,
                      "of sgemm's rate, over " + flop_text(common, line.problem) + " FLOP,", out));
        }
        if (options.require_speedup) {
            worst = worse(worst,
                          check(line, line.speedup, *options.require_speedup, "x baseline", out));
        }
    }
    return worst;
}

}  // namespace cuxent::bench
