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
/// - Across views: rows of either view meet the columns of the other one only: one rectangle after
///   the other, or the one of view 1 with tiles that stand for their mirror images.
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

    /// Tiles between two views of n rows each, which are the columns too: view 1 against view 2.
    static TileSchedule symmetric_across_views(std::int64_t n, std::int64_t tile_rows);

    /// The same of 2 n_rows rows and 2 n_cols columns apart: view 1 against view 2, then view 2
    /// against view 1.
    static TileSchedule rectangular_across_views(std::int64_t n_rows, std::int64_t n_cols,
                                                 std::int64_t tile_rows);

    /// The same tiles as row panels of tile_rows() rows.
    [[nodiscard]] TileSchedule in_panels() const;

    /// The same schedule with tiles of another height.
    [[nodiscard]] TileSchedule with_height(std::int64_t tile_rows) const;

    /// The same schedule with the halves of a pair as the one tile that they are in memory.
    [[nodiscard]] TileSchedule uncut() const;

    [[nodiscard]] Tile tile(std::int64_t index) const;
    [[nodiscard]] std::int64_t n_tiles() const { return n_parts_ * tiles_of_part_; }
    [[nodiscard]] std::int64_t tile_rows() const { return tile_rows_; }
    [[nodiscard]] std::int64_t n_row_blocks() const { return n_parts_ * row_blocks_of_part_; }
    [[nodiscard]] std::int64_t n_col_blocks() const { return n_parts_ * col_blocks_of_part_; }

    /// Whether row and column blocks are the same, and tiles left of the diagonal left out.
    [[nodiscard]] bool is_triangle() const { return triangle_; }

    /// Whether every tile has all columns of its rows, and where it stands for its mirror image too
    /// all rows of its columns.
    [[nodiscard]] bool tiles_are_whole() const;

    /// Whether there are two blocks, of which the pair is cut: tiles 2 and 3 are its halves.
    [[nodiscard]] bool has_halves() const;

    /// Rows [begin, end) of a row block, or columns of a column block.
    struct Range {
        std::int64_t begin, end;
    };
    [[nodiscard]] Range row_block(std::int64_t block) const;
    [[nodiscard]] Range col_block(std::int64_t block) const;

    /// All columns that the rows of a block meet, of rows and columns apart.
    [[nodiscard]] Range cols_of_row_block(std::int64_t block) const;

    /// Sides of the largest matrix that is cut into tiles without gaps.
    [[nodiscard]] std::int64_t part_rows() const { return n_rows_; }
    [[nodiscard]] std::int64_t part_cols() const { return n_cols_; }

    /// Elements from one row of a tile to the next where it is stored.
    [[nodiscard]] std::int64_t ld(const Tile& tile) const;

    /// Elements that the largest tile takes, and all tiles together.
    [[nodiscard]] std::int64_t largest_tile() const;
    [[nodiscard]] std::int64_t all_tiles() const { return n_parts_ * part_size(); }

    /// Where a tile begins if all are stored one after another.
    [[nodiscard]] std::int64_t kept_offset(std::int64_t index) const;

    /// Similarities computed in one visit of all tiles.
    [[nodiscard]] double n_entries() const;

    /// Entries of the tiles that stand for their mirror image too.
    [[nodiscard]] double n_mirrored_entries() const;

 private:
    enum class Form { kSquares, kPanels };

    /// Where a part begins in the whole matrix.
    struct Corner {
        std::int64_t row, col;
    };

    TileSchedule(std::int64_t n_rows, std::int64_t n_cols, std::int64_t tile_rows);
    void count_tiles();

    [[nodiscard]] Corner corner(std::int64_t part) const;
    [[nodiscard]] std::int64_t part_size() const { return offset_in_part(tiles_of_part_); }
    [[nodiscard]] std::int64_t offset_in_part(std::int64_t index) const;

    // Tiles of one part, as if it were alone.
    [[nodiscard]] Tile tile_of_part(std::int64_t index) const;
    [[nodiscard]] Tile symmetric_tile(std::int64_t index) const;
    [[nodiscard]] Tile half_of_a_pair(std::int64_t index) const;
    [[nodiscard]] Tile rectangular_tile(std::int64_t index) const;
    [[nodiscard]] Tile panel(std::int64_t index) const;
    [[nodiscard]] Tile at(std::int64_t index, std::int64_t row_block, std::int64_t col_block) const;

    std::int64_t n_rows_ = 0;  ///< of a part
    std::int64_t n_cols_ = 0;
    std::int64_t tile_rows_ = 0;
    std::int64_t n_parts_ = 1;
    std::int64_t row_blocks_of_part_ = 0;
    std::int64_t col_blocks_of_part_ = 0;
    std::int64_t tiles_of_part_ = 0;
    bool triangle_ = false;
    bool across_views_ = false;
    bool all_mirrored_ = false;  ///< across views, where the rows are the columns
    bool cuts_pair_ = true;      ///< of two blocks
    Form form_ = Form::kSquares;
};

}  // namespace cuxent::impl
