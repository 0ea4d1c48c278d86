// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/rule.hpp"

#include <string>

#include "base/failure.hpp"

namespace cuxent::impl {

Rule rule_of(const cuxentProblem& problem) {
    const Operands two_views =
        problem.n_cols == 0 ? Operands::kRowsAreColumns : Operands::kRowsAndColumns;
    const bool decoupled = problem.decoupled != 0;
    switch (problem.loss) {
        case CUXENT_LOSS_NT_XENT:
            return {"nt_xent", two_views, 2, Role::kOut, Role::kTarget, false, decoupled};
        case CUXENT_LOSS_INFO_NCE:
            return {"info_nce", Operands::kRowsAndColumns, 1, Role::kTarget, Role::kTarget, false,
                    decoupled};
        case CUXENT_LOSS_CLIP:
            return {"clip", two_views, 2, Role::kOut, Role::kTarget, true, decoupled};
    }
    throw Failure(CUXENT_STATUS_INTERNAL,
                  "rule_of: no rule for loss " + std::to_string(static_cast<int>(problem.loss)));
}

}  // namespace cuxent::impl
