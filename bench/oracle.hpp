// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file oracle.hpp
 * @brief The loss by its definition in double precision: checks, never a speed to compare with.
 */
#ifndef CUXENT_BENCH_ORACLE_HPP
#define CUXENT_BENCH_ORACLE_HPP

#include "batch.hpp"
#include "contestant.hpp"

namespace cuxent::bench {

/// Whether the oracle does not take too long: half a second at D = 1024.
bool has_oracle(const BenchProblem& problem);

/// The loops of the library's own tests (tests/reference).
LossAndGradient oracle(const Batch& batch);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_ORACLE_HPP
