// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file batch.hpp
 * @brief A synthetic two-view batch: random directions, and the same with noise as second view.
 */
#ifndef CUXENT_BENCH_BATCH_HPP
#define CUXENT_BENCH_BATCH_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "problem.hpp"

namespace cuxent::bench {

/// Embeddings in the problem's type, row-major and contiguous: view 1 above view 2.
struct Batch {
    BenchProblem problem;
    double temperature = 0;
    std::vector<std::byte> embeddings;
};

Batch make_batch(const BenchProblem& problem, double temperature, std::uint64_t seed);

/// Numbers of any element type as doubles.
std::vector<double> decode(const std::byte* data, std::size_t n, cuxentType type);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_BATCH_HPP
