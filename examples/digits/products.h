// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file products.h
 * @brief The matrix products of a dense layer, in plain loops that a compiler vectorises.
 */
#pragma once

#include <cstddef>
#include <span>

#include "matrix.h"

namespace digits {

/// c += a * b, with a of n x k, b of k x c.cols and c of n x c.cols.
void add_product(const Matrix& a, std::span<const float> b, Matrix& c);

/// c += a^T * b, with a of n x k, b of n x m and c of k x m.
void add_transposed_product(const Matrix& a, const Matrix& b, std::span<float> c);

/// b = a^T, with a of n_rows x n_cols.
void transpose(std::span<const float> a, std::size_t n_rows, std::size_t n_cols,
               std::span<float> b);

}  // namespace digits
