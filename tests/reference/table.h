// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file table.h @brief Operands that are rows of an embedding table, and their gradients' way
 * back.
 */
#ifndef CUXENT_TESTS_REFERENCE_TABLE_H
#define CUXENT_TESTS_REFERENCE_TABLE_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reference {

/// Rows of a table, dim wide, that take part: anchors are rows of the dense loss, positives and
/// then the negatives of one anchor after another its columns.
struct TableIndices {
    std::vector<std::int64_t> anchors;
    std::vector<std::int64_t> positives;
    std::vector<std::int64_t> negatives;

    [[nodiscard]] const std::vector<std::int64_t>& rows() const { return anchors; }
    [[nodiscard]] std::vector<std::int64_t> cols() const {
        std::vector<std::int64_t> all = positives;
        all.insert(all.end(), negatives.begin(), negatives.end());
        return all;
    }
};

template <typename Real>
std::vector<Real> gathered(const std::vector<Real>& table, std::size_t dim,
                           const std::vector<std::int64_t>& indices) {
    std::vector<Real> rows;
    for (const std::int64_t index : indices) {
        const auto first = table.begin() + index * static_cast<std::ptrdiff_t>(dim);
        rows.insert(rows.end(), first, first + static_cast<std::ptrdiff_t>(dim));
    }
    return rows;
}

/// table[index] += row, for each row and its index.
template <typename Real>
void add_scattered(const std::vector<Real>& rows, std::size_t dim,
                   const std::vector<std::int64_t>& indices, std::vector<Real>& table) {
    for (std::size_t i = 0; i < indices.size(); ++i) {
        for (std::size_t k = 0; k < dim; ++k) {
            table[static_cast<std::size_t>(indices[i]) * dim + k] += rows[i * dim + k];
        }
    }
}

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_TABLE_H
