// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/index.hpp"
#include "engine/call.hpp"
#include "kernels/set_members.h"

namespace cuxent::impl {

// What says which entries are targets and which negatives, in losses with sets of targets.

inline kernels::SetLabels set_labels(const Call& call) {
    const cuxentLabelType type = call.plan.problem.label_type;
    const auto* cols = call.plan.rule.symmetric() ? call.inputs.row_labels : call.inputs.col_labels;
    return {label_array(call.inputs.row_labels, type), label_array(cols, type)};
}

inline kernels::PairBits pair_bits(const Call& call) {
    return {static_cast<std::uint32_t*>(call.buffers.positive_bits),
            static_cast<std::uint32_t*>(call.buffers.negative_bits), call.plan.pair_words()};
}

template <class T>
kernels::SetMembers<T> set_members(const Call& call) {
    const cuxentConstMatrix& weights = call.inputs.soft_targets;
    return {set_labels(call), pair_bits(call), {static_cast<const T*>(weights.data), weights.ld}};
}

/// A list of the caller.
inline kernels::PairList pair_list(const cuxentPairs& pairs, cuxentIndexType type) {
    return {index_array(pairs.rows, type), index_array(pairs.cols, type), pairs.n};
}

}  // namespace cuxent::impl
