// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cuxent::impl {

/// One block of the similarity matrix. Ranges are local row and column indices.
struct Tile {
    std::int64_t index;  ///< position in the schedule
    std::int64_t row_begin, row_end;
    std::int64_t col_begin, col_end;
    std::int64_t row_block, col_block;
    /// How many earlier tiles of the schedule touch the same row (column) block. A tile may be
    /// added to the sums of its blocks once exactly that many have been: it is the only one at work
    /// on them then, and the sums of a block are taken in one order, whatever the number of
    /// workers.
    std::int64_t row_turn, col_turn;
    /// The tile stands for its mirror image too: its columns are rows of the same problem that no
    /// other tile pairs with its rows.
    bool mirrored;

    [[nodiscard]] std::int64_t n_rows() const { return row_end - row_begin; }
    [[nodiscard]] std::int64_t n_cols() const { return col_end - col_begin; }
};

/// Order in which the tiles of a similarity matrix are visited, computed tile by tile.
///
/// Square tiles, for workers with a cache: they come in rounds, and within a round no two tiles
/// share a row or column block, so that workers may add to the sums of their blocks without locks,
/// atomics or private copies.
///
/// - Symmetric, n blocks: round r holds the block pairs {i, j} with i + j = r (mod n). Every
///   unordered pair, the diagonal included, is in exactly one round, every block once in each.
///   Of two blocks the pair that would be the last round alone is cut into two halves of its rows.
/// - Rectangular: round r pairs block k of the shorter side with block k + r of the longer one.
///
/// Row panels, for one worker that wants large products: for each row block the diagonal tile and
/// one mirrored tile of all columns to its right, or one tile of all columns.
class TileSchedule {
 public:
    /// Heights of panels, and those that callers ask for, are multiples of this.
    static constexpr std::int64_t kHeightStep = 32;

    /// Panels are stored with rows of a multiple of this many elements: vectors of 16
    /// bytes stay aligned.
    static constexpr std::int64_t kPanelStep = 32;

    TileSchedule() = default;

    /// Tiles of the upper triangle of an n x n matrix.
    static TileSchedule symmetric(std::int64_t n, std::int64_t tile_rows);

    /// Tiles of an n_rows x n_cols matrix.
    static TileSchedule rectangular(std::int64_t n_rows, std::int64_t n_cols,
                                    std::int64_t tile_rows);

    /// The same in row panels of panel_rows rows.
    static TileSchedule symmetric_panels(std::int64_t n, std::int64_t panel_rows);
    static TileSchedule rectangular_panels(std::int64_t n_rows, std::int64_t n_cols,
                                           std::int64_t panel_rows);

    [[nodiscard]] Tile tile(std::int64_t index) const;
    [[nodiscard]] std::int64_t n_tiles() const { return n_tiles_; }
    [[nodiscard]] std::int64_t tile_rows() const { return tile_rows_; }
    [[nodiscard]] std::int64_t n_row_blocks() const { return n_row_blocks_; }
    [[nodiscard]] std::int64_t n_col_blocks() const { return n_col_blocks_; }
    [[nodiscard]] bool is_symmetric() const { return symmetric_; }

    /// Elements from one row of a tile to the next where it is stored.
    [[nodiscard]] std::int64_t ld(const Tile& tile) const;

    /// Elements that the largest tile takes, and all tiles together.
    [[nodiscard]] std::int64_t largest_tile() const;
    [[nodiscard]] std::int64_t all_tiles() const { return kept_offset(n_tiles_); }

    /// Where a tile begins if all are stored one after another.
    [[nodiscard]] std::int64_t kept_offset(std::int64_t index) const;

    /// Similarities computed in one visit of all tiles.
    [[nodiscard]] double n_entries() const;

    /// Entries of the tiles that stand for their mirror image too.
    [[nodiscard]] double n_mirrored_entries() const;

 private:
    enum class Form { kSquares, kPanels };

    TileSchedule(std::int64_t n_rows, std::int64_t n_cols, std::int64_t tile_rows, bool symmetric,
                 Form form);

    [[nodiscard]] bool has_halves() const;
    [[nodiscard]] Tile symmetric_tile(std::int64_t index) const;
    [[nodiscard]] Tile half_of_a_pair(std::int64_t index) const;
    [[nodiscard]] Tile rectangular_tile(std::int64_t index) const;
    [[nodiscard]] Tile panel(std::int64_t index) const;
    [[nodiscard]] Tile at(std::int64_t index, std::int64_t row_block, std::int64_t col_block) const;

    std::int64_t n_rows_ = 0;
    std::int64_t n_cols_ = 0;
    std::int64_t tile_rows_ = 0;
    std::int64_t n_row_blocks_ = 0;
    std::int64_t n_col_blocks_ = 0;
    std::int64_t n_tiles_ = 0;
    bool symmetric_ = false;
    Form form_ = Form::kSquares;
};

}  // namespace cuxent::impl
