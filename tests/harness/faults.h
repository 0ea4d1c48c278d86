// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file faults.h @brief Answers of wrong implementations, for the tests of the harness. */
#ifndef CUXENT_TESTS_HARNESS_FAULTS_H
#define CUXENT_TESTS_HARNESS_FAULTS_H

#include "harness/compare.h"
#include "harness/expectation.h"

namespace harness {

/// What the yardstick gives, rounded to the types of the results: a correct implementation.
Observed honest_answer(const Expectation& expectation);

/// The gradient of an implementation that subtracts 1 from a probability in fp32.
Observed probability_minus_one(const Expectation& expectation);

/// The gradient without the part that arrives through the columns.
Observed without_transposed_term(const Expectation& expectation);

/// Row losses as log-sum-exp minus positive in fp32.
Observed subtracted_losses(const Expectation& expectation);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_FAULTS_H
