// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "base/index.hpp"
#include "engine/call.hpp"
#include "kernels/class_math.h"
#include "kernels/row_weights.h"

namespace cuxent::impl {

/// The options of a softmax over classes, in the words of the arithmetic.
inline kernels::ClassRule class_rule(const Plan& plan) {
    if (!plan.rule.has_classes()) return {};
    const cuxentProblem& problem = plan.problem;
    const kernels::Margin margin =
        problem.margin_kind == CUXENT_MARGIN_NONE      ? kernels::Margin::kNone
        : problem.margin_kind == CUXENT_MARGIN_COSFACE ? kernels::Margin::kCosFace
                                                       : kernels::Margin::kArcFace;
    return {problem.n_cols,           margin,
            problem.margin,           std::cos(problem.margin),
            std::sin(problem.margin), problem.softmax_weight,
            plan.label_smoothing(),   problem.center_weight,
            problem.island_weight,    problem.softcap};
}

/// The caller's row weights and labels.
template <class T>
kernels::RowWeights<T> row_weights(const Call& call) {
    kernels::RowWeights<T> weights{static_cast<const T*>(call.inputs.row_weights)};
    if (call.plan.rule.has_classes()) {
        const cuxentProblem& problem = call.plan.problem;
        weights.labels = {label_array(call.inputs.row_labels, problem.label_type), problem.n_cols,
                          problem.ignore_index};
    }
    return weights;
}

}  // namespace cuxent::impl
