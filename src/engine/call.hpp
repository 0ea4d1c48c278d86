// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "kernels/rank.h"
#include "plan/buffers.hpp"
#include "plan/plan.hpp"

namespace cuxent::impl {

/// One execute call: the plan, what the caller brought, and the memory carved from it.
struct Call {
    const Plan& plan;
    cuxentInputs inputs;
    cuxentUpstream upstream;
    cuxentOutputs outputs;
    cuxentGradients gradients;
    Buffers buffers;
    cuxentStream stream;

    [[nodiscard]] kernels::RankArrays ranks() const { return {outputs.row_rank, outputs.row_ties}; }
    [[nodiscard]] bool wants_ranks() const {
        return outputs.row_rank != nullptr || outputs.row_ties != nullptr;
    }

    bool single_pass = false;  ///< loss and gradient come from one visit of the tiles
};

/// Whether a call with both passes can take them in one. Of square tiles the gradient of a column
/// wants the complete statistics of all its rows; that of a row can be put right when they are, but
/// not where a softcap has made something else of each entry.
inline bool can_take_a_single_pass(const Plan& plan, const cuxentGradients& gradients) {
    const bool wants_columns =
        gradients.cols[0].data != nullptr || gradients.cols[1].data != nullptr;
    return plan.combined == CUXENT_STRATEGY_SINGLE_PASS ||
           (plan.rows_stand_alone() && !wants_columns && plan.problem.softcap == 0);
}

}  // namespace cuxent::impl
