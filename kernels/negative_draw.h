// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// How negatives are drawn, for host and device. Slot k of anchor i has random numbers of its own,
// counted by (anchor, k, step) under the seed: who draws them, and in which order, has no say.
//
//   excluded rows   the positive, on request the anchor; a draw below V - (their number) steps over
//                   them, so that nothing is drawn twice for their sake
//   with repeats    each slot is uniform over the rows that are left
//   without         Floyd's algorithm (Bentley and Floyd 1987, "A Sample of Brilliance"): K draws
//                   give each set of K rows with the same probability; the order of the slots is
//                   not random
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/philox.h"

namespace cuxent::kernels {

struct NegativeDraw {
    std::int64_t n_rows;       ///< anchors
    std::int64_t n_negatives;  ///< of each
    std::int64_t n_table_rows;
    std::int64_t row_offset;  ///< of the first anchor in the whole batch
    bool without_repeats;
    std::uint64_t seed;
};

/// Uniform in [0, bound), bound >= 1: as many bits as the largest result has, again until they are
/// below the bound. A counter has 48 bits for the slot and 16 for the tries, of which every other
/// one at least is good.
CUXENT_HOST_DEVICE inline std::int64_t draw_below(std::int64_t bound, std::uint64_t slot,
                                                  std::uint64_t step, std::uint64_t seed) {
    auto mask = static_cast<std::uint64_t>(bound) - 1;
    for (unsigned shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
    for (std::uint32_t attempt = 0;; ++attempt) {
        const auto high_slot = static_cast<std::uint32_t>(slot >> 32U) & 0xFFFFU;
        const PhiloxWords random =
            philox({{static_cast<std::uint32_t>(slot), high_slot | attempt << 16U,
                     static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32U)}},
                   seed);
        for (int half = 0; half < 2; ++half) {
            const std::uint64_t bits =
                std::uint64_t{random.at[2 * half + 1]} << 32U | random.at[2 * half];
            const auto result = static_cast<std::int64_t>(bits & mask);
            if (result < bound) return result;
        }
    }
}

/// Rows that an anchor may not draw, in ascending order.
struct Excluded {
    std::int64_t row[2];
    int n;

    /// A row outside the table excludes nothing.
    CUXENT_HOST_DEVICE void add(std::int64_t more, std::int64_t n_table_rows) {
        if (more < 0 || more >= n_table_rows || (n == 1 && row[0] == more)) return;
        const bool first = n == 1 && more < row[0];
        row[n] = first ? row[0] : more;
        if (first) row[0] = more;
        ++n;
    }

    /// The row that is number `place` among those left.
    CUXENT_HOST_DEVICE std::int64_t nth_left(std::int64_t place) const {
        for (int i = 0; i < n; ++i) place += place >= row[i] ? 1 : 0;
        return place;
    }
};

/// The two rows of which slot k takes the first, unless it is to be without repeats and the first
/// has been drawn for an earlier slot; the second has not.
struct Candidates {
    std::int64_t drawn;
    std::int64_t instead;
};

CUXENT_HOST_DEVICE inline Candidates candidates(const NegativeDraw& draw, const Excluded& excluded,
                                                std::int64_t i, std::int64_t k,
                                                std::uint64_t step) {
    const auto slot = static_cast<std::uint64_t>((draw.row_offset + i) * draw.n_negatives + k);
    const std::int64_t n_left = draw.n_table_rows - excluded.n;
    const std::int64_t bound = draw.without_repeats ? n_left - draw.n_negatives + k + 1 : n_left;
    return {excluded.nth_left(draw_below(bound, slot, step, draw.seed)),
            excluded.nth_left(bound - 1)};
}

}  // namespace cuxent::kernels
