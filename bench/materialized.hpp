// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file materialized.hpp
 * @brief The baseline: a loss with its whole matrix in memory, as fast as BLAS, vector code and
 * threads make it.
 *
 * Row blocks are shared out among the threads; each goes through a phase while it is in cache:
 *
 *     normalise   Z = rows / |rows|, and so for the columns where they are a second operand
 *     forward     S = Z Z_cols^T (BLAS), E = exp((S - 1) / temperature) in place with its row sums
 *                 (siglip: sigmoids and the sums of softplus)
 *     finish      losses and weights of the rows from their sums (row_results.hpp)
 *     backward    W from E, dZ = W Z_cols, dZ_cols = W^T Z (BLAS), through the normalisation
 *
 * Losses differ in which columns are targets (targets.hpp), in what a row makes of them, and in W:
 * G of one operand against another; G of both directions of clip, whose columns have sums of their
 * own; G + G^T where the rows are the columns. Targets are kept apart and masked before the exp,
 * but those of sup_con, which are in its sum: their mean comes from the sum of each class.
 *
 * Where the rows are the columns there are two forms: the full square (4 M^2 D FLOP), and the upper
 * triangle with column sums beside the row sums (3 M^2 D), which reads the other half of W
 * transposed. tune() takes the faster one with its block height and number of threads, for every
 * problem anew. All memory is allocated beforehand.
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
/// @param batch  of a loss with a matrix; gathered_info_nce has none (gathered_baseline.hpp)
std::unique_ptr<Contestant> make_materialized(const Batch& batch, Mode mode, BaselineForm form,
                                              ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_MATERIALIZED_HPP
