// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Ranks, for host and device.
//
//   rank = 1 + columns above the target           above: not less than nor equal to it, so that NaN
//   ties = other columns that are equal to it            stands above every number
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/host_device.h"

namespace cuxent::kernels {

/// Where a target stands among columns that are equal to it.
enum class TieRule { kRealistic, kOptimistic, kPessimistic };

/// Columns that stand above the target and beside it; the target itself is among them where it is
/// a number among the equal ones, else above.
struct RankCounts {
    std::int64_t above;
    std::int64_t equal;
};

struct Rank {
    std::int64_t rank;
    std::int64_t ties;
};

CUXENT_HOST_DEVICE inline Rank rank_of(const RankCounts& counts, bool target_is_nan) {
    return target_is_nan ? Rank{counts.above, counts.equal}
                         : Rank{1 + counts.above, counts.equal - 1};
}

/// Where a loss has taken the target out, and -infinity stands for every column that its row may
/// not see: whether an entry is above or beside the target.
template <class T>
CUXENT_HOST_DEVICE inline bool is_above(T entry, T target) {
    return !(entry <= target) && entry != -T(INFINITY);
}
template <class T>
CUXENT_HOST_DEVICE inline bool is_beside(T entry, T target) {
    return entry == target && entry != -T(INFINITY);
}

/// Ranks of the rows of a loss; either array may be null. A row begins with the rank of one that
/// sees no negative, and columns are added to it. One that does not count has rank 0.
struct RankArrays {
    std::int64_t* rank;
    std::int64_t* ties;

    CUXENT_HOST_DEVICE void begin(std::int64_t row, bool counts) const {
        if (rank != nullptr) rank[row] = counts ? 1 : 0;
        if (ties != nullptr) ties[row] = 0;
    }

    /// `counts` without the target. For one thread at a time.
    CUXENT_HOST_DEVICE void add(std::int64_t row, const RankCounts& counts) const {
        if (rank != nullptr) rank[row] += counts.above;
        if (ties != nullptr) ties[row] += counts.equal;
    }
};

/// Twice the rank by the rule: half ranks are whole numbers then.
CUXENT_HOST_DEVICE inline std::int64_t twice_rank(const Rank& rank, TieRule rule) {
    const std::int64_t ties = rule == TieRule::kRealistic    ? rank.ties
                              : rule == TieRule::kOptimistic ? 0
                                                             : 2 * rank.ties;
    return 2 * rank.rank + ties;
}

/// Whether a rank is at most k; twice a rank fits where twice k would not. A row without a rank, 0,
/// is in no top.
CUXENT_HOST_DEVICE inline bool is_in_top(std::int64_t twice, std::int64_t k) {
    return twice > 0 && (twice + 1) / 2 <= k;
}

/// What becomes of the means where rows have no rank.
enum class Unranked {
    kSpoil,    ///< they are NaN
    kLeftOut,  ///< they are those of the others; NaN where there is none
};

/// Rows that a mean is taken over; 0: it is NaN.
CUXENT_HOST_DEVICE inline double rows_of_mean(std::int64_t n, std::int64_t n_unranked,
                                              Unranked unranked) {
    const bool spoilt = unranked == Unranked::kSpoil && n_unranked != 0;
    return spoilt ? 0.0 : static_cast<double>(n - n_unranked);
}

CUXENT_HOST_DEVICE inline double mean_of(double sum, double n_rows) {
    return n_rows == 0 ? static_cast<double>(NAN) : sum / n_rows;
}

}  // namespace cuxent::kernels
