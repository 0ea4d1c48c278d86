// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "plan/rule.hpp"

namespace cuxent::impl {

/// Checks the options of a softmax over classes, or that another loss has none of them set.
void check_classes(const cuxentProblem& problem, const Rule& rule);

}  // namespace cuxent::impl
