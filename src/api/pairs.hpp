// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.hpp"

namespace cuxent::impl {

/// The lists of pairs of an execute call: there where the plan wants them, and nowhere else. Throws
/// Failure; `is_host`: indices can be read, and are.
void check_pairs(const Plan& plan, const cuxentInputs& inputs, bool is_host);

}  // namespace cuxent::impl
