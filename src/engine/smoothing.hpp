// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/call.hpp"
#include "engine/set_members.hpp"
#include "kernels/smoothing_math.h"

namespace cuxent::impl {

/// Label smoothing, and which columns it takes the mean of.
inline kernels::Smoothing smoothing(const Call& call) {
    constexpr std::int64_t kNowhere = kernels::SeenColumns::kNowhere;
    const Plan& plan = call.plan;
    const Place& place = plan.place;
    const Rule& rule = plan.rule;
    if (rule.gathered()) {
        // Each row's own columns, in the numbers that the softmax sees of them.
        const std::int64_t n = plan.gathered().n_columns();
        return {plan.label_smoothing(),
                0,
                {place.rows.n,
                 n,
                 place.rows.count(),
                 n,
                 false,
                 false,
                 {kNowhere, kNowhere},
                 {kNowhere, kNowhere},
                 {},
                 {},
                 static_cast<const std::int64_t*>(call.buffers.gathered.n_seen)}};
    }
    kernels::Smoothing result{plan.label_smoothing(),
                              plan.problem.hardness,
                              {place.rows.n,
                               place.cols.n,
                               place.rows.count(),
                               place.cols.count(),
                               rule.across_views,
                               rule.has_sets(),
                               {kNowhere, kNowhere},
                               {kNowhere, kNowhere},
                               set_labels(call),
                               pair_bits(call),
                               nullptr}};
    for (const Run& run : place.runs(0, place.rows.count(), 0, place.cols.count())) {
        if (run.row_begin == run.row_end) continue;
        const int view = run.row_begin < place.rows.n ? 0 : 1;
        if (run.role == Role::kTarget) result.seen.target[view] = run.shift;
        // Of two views that are compared across, a row's own column is in no group of its row.
        if (run.role == Role::kOut && !rule.across_views) result.seen.own[view] = run.shift;
    }
    return result;
}

}  // namespace cuxent::impl
