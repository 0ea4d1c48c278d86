// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file problem.hpp
 * @brief What a line of the benchmark computes, and its canonical text.
 *
 *     nt_xent:f32:m=8192[:k=4096][:c=1000]:d=128:kept[:frozen][:tile=256]
 *     loss   :type:rows, of both views where there are two (2N)
 *                  [:negatives: shared, or of each row of gathered_info_nce]
 *                  [:classes, or different labels]:embedding width:memory granted
 *                  [:no gradient of the second operand, for losses that have one]
 *                  [:height of a tile or row panel; chosen by the library without it]
 *
 * Losses: nt_xent, dcl, clip, info_nce, siglip, sup_con, label_pairs, gathered_info_nce,
 * class_softmax, arcface. The text is printed with every result and can be pasted back (--problem).
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
    bool decoupled = false;
    cuxentMargin margin_kind = CUXENT_MARGIN_NONE;
    cuxentType type = CUXENT_TYPE_FLOAT32;
    std::int64_t n_rows = 0;  ///< M: both views together, where there are two
    std::int64_t n_negatives = 0;
    std::int64_t n_classes = 0;  ///< or different labels; 0: the loss has none
    std::int64_t dim = 0;
    Memory memory = Memory::kKept;
    bool frozen = false;         ///< no gradient of the columns is asked for
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

/// Views of the rows: 2 for nt_xent, dcl and clip.
int n_views(const BenchProblem& problem);

/// Rows of the second operand: keys and negatives, or classes. 0: the rows are the columns.
std::int64_t n_cols(const BenchProblem& problem);

/// FLOP of the products, in units of flop_unit(): similarities 1, their gradient 2, or 1 where the
/// columns are frozen, and similarities again 1 where they are computed twice.
int flop_factor(const BenchProblem& problem, Mode mode, bool recomputes);

/// FLOP of the similarities. Symmetric ones are a triangle, M^2 D; those of clip are one N x N
/// matrix for both directions, 2 N^2 D; others have C columns, 2 M C D, or K of each row's own,
/// 2 M K D. The gradient with respect to all operands is twice as much.
double flop_unit(const BenchProblem& problem);

/// `factor` such units in words, as "3M^2D", "6N^2D", "6MCD" or "6MKD".
std::string flop_text(int factor, const BenchProblem& problem);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_PROBLEM_HPP
