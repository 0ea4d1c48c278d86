// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file guide.h
 * @brief False negatives by similarity, for the oracle.
 *
 * With g_ij the cosine of guide row i and guide column j (0 where one of them is all zero) and p
 * the target of row i, a negative j is out where
 *
 *     g_ij > factor g_ip - margin.
 *
 * A comparison with NaN leaves nothing out, and a row without a target loses nothing.
 */
#ifndef CUXENT_TESTS_REFERENCE_GUIDE_H
#define CUXENT_TESTS_REFERENCE_GUIDE_H

#include <cstdint>
#include <vector>

#include "reference/contrastive.h"

namespace reference {

/// Embeddings of another model for the rows and columns of a Rule, stacked as its own are.
struct Guide {
    std::int64_t dim = 0;
    double factor = 1;
    double margin = 0;
    std::vector<double> rows = {};
    std::vector<double> cols = {};
};

/// Rule::left_out of a rule that is complete otherwise. Entries that are no negatives may be in it:
/// Rule::role() keeps what they are.
std::vector<bool> left_out_by(const Guide& guide, const Rule& rule);

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_GUIDE_H
