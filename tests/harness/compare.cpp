// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/compare.h"

#include <array>
#include <cmath>
#include <limits>
#include <sstream>
#include <utility>

#include "harness/element.h"

namespace harness {

namespace {

/// |got - want|; infinite where one is NaN or infinite and the other is not.
double distance(const Quantity& quantity, double got, double want, double limit) {
    if (std::isnan(got) && std::isnan(want)) return 0;
    if (got == want) return 0;
    const bool rounds_to_infinity =
        std::isinf(got) && std::abs(want) + limit >= format_of(quantity.type).overflow();
    if (rounds_to_infinity && std::signbit(got) == std::signbit(want)) return 0;
    const double error = std::abs(got - want);
    return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

/// Errors of one row: in L2, and the worst entry.
struct RowError {
    double length = 0;
    double worst = -1;
    std::size_t worst_entry = 0;
};

RowError row_error(const Quantity& quantity, const std::vector<double>& got, std::size_t row) {
    RowError out;
    double sum = 0;
    for (std::size_t k = row * quantity.width; k < (row + 1) * quantity.width; ++k) {
        const double error = distance(quantity, got[k], quantity.want[k], quantity.row_limit[row]);
        sum += error * error;
        if (error > out.worst) {
            out.worst = error;
            out.worst_entry = k;
        }
    }
    out.length = std::sqrt(sum);
    return out;
}

void describe(std::ostream& out, const Quantity& quantity, const std::vector<double>& got,
              std::size_t row, const RowError& error) {
    const std::size_t k = error.worst_entry;
    out << "  " << quantity.name << "[" << row << "][" << k % quantity.width << "]: got " << got[k]
        << ", want " << quantity.want[k] << "; row error " << error.length << ", limit "
        << quantity.row_limit[row] << "\n";
}

/// "" if ranks and ties, of which either may be empty, are what the ranges allow.
std::string rank_mismatch(const std::vector<reference::RankRange>& ranges,
                          const std::vector<std::int64_t>& rank,
                          const std::vector<std::int64_t>& ties) {
    std::ostringstream out;
    for (const auto* got : {&rank, &ties}) {
        if (got->empty() || got->size() == ranges.size()) continue;
        out << "  ranks: got " << got->size() << " rows, want " << ranges.size() << "\n";
        return out.str();
    }
    const auto lies = [](std::int64_t got, std::int64_t least, std::int64_t undecided) {
        return got >= least && got <= least + undecided;
    };
    for (std::size_t row = 0; row < ranges.size(); ++row) {
        const reference::RankRange& range = ranges[row];
        const std::int64_t first = range.counts ? 1 + range.above : 0;
        const bool is_right = (rank.empty() || lies(rank[row], first, range.undecided)) &&
                              (ties.empty() || lies(ties[row], range.beside, range.undecided)) &&
                              (rank.empty() || ties.empty() ||
                               lies(rank[row] + ties[row], first + range.beside, range.undecided));
        if (is_right) continue;
        out << "  row " << row << ": got rank " << (rank.empty() ? -1 : rank[row]) << " and "
            << (ties.empty() ? -1 : ties[row]) << " ties, want " << first << " and " << range.beside
            << ", with " << range.undecided << " undecided\n";
    }
    return out.str();
}

}  // namespace

std::string mismatch(const Quantity& quantity, const std::vector<double>& got) {
    constexpr std::size_t kShown = 4;
    std::ostringstream out;
    out.precision(9);
    if (got.size() != quantity.want.size()) {
        out << "  " << quantity.name << ": got " << got.size() << " entries, want "
            << quantity.want.size() << "\n";
        return out.str();
    }
    double total = 0;
    std::size_t n_wrong = 0;
    for (std::size_t row = 0; row < quantity.row_limit.size(); ++row) {
        const RowError error = row_error(quantity, got, row);
        total += error.length * error.length;
        if (error.length <= quantity.row_limit[row]) continue;
        if (n_wrong++ < kShown) describe(out, quantity, got, row, error);
    }
    if (n_wrong > 0) {
        out << "  " << quantity.name << ": " << n_wrong << " of " << quantity.row_limit.size()
            << " rows wrong\n";
    }
    // Written so that NaN fails.
    if (!(std::sqrt(total) <= quantity.total_limit)) {
        out << "  " << quantity.name << ": L2 error " << std::sqrt(total) << ", limit "
            << quantity.total_limit << "\n";
    }
    return out.str();
}

testing::AssertionResult agrees(const Observed& observed, const Expectation& expectation) {
    const std::array<std::pair<const std::vector<double>*, const Quantity*>, 7> pairs = {{
        {&observed.loss, &expectation.loss},
        {&observed.row_loss, &expectation.row_loss},
        {&observed.row_lse, &expectation.row_lse},
        {&observed.d_rows, &expectation.d_rows},
        {&observed.d_cols, &expectation.d_cols},
        {&observed.d_scale, &expectation.d_scale},
        {&observed.d_bias, &expectation.d_bias},
    }};
    std::string wrong;
    bool compared = false;
    for (const auto& [got, quantity] : pairs) {
        if (got->empty()) continue;
        compared = true;
        wrong += mismatch(*quantity, *got);
    }
    if (!observed.row_rank.empty() || !observed.row_ties.empty()) {
        compared = true;
        wrong += rank_mismatch(expectation.ranks, observed.row_rank, observed.row_ties);
    }
    if (!compared) return testing::AssertionFailure() << "nothing was computed";
    if (wrong.empty()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "\n" << wrong << "  repro: " << expectation.spec << "\n";
}

}  // namespace harness
