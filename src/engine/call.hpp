// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
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
};

}  // namespace cuxent::impl
