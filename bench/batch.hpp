// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file batch.hpp
 * @brief A synthetic batch: rows are random directions, their targets the same with noise.
 */
#ifndef CUXENT_BENCH_BATCH_HPP
#define CUXENT_BENCH_BATCH_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "problem.hpp"

namespace cuxent::bench {

/// Embeddings in the problem's type, row-major and contiguous.
struct Batch {
    BenchProblem problem;
    double temperature = 0;
    double bias = 0;                   ///< of siglip
    double margin = 0;                 ///< of arcface
    std::vector<std::byte> rows;       ///< view 1 above view 2, where there are two
    std::vector<std::byte> cols;       ///< n_cols(): keys above negatives, or classes
    std::vector<std::int64_t> labels;  ///< of the rows, for losses that know any
};

Batch make_batch(const BenchProblem& problem, double temperature, std::uint64_t seed);

/// Numbers of any element type as doubles.
std::vector<double> decode(const std::byte* data, std::size_t n, cuxentType type);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_BATCH_HPP
