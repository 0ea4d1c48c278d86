// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "plan/rule.hpp"

namespace cuxent::impl {

/// The fields of a guide, but for sizes in memory. Throws Failure where they break a rule.
void check_guide(const cuxentProblem& problem, const Rule& rule);

}  // namespace cuxent::impl
