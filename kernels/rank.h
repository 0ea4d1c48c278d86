// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Ranks, for host and device.
//
//   rank = 1 + columns above the target           above: not less than nor equal to it, so that NaN
//   ties = other columns that are equal to it            stands above every number
#pragma once

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

/// Twice the rank by the rule: half ranks are whole numbers then.
CUXENT_HOST_DEVICE inline std::int64_t twice_rank(const Rank& rank, TieRule rule) {
    const std::int64_t ties = rule == TieRule::kRealistic    ? rank.ties
                              : rule == TieRule::kOptimistic ? 0
                                                             : 2 * rank.ties;
    return 2 * rank.rank + ties;
}

/// Whether a rank is at most k; twice a rank fits where twice k would not.
CUXENT_HOST_DEVICE inline bool is_in_top(std::int64_t twice, std::int64_t k) {
    return (twice + 1) / 2 <= k;
}

}  // namespace cuxent::kernels
