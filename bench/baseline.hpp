// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file baseline.hpp
 * @brief What the library is compared with, for any loss.
 */
#ifndef CUXENT_BENCH_BASELINE_HPP
#define CUXENT_BENCH_BASELINE_HPP

#include <memory>

#include "materialized.hpp"

namespace cuxent::bench {

/// Batch and team outlive the result. Throws std::invalid_argument for a temperature at which the
/// baselines' constant shift does not hold.
std::unique_ptr<Contestant> make_baseline(const Batch& batch, Mode mode, BaselineForm form,
                                          ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_BASELINE_HPP
