// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file matrix.h
 * @brief A row-major matrix of floats: one row an image, an activation or an embedding.
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace digits {

struct Matrix {
    Matrix() = default;
    Matrix(std::size_t n_rows, std::size_t n_cols)
        : rows(n_rows), cols(n_cols), values(n_rows * n_cols) {}

    [[nodiscard]] std::span<float> row(std::size_t i) { return {values.data() + i * cols, cols}; }
    [[nodiscard]] std::span<const float> row(std::size_t i) const {
        return {values.data() + i * cols, cols};
    }

    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<float> values;
};

/// The rows with these indices, in this order.
inline Matrix take_rows(const Matrix& matrix, std::span<const std::size_t> indices) {
    Matrix rows(indices.size(), matrix.cols);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        std::ranges::copy(matrix.row(indices[i]), rows.row(i).begin());
    }
    return rows;
}

}  // namespace digits
