// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cuxent/cuxent.h"
#include "kernels/logits.h"
#include "kernels/rank.h"

namespace cuxent::impl {

// Row kernels over a row of similarities of any type, chunk by chunk: no memory beside the stack.
// By Highway for the instruction set found at run time; sums in the order of the chunks.

/// Where the results of a row go; null: not wanted.
struct SoftmaxRow {
    void* softmax;
    void* log_softmax;
    cuxentType type;
};

/// Softmax and log-softmax of logits.scale * x; returns their log-sum-exp. A result may lie where x
/// does, if it has the same type.
template <class T>
T softmax_row(const void* x, cuxentType type, std::int64_t n, const kernels::Logits<T>& logits,
              const SoftmaxRow& results);

/// Columns of x that stand above `target`, and that are equal to it.
template <class T>
kernels::RankCounts count_above(const void* x, cuxentType type, std::int64_t n, T target);

}  // namespace cuxent::impl
