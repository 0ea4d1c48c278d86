// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file statistics.hpp
 * @brief Medians with their spread, and what a spread allows to conclude.
 */
#ifndef CUXENT_BENCH_STATISTICS_HPP
#define CUXENT_BENCH_STATISTICS_HPP

#include <vector>

namespace cuxent::bench {

struct Spread {
    double p10 = 0;
    double median = 0;
    double p90 = 0;
};

/// Percentiles with linear interpolation; the median of an even number of values is the mean of the
/// middle two. `values` is not empty.
Spread spread_of(std::vector<double> values);

enum class Verdict { kAbove, kBelow, kInconclusive };

/// Above or below only if the interval p10 to p90 does not contain the bar.
Verdict compare(const Spread& spread, double bar);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_STATISTICS_HPP
