// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file materialized.hpp
 * @brief The baseline: NT-Xent with the M x M matrix in memory, as fast as BLAS, vector code and
 * threads make it.
 *
 * Row blocks are shared out among the threads; each goes through a phase while it is in cache:
 *
 *     normalise   Z = rows / |rows|
 *     forward     S = Z Z^T (BLAS), E = exp((S - 1) / temperature) in place with its row sums
 *     finish      losses and weights of the rows from their sums
 *     backward    W = G + G^T from E, dZ = W Z (BLAS), through the normalisation into dX
 *
 * The positive is kept apart and masked before the exp. Two forms: the full square (4 M^2 D FLOP),
 * and the upper triangle with column sums beside the row sums (3 M^2 D), which reads the other half
 * of W transposed. tune() takes the faster one with its block height and number of threads, for
 * every problem anew. All memory is allocated beforehand.
 */
#ifndef CUXENT_BENCH_MATERIALIZED_HPP
#define CUXENT_BENCH_MATERIALIZED_HPP

#include <memory>

#include "batch.hpp"
#include "contestant.hpp"
#include "thread_team.hpp"

namespace cuxent::bench {

enum class BaselineForm { kBest, kFull, kTriangle };

/// @param team  outlives the result, as `batch` does
std::unique_ptr<Contestant> make_materialized(const Batch& batch, Mode mode, BaselineForm form,
                                              ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_MATERIALIZED_HPP
