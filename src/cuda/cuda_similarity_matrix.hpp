// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "calls/similarity_calls.hpp"
#include "cuda/cublas.hpp"

namespace cuxent::impl {

std::size_t cuda_similarity_matrix_scratch(const cuxentSimilarity& what);

/// Both operands into scratch, then one product into the result; where the result is narrower than
/// the arithmetic, a product into a panel of rows and its conversion, panel after panel.
void cuda_similarity_matrix(const SimilarityMatrixCall& call, Cublas& cublas);

}  // namespace cuxent::impl
