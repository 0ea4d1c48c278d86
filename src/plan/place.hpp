// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cuxent::impl {

/// Where one two-view operand of a call lies in the whole problem.
///
/// Locally the rows are 0 .. 2n-1, view 1 then view 2. Globally row i of view v is
/// v * n_total + offset + i, so that the operand of one rank or piece is two runs of the whole.
struct ViewRange {
    std::int64_t n = 0;        ///< rows a view
    std::int64_t offset = 0;   ///< index of the first one in its view of the whole problem
    std::int64_t n_total = 0;  ///< rows a view of the whole problem

    [[nodiscard]] std::int64_t count() const { return 2 * n; }

    [[nodiscard]] std::int64_t to_global(std::int64_t local) const {
        return local < n ? offset + local : n_total + offset + (local - n);
    }

    /// Local index of a global row, or -1 where it lies outside this range.
    [[nodiscard]] std::int64_t to_local(std::int64_t global) const {
        const std::int64_t view = global >= n_total ? 1 : 0;
        const std::int64_t in_view = global - view * n_total - offset;
        return in_view >= 0 && in_view < n ? view * n + in_view : -1;
    }
};

/// Rows and columns of a call. Self and partner of a row are found by global index.
struct Place {
    ViewRange rows;
    ViewRange cols;

    /// Column that holds the row itself, or -1.
    [[nodiscard]] std::int64_t self_column(std::int64_t row) const {
        return cols.to_local(rows.to_global(row));
    }

    /// Column that holds the row's other view, or -1.
    [[nodiscard]] std::int64_t partner_column(std::int64_t row) const {
        const std::int64_t global = rows.to_global(row);
        return cols.to_local(global < rows.n_total ? global + rows.n_total : global - rows.n_total);
    }
};

}  // namespace cuxent::impl
