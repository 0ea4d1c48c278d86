// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/rule.hpp"

#include <string>

#include "base/failure.hpp"

namespace cuxent::impl {

Rule rule_of(const cuxentProblem& problem) {
    const Operands own_or_apart =
        problem.n_cols == 0 ? Operands::kRowsAreColumns : Operands::kRowsAndColumns;
    Rule rule{};
    rule.operands = own_or_apart;
    rule.decoupled = problem.decoupled != 0;
    switch (problem.loss) {
        case CUXENT_LOSS_NT_XENT:
            rule.name = "nt_xent";
            rule.n_views = 2;
            rule.same_view = Role::kOut;
            rule.other_view = Role::kTarget;
            return rule;
        case CUXENT_LOSS_INFO_NCE:
        case CUXENT_LOSS_SIGLIP:
            rule.sigmoid = problem.loss == CUXENT_LOSS_SIGLIP;
            rule.name = rule.sigmoid ? "siglip" : "info_nce";
            rule.operands = Operands::kRowsAndColumns;
            rule.n_views = 1;
            rule.same_view = Role::kTarget;
            return rule;
        case CUXENT_LOSS_CLIP:
            rule.name = "clip";
            rule.n_views = 2;
            rule.same_view = Role::kOut;
            rule.other_view = Role::kTarget;
            rule.across_views = true;
            return rule;
        case CUXENT_LOSS_SUP_CON:
        case CUXENT_LOSS_LABEL_PAIRS:
            rule.pairs = problem.loss == CUXENT_LOSS_LABEL_PAIRS;
            rule.name = rule.pairs ? "label_pairs" : "sup_con";
            rule.n_views = 1;
            // What is listed or weighed is in; where negatives are not, a row is none of its own.
            rule.same_view = problem.sets_by == CUXENT_SETS_BY_PAIRS ||
                                     problem.sets_by == CUXENT_SETS_BY_SOFT_TARGETS
                                 ? Role::kNegative
                                 : Role::kOut;
            rule.targets = problem.sets_by == CUXENT_SETS_BY_LABEL          ? Targets::kLabel
                           : problem.sets_by == CUXENT_SETS_BY_SOFT_TARGETS ? Targets::kSoft
                                                                            : Targets::kListed;
            return rule;
        case CUXENT_LOSS_CLASS_SOFTMAX:
            rule.name = "class_softmax";
            rule.operands = Operands::kRowsAndColumns;
            rule.n_views = 1;
            rule.same_view = Role::kNegative;
            rule.other_view = Role::kNegative;
            rule.targets = Targets::kClass;
            return rule;
        case CUXENT_LOSS_GATHERED_INFO_NCE:
            rule.name = "gathered_info_nce";
            rule.operands = Operands::kGathered;
            rule.n_views = 1;
            rule.same_view = Role::kTarget;
            return rule;
    }
    throw Failure(CUXENT_STATUS_INTERNAL,
                  "rule_of: no rule for loss " + std::to_string(static_cast<int>(problem.loss)));
}

}  // namespace cuxent::impl
