// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file problem.hpp
 * @brief What a line of the benchmark computes, and its canonical text.
 *
 *     nt_xent:f32:m=8192:d=128:kept[:tile=256]
 *     loss   :type:rows of the stacked matrix (2N):embedding width:memory granted
 *                  [:height of a tile or row panel; chosen by the library without it]
 *
 * The text is printed with every result and can be pasted back (--problem).
 */
#ifndef CUXENT_BENCH_PROBLEM_HPP
#define CUXENT_BENCH_PROBLEM_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cuxent/cuxent.h"

namespace cuxent::bench {

/// Memory the library is granted for similarities.
enum class Memory {
    kKept,       ///< as much as it wants: similarities kept for the backward pass
    kRecompute,  ///< as little as it needs: similarities computed twice
};

struct BenchProblem {
    cuxentLoss loss = CUXENT_LOSS_NT_XENT;
    cuxentType type = CUXENT_TYPE_FLOAT32;
    std::int64_t n_rows = 0;  ///< M: both views together
    std::int64_t dim = 0;
    Memory memory = Memory::kKept;
    std::int64_t tile_rows = 0;  ///< 0: chosen by the library
};

/// Which part of a training step is timed.
enum class Mode { kForwardBackward, kForward, kBackward };

/// Throws std::invalid_argument that names the faulty part.
BenchProblem parse_problem(const std::string& text);
std::string to_string(const BenchProblem& problem);

/// Problems of a file: one a line; blank lines and what follows a # are skipped. Throws
/// std::runtime_error with file and line.
std::vector<BenchProblem> read_problems(const std::string& path);

const char* to_string(Memory memory);

/// "fb", "fwd" or "bwd".
const char* to_string(Mode mode);

std::size_t element_size(cuxentType type);

/// FLOP of the products, in units of M^2 D: similarities 1 (a triangle), their gradient 2, and
/// similarities again 1 where they are not kept.
int flop_factor(Mode mode, Memory memory);

/// M^2 D of a problem.
double flop_unit(const BenchProblem& problem);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_PROBLEM_HPP
