// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file batch.h @brief Makes the embeddings of a Spec. */
#ifndef CUXENT_TESTS_HARNESS_BATCH_H
#define CUXENT_TESTS_HARNESS_BATCH_H

#include <cstddef>
#include <vector>

#include "harness/spec.h"

namespace harness {

/// Stacked, dense operands (view 1 above view 2) whose entries are exact in the Spec's type.
struct Batch {
    std::vector<double> rows;
    std::vector<double> cols;  ///< empty if the rows are the columns
};

Batch make_batch(const Spec& spec);

/// Pairs [begin, begin + count) of a stacked batch of `n_pairs`, stacked again.
std::vector<double> pairs_of(const std::vector<double>& stacked, std::int64_t n_pairs,
                             std::int64_t dim, std::int64_t begin, std::int64_t count);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_BATCH_H
