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
};

}  // namespace cuxent::impl
