// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file expectation.h
 * @brief What a Spec must give, and how far off an answer may be. The tolerance policy is here.
 *
 * For each row of a result, with `got` the library's value, `want` the oracle's:
 *
 *     |got - want|_2 <= min(2 max(yardstick, roundoff), cap) + underflow + rounding
 *
 * yardstick  error of the plain fp32 loops (double against long double for float64) on this row, or
 *            what their error relative to magnitude is over all rows, if that is more
 * roundoff   what such loops are expected to lose on this row (sensitivity.h): the errors of one
 *            run may cancel by accident
 * cap        32 u (S + sqrt(D)) of the row's magnitude, S = 1 / temperature for cosine logits (with
 * a pairwise sigmoid, + |bias|); it keeps a yardstick that is wrong itself from licensing wrong
 * answers. Magnitude is the sum of absolute terms, which is what the gradient is before
 * cancellation: a converged batch has a tangent part arbitrarily smaller than the terms it is the
 * difference of underflow  see sensitivity.h rounding   half an ulp of the result's type, where
 * that is narrower than the arithmetic
 *
 * and a gradient as a whole obeys the same line in L2 over all its rows, so that neither a few bad
 * rows among many nor a small bias in all of them passes. A scalar is a sum of row terms whose
 * errors cancel by chance: its limit is the sum of the limits of its terms.
 */
#ifndef CUXENT_TESTS_HARNESS_EXPECTATION_H
#define CUXENT_TESTS_HARNESS_EXPECTATION_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/batch.h"
#include "harness/spec.h"
#include "reference/guide.h"
#include "reference/ranks.h"

namespace harness {

/// One result: a vector, or a matrix judged row by row.
struct Quantity {
    std::string name;
    cuxentType type = CUXENT_TYPE_FLOAT32;
    std::size_t width = 1;
    std::vector<double> want;
    std::vector<double> row_limit;
    double total_limit = 0;  ///< L2 over everything
    /// Sum of the absolute values that a row is a sum of, for those who add rows up further; empty
    /// where nobody does.
    std::vector<double> row_magnitude = {};
};

struct Expectation {
    Spec spec;
    Batch batch;
    Quantity loss;  ///< the weighted row losses for CUXENT_REDUCTION_NONE
    Quantity row_loss;
    Quantity row_lse;
    Quantity d_rows;
    Quantity d_cols;  ///< empty if the rows are the columns
    Quantity d_scale;
    Quantity d_bias;
    std::vector<reference::RankRange> ranks;  ///< empty: the loss has none
    std::vector<double> upstream;
    double scale = 0;  ///< as it is handed over, and so is the bias
    double bias = 0;
    std::vector<std::int64_t> row_labels, col_labels;
    PairLists pairs;                             ///< empty: none are handed over
    std::vector<double> soft_targets;            ///< the same
    std::vector<std::int64_t> row_ids, col_ids;  ///< empty: none are handed over
    std::vector<double> col_bias;                ///< the same
    reference::Guide guide;                      ///< with dim 0: none is handed over
    std::vector<double> row_weights;             ///< empty: none are handed over
};

/// Computes, or remembers, the expectation of a Spec.
std::shared_ptr<const Expectation> expectation_of(const Spec& spec);

/// The expectation of `initial + quantity`, rounded once more to the type of the result.
Quantity accumulated(const Quantity& quantity, const std::vector<double>& initial);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_EXPECTATION_H
