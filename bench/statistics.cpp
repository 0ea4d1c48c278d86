// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "statistics.hpp"

#include <algorithm>
#include <cstddef>

namespace cuxent::bench {

Spread spread_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto percentile = [&](double fraction) {
        const double place = fraction * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        return values[below] +
               (place - static_cast<double>(below)) * (values[above] - values[below]);
    };
    return {percentile(0.1), percentile(0.5), percentile(0.9)};
}

Verdict compare(const Spread& spread, double bar) {
    if (spread.p10 > bar) return Verdict::kAbove;
    if (spread.p90 < bar) return Verdict::kBelow;
    return Verdict::kInconclusive;
}

}  // namespace cuxent::bench
