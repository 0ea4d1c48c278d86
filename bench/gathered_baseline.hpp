// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file gathered_baseline.hpp
 * @brief The baseline of gathered_info_nce: a product of a matrix and a vector for each anchor.
 *
 * All gathered rows are normalised into memory first. Blocks of anchors are shared out among the
 * threads; the positive is kept apart, the M x K similarities of the negatives are kept.
 */
#ifndef CUXENT_BENCH_GATHERED_BASELINE_HPP
#define CUXENT_BENCH_GATHERED_BASELINE_HPP

#include <memory>

#include "batch.hpp"
#include "contestant.hpp"
#include "thread_team.hpp"

namespace cuxent::bench {

/// Batch and team outlive the result.
std::unique_ptr<Contestant> make_gathered_baseline(const Batch& batch, Mode mode, ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_GATHERED_BASELINE_HPP
