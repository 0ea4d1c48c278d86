// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "held_out.h"

#include <cstdint>
#include <vector>

#include "cosines.h"
#include "cuxent/cuxent.hpp"

namespace vocabulary {
namespace {

double auc_of(const digits::Matrix& cosines, std::span<const std::int32_t> positives) {
    double above = 0.0;
    double n = 0.0;
    for (std::size_t i = 0; i < positives.size(); ++i) {
        const auto row = cosines.row(i);
        const float own = row[static_cast<std::size_t>(positives[i])];
        for (const std::int32_t other : positives) {
            if (other == positives[i]) continue;
            const float cosine = row[static_cast<std::size_t>(other)];
            above += own > cosine ? 1.0 : own == cosine ? 0.5 : 0.0;
            n += 1.0;
        }
    }
    return n > 0.0 ? above / n : 0.5;
}

/// The anchor itself is above every other word, and is not counted.
double mean_rank_of(const cuxent::Handle& handle, const digits::Matrix& cosines,
                    std::span<const std::int32_t> positives) {
    cuxentRanking ranking{};
    ranking.n_rows = static_cast<std::int64_t>(cosines.rows);
    ranking.n_cols = static_cast<std::int64_t>(cosines.cols);
    std::vector<std::int64_t> ranks(cosines.rows);
    std::vector<std::int64_t> ties(cosines.rows);
    float mean_rank = 0.0F;
    cuxentRankResults results{};
    results.rank = ranks.data();
    results.ties = ties.data();
    results.mean_rank = &mean_rank;
    cuxent::rank_targets(handle, ranking, {cosines.values.data(), ranking.n_cols}, positives.data(),
                         results);
    return static_cast<double>(mean_rank) - 1.0;
}

}  // namespace

HeldOutScore score(const digits::Matrix& table, std::span<const WordPair> pairs) {
    std::vector<std::int32_t> anchors;
    std::vector<std::int32_t> positives;
    for (const WordPair& pair : pairs) {
        anchors.push_back(pair.anchor);
        positives.push_back(pair.positive);
    }
    const cuxent::Handle handle;
    const digits::Matrix cosines = cosines_with_all(handle, table, anchors);
    return {auc_of(cosines, positives), mean_rank_of(handle, cosines, positives)};
}

}  // namespace vocabulary
