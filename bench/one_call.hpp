// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file one_call.hpp
 * @brief One step of each problem on each device, checked and not timed: for profilers that count
 * what a call does, and for devices whose clock says nothing.
 */
#ifndef CUXENT_BENCH_ONE_CALL_HPP
#define CUXENT_BENCH_ONE_CALL_HPP

#include <iosfwd>
#include <vector>

#include "device.hpp"
#include "exit_status.hpp"
#include "options.hpp"

namespace cuxent::bench {

/// A line of key=value words for each; kCannotRun if a problem failed or a result is wrong.
ExitStatus run_one_call(const Options& options, const std::vector<NamedDevice>& devices,
                        ThreadTeam& team, std::ostream& out);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_ONE_CALL_HPP
