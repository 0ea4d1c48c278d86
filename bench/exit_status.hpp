// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file exit_status.hpp
 * @brief What the benchmark's exit status says.
 */
#ifndef CUXENT_BENCH_EXIT_STATUS_HPP
#define CUXENT_BENCH_EXIT_STATUS_HPP

namespace cuxent::bench {

enum ExitStatus : int {
    kSuccess = 0,    ///< measured; every required bar was reached
    kBarMissed = 1,  ///< a bar was missed: even the 90th percentile is below it
    kCannotRun = 2,  ///< bad arguments, nothing to run, wrong results, a problem that failed
    kUndecided = 3,  ///< a median is below its bar, the spread of the rounds is not
};

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_EXIT_STATUS_HPP
