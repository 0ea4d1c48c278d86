// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calls/similarity_calls.hpp"
#include "cpu/thread_team.hpp"

namespace cuxent::impl {

/// Ranks row by row, then their mean and the share of rows in the top.
void cpu_rank_targets(const RankCall& call, ThreadTeam& team);

/// The second of that, of ranks that are there. Rows of rank 0 are left out.
void cpu_summarize_ranks(const RankSummaryCall& call);

}  // namespace cuxent::impl
