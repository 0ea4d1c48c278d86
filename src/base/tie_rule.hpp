// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "kernels/rank.h"

namespace cuxent::impl {

/// A rule for ties, in the words of the arithmetic.
inline kernels::TieRule tie_rule(cuxentTies ties) {
    switch (ties) {
        case CUXENT_TIES_OPTIMISTIC:
            return kernels::TieRule::kOptimistic;
        case CUXENT_TIES_PESSIMISTIC:
            return kernels::TieRule::kPessimistic;
        case CUXENT_TIES_REALISTIC:
            break;
    }
    return kernels::TieRule::kRealistic;
}

}  // namespace cuxent::impl
