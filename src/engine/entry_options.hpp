// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/index.hpp"
#include "engine/call.hpp"
#include "kernels/entry_math.h"

namespace cuxent::impl {

/// What a call asks of its entries beside their similarity.
template <class T>
kernels::EntryOptions<T> entry_options(const Call& call) {
    const cuxentProblem& problem = call.plan.problem;
    const cuxentInputs& inputs = call.inputs;
    const bool symmetric = call.plan.rule.symmetric();
    return {static_cast<const T*>(inputs.col_bias),
            label_array(inputs.row_ids, problem.label_type),
            label_array(symmetric ? inputs.row_ids : inputs.col_ids, problem.label_type),
            problem.hardness,
            problem.softcap,
            symmetric,
            call.plan.guide_bits(static_cast<kernels::GuideBits::Word*>(call.buffers.guide.bits))};
}

}  // namespace cuxent::impl
