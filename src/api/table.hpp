// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/integers.h"
#include "plan/plan.hpp"

namespace cuxent::impl {

// What an embedding table brings to the arguments of an execute call. Each throws Failure where the
// plan has a table and something is missing or wrong, or where it has none and something is there.

/// `is_host`: indices can be read, and are.
void check_table_inputs(const Plan& plan, const cuxentInputs& inputs, bool is_host);
void check_table_outputs(const Plan& plan, const cuxentOutputs& outputs);
void check_table_gradients(const Plan& plan, const cuxentGradients& gradients);

/// The indices of an argument: aligned, and where they can be read each a row of the table.
void check_table_indices(const char* argument, const kernels::Integers& indices, std::int64_t n,
                         std::int64_t n_table_rows, bool is_host);

}  // namespace cuxent::impl
