// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file rounding.h
 * @brief Limits for results that are a sum of n rounded terms and a handful of operations after it.
 *
 *     |got - want| <= u steps(n) magnitude + 2 smallest normal + rounding
 *
 * steps(n) = 4 (sqrt(n) + 8): n additions in a fixed order lose lambda sqrt(n) u of the sum of the
 * absolute terms, but for a probability of 2 exp(-lambda^2 / 2) (N. Higham, T. Mary: "A New
 * Approach to Probabilistic Rounding Error Analysis", SIAM J. Sci. Comput. 41, 2019, theorem 2.4);
 * lambda is 4, and 8 more operations come with the sum. u and the smallest normal are those of the
 * arithmetic (the CPU's exponential is 0 below twice that), `rounding` is half an ulp of the
 * result's type where that is narrower. A magnitude of 0 is a result that is exact.
 */
#ifndef CUXENT_TESTS_HARNESS_ROUNDING_H
#define CUXENT_TESTS_HARNESS_ROUNDING_H

#include <cstdint>
#include <string>

#include "harness/expectation.h"
#include "reference/similarity.h"

namespace harness {

/// What a call on elements of `arithmetic_of` must give, in `type`.
Quantity within_rounding(std::string name, const reference::Values& values, std::int64_t n_terms,
                         cuxentType type, cuxentType arithmetic_of);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_ROUNDING_H
