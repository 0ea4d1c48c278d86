// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file ranks.h
 * @brief Where the target of a row stands among the negatives that the row sees.
 *
 * Logits are compared in the arithmetic of the Result. Another arithmetic, with unit roundoff u,
 * may see those in another order that it cannot tell apart. With gamma = D u for a sum of D
 * products, whatever its order, (D / 2 + 6) u for each factor of a row that was normalised, and as
 * much again for what is of second order, a logit is off by at most
 *
 *     e_ij = u ((2 D + 24) (k + h) sum_k |z_ik z_jk| + 4 (|c_i| + |c_j|)),
 *
 * c_i where the rows are the columns, whose terms an entry has for both of its places. A negative
 * is surely above the target if its logit exceeds that of the target by more than both their
 * errors, surely beside it if they are the same and neither has an error, and undecided in between.
 */
#ifndef CUXENT_TESTS_REFERENCE_RANKS_H
#define CUXENT_TESTS_REFERENCE_RANKS_H

#include <cstdint>
#include <vector>

#include "reference/contrastive.h"

namespace reference {

/// Negatives of a row, by where they are from its target.
struct RankRange {
    bool counts = true;  ///< whether the row has a rank at all
    std::int64_t above = 0;
    std::int64_t beside = 0;
    std::int64_t undecided = 0;
};

/// Of every row of a loss with one target a row; `roundoff` 0: as they are, with nothing undecided.
template <typename Real>
std::vector<RankRange> rank_ranges(const Rule& rule, const Result<Real>& result, double roundoff);

extern template std::vector<RankRange> rank_ranges(const Rule&, const Result<float>&, double);
extern template std::vector<RankRange> rank_ranges(const Rule&, const Result<double>&, double);
extern template std::vector<RankRange> rank_ranges(const Rule&, const Result<long double>&, double);

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_RANKS_H
