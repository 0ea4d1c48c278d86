// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/scale_kind.hpp"

namespace cuxent::impl {

/// What the scale input of a problem is, in the words of the arithmetic.
inline kernels::ScaleKind scale_kind(const cuxentProblem& problem) {
    return scale_kind(problem.scale_kind);
}

}  // namespace cuxent::impl
