// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_ranks.hpp"

#include <cmath>
#include <cstdint>

#include "base/index.hpp"
#include "base/tie_rule.hpp"
#include "base/with_arithmetic.hpp"
#include "cpu/logit_row_kernels.hpp"
#include "cpu/row_kernels.hpp"
#include "cpu/rows.hpp"

namespace cuxent::impl {
namespace {

std::int64_t target_of(const RankCall& call, std::int64_t row) {
    const kernels::Integers targets = index_array(call.targets, call.what.target_type);
    return targets.data == nullptr ? row + call.what.target_offset : targets[row];
}

template <class T>
void rank_row(const RankCall& call, std::int64_t row) {
    const cuxentRanking& what = call.what;
    const void* similarities = row_of(call.similarities, what.type, row);
    T target = 0;
    widen_row(element_at(similarities, what.type, target_of(call, row)), what.type, 1, &target);
    const auto counts = count_above(similarities, what.type, what.n_cols, target);
    const kernels::Rank rank = kernels::rank_of(counts, std::isnan(target));
    call.results.rank[row] = rank.rank;
    call.results.ties[row] = rank.ties;
}

/// Sums of whole numbers: exact, in whatever order.
template <class T>
void summarize(const RankSummaryCall& call) {
    const cuxentRanking& what = call.what;
    const kernels::TieRule rule = tie_rule(what.ties);
    const auto rank = [&](std::int64_t row) {
        return twice_rank({call.rank[row], call.ties[row]}, rule);
    };
    std::int64_t sum = 0;
    std::int64_t n_unranked = 0;
    for (std::int64_t row = 0; row < what.n_rows; ++row) {
        sum += rank(row);
        n_unranked += rank(row) == 0 ? 1 : 0;
    }
    const double n = kernels::rows_of_mean(what.n_rows, n_unranked, kernels::Unranked::kLeftOut);
    if (call.mean_rank != nullptr) {
        *static_cast<T*>(call.mean_rank) =
            static_cast<T>(kernels::mean_of(static_cast<double>(sum) / 2, n));
    }
    for (int i = 0; call.top != nullptr && i < what.n_top; ++i) {
        std::int64_t hits = 0;
        for (std::int64_t row = 0; row < what.n_rows; ++row) {
            hits += kernels::is_in_top(rank(row), what.top[i]) ? 1 : 0;
        }
        static_cast<T*>(call.top)[i] =
            static_cast<T>(kernels::mean_of(static_cast<double>(hits), n));
    }
}

}  // namespace

void cpu_rank_targets(const RankCall& call, ThreadTeam& team) {
    with_arithmetic(call.what.type, [&](auto zero) {
        using T = decltype(zero);
        for_rows(team, team.size(), call.what.n_rows, call.what.n_cols,
                 [&](std::int64_t row) { rank_row<T>(call, row); });
        const cuxentRankResults& results = call.results;
        // No row is without a target: such a call has been refused.
        summarize<T>(
            {call.what, results.rank, results.ties, results.mean_rank, results.top, call.stream});
    });
}

void cpu_summarize_ranks(const RankSummaryCall& call) {
    with_arithmetic(call.what.type, [&](auto zero) { summarize<decltype(zero)>(call); });
}

}  // namespace cuxent::impl
