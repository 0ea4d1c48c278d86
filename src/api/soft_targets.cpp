// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/soft_targets.hpp"

#include "api/argument_checks.hpp"

namespace cuxent::impl {

void check_soft_targets(const Plan& plan, const cuxentInputs& inputs) {
    const cuxentConstMatrix& weights = inputs.soft_targets;
    if (plan.rule.has_soft_targets()) {
        const cuxentType type =
            plan.problem.type == CUXENT_TYPE_FLOAT64 ? CUXENT_TYPE_FLOAT64 : CUXENT_TYPE_FLOAT32;
        check_matrix("inputs.soft_targets", weights, type, plan.problem.n_cols, "n_cols");
    } else if (weights.data != nullptr) {
        refuse(CUXENT_STATUS_BAD_VALUE, "inputs.soft_targets.data", "a pointer",
               "NULL, since problem.sets_by is not SOFT_TARGETS");
    }
}

}  // namespace cuxent::impl
