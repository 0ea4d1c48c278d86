// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
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

/// Consecutive rows that have their own, or their partners', columns one after the other: row i has
/// column i + shift.
struct Run {
    std::int64_t row_begin, row_end;  ///< none if they are equal
    std::int64_t shift;
    bool is_self;
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

    /// The same for a whole tile: all its rows with a self or partner column in it.
    [[nodiscard]] std::array<Run, 4> runs(std::int64_t row_begin, std::int64_t row_end,
                                          std::int64_t col_begin, std::int64_t col_end) const {
        std::array<Run, 4> runs{};
        for (const std::int64_t row_view : {0, 1}) {
            for (const std::int64_t col_view : {0, 1}) {
                const std::int64_t first_row = row_view * rows.n;
                const std::int64_t first_col = col_view * cols.n;
                const std::int64_t shift = first_col - first_row + rows.offset - cols.offset;
                const std::int64_t begin =
                    std::max({row_begin, first_row, std::max(col_begin, first_col) - shift});
                const std::int64_t end = std::min(
                    {row_end, first_row + rows.n, std::min(col_end, first_col + cols.n) - shift});
                runs[static_cast<std::size_t>(2 * row_view + col_view)] = {
                    begin, std::max(begin, end), shift, row_view == col_view};
            }
        }
        return runs;
    }
};

}  // namespace cuxent::impl
