// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

namespace cuxent::impl {

// What an embedding table brings to the arguments of an execute call. Each throws Failure where the
// plan has a table and something is missing or wrong, or where it has none and something is there.

/// `is_host`: indices can be read, and are.
void check_table_inputs(const Plan& plan, const cuxentInputs& inputs, bool is_host);
void check_table_outputs(const Plan& plan, const cuxentOutputs& outputs);
void check_table_gradients(const Plan& plan, const cuxentGradients& gradients);

}  // namespace cuxent::impl
