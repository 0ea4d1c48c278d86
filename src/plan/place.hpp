// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "plan/rule.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// The two operands of a call.
enum class Side { kRows, kCols };

/// Where one operand of a call lies in the whole problem.
///
/// Locally the rows of two views are 0 .. 2n-1, view 1 then view 2; those of one view 0 .. n-1, and
/// rows that belong to no sample follow. Globally row i of view v is v * n_total + offset + i, so
/// that the operand of one rank or piece is a run of the whole in each view.
struct ViewRange {
    std::int64_t n = 0;        ///< rows a view
    std::int64_t offset = 0;   ///< index of the first one in its view of the whole problem
    std::int64_t n_total = 0;  ///< rows a view of the whole problem
    int n_views = 2;
    std::int64_t n_extra = 0;  ///< rows of no sample, after those of the views

    [[nodiscard]] std::int64_t count() const { return n_views * n + n_extra; }
};

/// Consecutive rows that have a column of their own sample one after the other: row i has column
/// i + shift.
struct Run {
    std::int64_t row_begin, row_end;  ///< none if they are equal
    std::int64_t shift;
    Role role;  ///< of these columns
};

/// Rows and columns of a call. Columns of a row's own sample are found by global index.
struct Place {
    ViewRange rows;
    ViewRange cols;
    Role same_view = Role::kOut;
    Role other_view = Role::kTarget;

    [[nodiscard]] const ViewRange& of(Side side) const { return side == Side::kRows ? rows : cols; }

    /// All rows of a tile with a column of their own sample in it.
    [[nodiscard]] std::array<Run, 4> runs(std::int64_t row_begin, std::int64_t row_end,
                                          std::int64_t col_begin, std::int64_t col_end) const {
        std::array<Run, 4> runs{};
        std::size_t next = 0;
        for (int row_view = 0; row_view < rows.n_views; ++row_view) {
            for (int col_view = 0; col_view < cols.n_views; ++col_view) {
                const std::int64_t first_row = row_view * rows.n;
                const std::int64_t first_col = col_view * cols.n;
                const std::int64_t shift = first_col - first_row + rows.offset - cols.offset;
                const std::int64_t begin =
                    std::max({row_begin, first_row, std::max(col_begin, first_col) - shift});
                const std::int64_t end = std::min(
                    {row_end, first_row + rows.n, std::min(col_end, first_col + cols.n) - shift});
                runs[next++] = {begin, std::max(begin, end), shift,
                                row_view == col_view ? same_view : other_view};
            }
        }
        return runs;
    }

    /// Whether a tile has a column of this role.
    [[nodiscard]] bool has(Role role, const Tile& tile) const {
        const std::array<Run, 4> all =
            runs(tile.row_begin, tile.row_end, tile.col_begin, tile.col_end);
        return std::any_of(all.begin(), all.end(), [role](const Run& run) {
            return run.role == role && run.row_begin < run.row_end;
        });
    }
};

}  // namespace cuxent::impl
