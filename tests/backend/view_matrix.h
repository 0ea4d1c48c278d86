// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file view_matrix.h @brief An operand in device memory, in any layout the API takes. */
#ifndef CUXENT_TESTS_BACKEND_VIEW_MATRIX_H
#define CUXENT_TESTS_BACKEND_VIEW_MATRIX_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/strided_matrix.h"

namespace backend {

/// How a matrix lies in memory; never changes what is computed.
struct Layout {
    cuxentViews views = CUXENT_VIEWS_STACKED;
    std::int64_t padding = 0;  ///< elements between rows; view 2 has one more
    std::int64_t offset = 0;   ///< elements between an aligned address and the first row
};

/// Rows of one or two matrices. What lies between and around the rows is poisoned, and watched.
class ViewMatrix {
 public:
    /// `part_rows`: rows of each matrix, of which none is empty.
    ViewMatrix(Device& device, cuxentType type, const std::vector<std::int64_t>& part_rows,
               std::int64_t dim, const Layout& layout);

    /// Writes stacked, dense values.
    void write(const std::vector<double>& stacked);
    [[nodiscard]] std::vector<double> read() const;
    [[nodiscard]] std::vector<std::byte> bits() const;

    [[nodiscard]] std::array<cuxentConstMatrix, 2> as_input() const;
    [[nodiscard]] std::array<cuxentMatrix, 2> as_output() const;

    /// "" if everything around the rows is as it was.
    [[nodiscard]] std::string damage_around() const;
    /// "" if the rows too are what write() left.
    [[nodiscard]] std::string damage() const;
    /// "" if no entry of matrix `view` still holds poison.
    [[nodiscard]] std::string unwritten(std::size_t view) const;

 private:
    std::vector<StridedMatrix> parts_;
};

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_VIEW_MATRIX_H
