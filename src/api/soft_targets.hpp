// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

namespace cuxent::impl {

/// Checks the weights of targets of an execute call: they are there where the plan weighs targets,
/// and only there.
void check_soft_targets(const Plan& plan, const cuxentInputs& inputs);

}  // namespace cuxent::impl
