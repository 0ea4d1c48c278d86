// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file requirements.hpp
 * @brief Asserts bars on measured lines: --require-sgemm-fraction, --require-speedup.
 */
#ifndef CUXENT_BENCH_REQUIREMENTS_HPP
#define CUXENT_BENCH_REQUIREMENTS_HPP

#include <iosfwd>
#include <vector>

#include "exit_status.hpp"
#include "line.hpp"
#include "options.hpp"

namespace cuxent::bench {

/// Prints a sentence for each line and bar; returns the worst outcome. Wrong results outrank all.
ExitStatus check_requirements(const std::vector<Line>& lines, const Options& options,
                              std::ostream& out);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_REQUIREMENTS_HPP
