// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cuxent/cuxent.h"
#include "engine/backend.hpp"
#include "plan/plan.hpp"

/// What the opaque handle of the C ABI points to.
struct cuxentHandle_st {
    std::unique_ptr<cuxent::impl::Backend> backend;
    cuxentLogCallback log_callback = nullptr;
    void* log_user = nullptr;
};

/// What the opaque plan of the C ABI points to.
struct cuxentPlan_st {
    const cuxent::impl::Plan plan;
};
