// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file machine.hpp
 * @brief What was measured with what.
 */
#ifndef CUXENT_BENCH_MACHINE_HPP
#define CUXENT_BENCH_MACHINE_HPP

#include <string>
#include <utility>
#include <vector>

namespace cuxent::bench {

/// "key, value" pairs.
using Machine = std::vector<std::pair<std::string, std::string>>;

/// Processor, instruction sets, library, BLAS, date, commit, temperature.
Machine describe_machine(int n_threads, double temperature, const std::string& blas);

/// The CPU, as the operating system calls it.
std::string processor_name();

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_MACHINE_HPP
