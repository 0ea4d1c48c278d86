// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "calls/similarity_calls.hpp"
#include "cpu/thread_team.hpp"

namespace cuxent::impl {

std::size_t cpu_similarity_matrix_scratch(const cuxentSimilarity& what, int n_threads);

/// Both operands into scratch, then tile by tile: the product in the cache of a core, and from
/// there into the result, in its type.
void cpu_similarity_matrix(const SimilarityMatrixCall& call, ThreadTeam& team);

}  // namespace cuxent::impl
