// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file strided_matrix.h @brief A matrix in device memory, at any stride and alignment. */
#ifndef CUXENT_TESTS_BACKEND_STRIDED_MATRIX_H
#define CUXENT_TESTS_BACKEND_STRIDED_MATRIX_H

#include <cstdint>
#include <string>
#include <vector>

#include "backend/guarded_memory.h"

namespace backend {

/// Where the rows of a matrix lie; never changes what is computed.
struct Strides {
    std::int64_t padding = 0;  ///< elements between rows
    std::int64_t offset = 0;   ///< elements between an aligned address and the first row
};

/// Rows that are poisoned at first. What lies between and around them is, too, and watched.
class StridedMatrix {
 public:
    StridedMatrix(Device& device, cuxentType type, std::int64_t n_rows, std::int64_t n_cols,
                  const Strides& strides);

    [[nodiscard]] std::int64_t n_elements() const { return n_rows_ * n_cols_; }

    /// Writes dense values.
    void write(const std::vector<double>& values);
    [[nodiscard]] std::vector<double> read() const;
    [[nodiscard]] std::vector<std::byte> bits() const;

    [[nodiscard]] cuxentConstMatrix as_input() const;
    [[nodiscard]] cuxentMatrix as_output() const;

    /// "" if everything around the rows is as it was.
    [[nodiscard]] std::string damage_around() const;
    /// "" if the rows too are what write() left.
    [[nodiscard]] std::string damage() const;
    /// "" if no entry still holds poison.
    [[nodiscard]] std::string unwritten() const;

 private:
    [[nodiscard]] std::size_t position(std::int64_t row) const;

    cuxentType type_;
    std::int64_t n_rows_;
    std::int64_t n_cols_;
    std::int64_t ld_;
    std::int64_t offset_;
    GuardedMemory memory_;
    std::vector<std::byte> written_;
};

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_STRIDED_MATRIX_H
