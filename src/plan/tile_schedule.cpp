// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/tile_schedule.hpp"

#include <algorithm>

#include "base/round_up.hpp"

namespace cuxent::impl {
namespace {

/// How many of the rounds 0 .. round-1 pair block `block` of the longer side (n blocks) with one of
/// the shorter side (m blocks): those r with (block - r) mod n < m.
std::int64_t turns_before(std::int64_t block, std::int64_t round, std::int64_t n, std::int64_t m) {
    const auto below = [m](std::int64_t end) { return std::min(end, m); };
    const std::int64_t first = block - round + 1;
    return first >= 0 ? below(block + 1) - below(first)
                      : below(block + 1) + below(n) - below(n + first);
}

}  // namespace

TileSchedule::TileSchedule(std::int64_t n_rows, std::int64_t n_cols, std::int64_t tile_rows,
                           bool symmetric, Form form)
    : n_rows_(n_rows),
      n_cols_(n_cols),
      tile_rows_(tile_rows),
      n_row_blocks_(ceil_div(n_rows, tile_rows)),
      n_col_blocks_(ceil_div(n_cols, tile_rows)),
      symmetric_(symmetric),
      form_(form) {
    if (form == Form::kPanels) {
        n_tiles_ = symmetric ? 2 * n_row_blocks_ - 1 : n_row_blocks_;
    } else {
        n_tiles_ =
            symmetric ? n_row_blocks_ * (n_row_blocks_ + 1) / 2 : n_row_blocks_ * n_col_blocks_;
        if (has_halves()) ++n_tiles_;
    }
}

bool TileSchedule::has_halves() const {
    return form_ == Form::kSquares && symmetric_ && n_row_blocks_ == 2;
}

TileSchedule TileSchedule::symmetric(std::int64_t n, std::int64_t tile_rows) {
    return {n, n, tile_rows, true, Form::kSquares};
}

TileSchedule TileSchedule::rectangular(std::int64_t n_rows, std::int64_t n_cols,
                                       std::int64_t tile_rows) {
    return {n_rows, n_cols, tile_rows, false, Form::kSquares};
}

TileSchedule TileSchedule::symmetric_panels(std::int64_t n, std::int64_t panel_rows) {
    return {n, n, panel_rows, true, Form::kPanels};
}

TileSchedule TileSchedule::rectangular_panels(std::int64_t n_rows, std::int64_t n_cols,
                                              std::int64_t panel_rows) {
    return {n_rows, n_cols, panel_rows, false, Form::kPanels};
}

Tile TileSchedule::tile(std::int64_t index) const {
    if (form_ == Form::kPanels) return panel(index);
    return symmetric_ ? symmetric_tile(index) : rectangular_tile(index);
}

Tile TileSchedule::panel(std::int64_t index) const {
    const std::int64_t block = symmetric_ ? index / 2 : index;
    Tile tile = at(index, block, symmetric_ ? block : 0);
    if (!symmetric_) {
        tile.col_end = n_cols_;
        tile.col_turn = block;
    } else if (index % 2 == 0) {
        tile.row_turn = block;
        tile.col_turn = block;
    } else {
        tile.col_block = block + 1;
        tile.col_begin = tile.row_end;
        tile.col_end = n_cols_;
        tile.row_turn = block + 1;
        tile.col_turn = block;
        tile.mirrored = true;
    }
    return tile;
}

std::int64_t TileSchedule::ld(const Tile& tile) const {
    return form_ == Form::kPanels ? round_up(tile.n_cols(), kPanelStep) : tile_rows_;
}

std::int64_t TileSchedule::largest_tile() const {
    const std::int64_t widest = form_ == Form::kPanels ? round_up(n_cols_, kPanelStep) : tile_rows_;
    return tile_rows_ * widest;
}

std::int64_t TileSchedule::kept_offset(std::int64_t index) const {
    if (form_ == Form::kSquares) {
        const std::int64_t square = tile_rows_ * tile_rows_;
        // Tiles 2 and 3 are halves of one square.
        return has_halves() && index > 2 ? (index + 2) * square / 2 : index * square;
    }
    const std::int64_t row = round_up(n_cols_, kPanelStep);
    if (!symmetric_) return std::min(index * tile_rows_, n_rows_) * row;
    static_assert(kHeightStep % kPanelStep == 0);
    // The panels of blocks 0 .. b-1 have tile_rows rows of row, row - tile_rows, ... elements:
    // their heights are multiples of the step that rows are rounded to.
    const std::int64_t b = index / 2;
    const std::int64_t before = tile_rows_ * (b * row - tile_rows_ * (b * (b - 1) / 2));
    if (index % 2 == 0) return before;
    const Tile diagonal = panel(index - 1);
    return before + diagonal.n_rows() * ld(diagonal);
}

Tile TileSchedule::at(std::int64_t index, std::int64_t row_block, std::int64_t col_block) const {
    Tile tile{};
    tile.index = index;
    tile.row_block = row_block;
    tile.col_block = col_block;
    tile.row_begin = row_block * tile_rows_;
    tile.row_end = std::min(tile.row_begin + tile_rows_, n_rows_);
    tile.col_begin = col_block * tile_rows_;
    tile.col_end = std::min(tile.col_begin + tile_rows_, n_cols_);
    return tile;
}

Tile TileSchedule::half_of_a_pair(std::int64_t index) const {
    Tile tile = at(index, 0, 1);
    const std::int64_t middle = tile_rows_ / 2;
    const bool upper = index == 2;
    (upper ? tile.row_end : tile.row_begin) = middle;
    tile.row_turn = upper ? 1 : 2;
    tile.col_turn = tile.row_turn;
    tile.mirrored = true;
    return tile;
}

Tile TileSchedule::symmetric_tile(std::int64_t index) const {
    if (has_halves() && index >= 2) return half_of_a_pair(index);
    // Rounds have (n + 1) / 2 tiles for odd n, and n / 2 + 1, n / 2 by turns for even n.
    const std::int64_t n = n_row_blocks_;
    const std::int64_t two_rounds = n + 1;
    std::int64_t round = 2 * (index / two_rounds);
    std::int64_t slot = index % two_rounds;
    const std::int64_t first_round = n / 2 + 1;
    if (slot >= first_round) {
        ++round;
        slot -= first_round;
    }
    // i + j = round has the slots i = round / 2 .. 0; the rest has i + j = round + n. Downwards, so
    // that a tile on the diagonal, which is less work, comes first: the worker that is ahead takes
    // it with the round's other one, and two workers end a round together.
    const std::int64_t below = round / 2 + 1;
    const std::int64_t i = slot < below ? below - 1 - slot : round + 1 + (slot - below);
    const std::int64_t j = slot < below ? round - i : round + n - i;

    Tile tile = at(index, i, j);
    tile.row_turn = round;
    tile.col_turn = round;
    tile.mirrored = i != j;
    return tile;
}

Tile TileSchedule::rectangular_tile(std::int64_t index) const {
    const bool rows_shorter = n_row_blocks_ <= n_col_blocks_;
    const std::int64_t m = std::min(n_row_blocks_, n_col_blocks_);
    const std::int64_t n = std::max(n_row_blocks_, n_col_blocks_);
    const std::int64_t round = index / m;
    const std::int64_t shorter = index % m;
    const std::int64_t longer = (shorter + round) % n;
    const std::int64_t longer_turn = turns_before(longer, round, n, m);

    Tile tile = rows_shorter ? at(index, shorter, longer) : at(index, longer, shorter);
    tile.row_turn = rows_shorter ? round : longer_turn;
    tile.col_turn = rows_shorter ? longer_turn : round;
    tile.mirrored = false;
    return tile;
}

double TileSchedule::n_entries() const {
    const double all = static_cast<double>(n_rows_) * static_cast<double>(n_cols_);
    return symmetric_ ? all - n_mirrored_entries() : all;
}

double TileSchedule::n_mirrored_entries() const {
    if (!symmetric_) return 0;
    const auto n = static_cast<double>(n_rows_);
    const auto tile = static_cast<double>(tile_rows_);
    const auto blocks = static_cast<double>(n_row_blocks_);
    const double last = n - tile * (blocks - 1);
    const double diagonal = (blocks - 1) * tile * tile + last * last;
    return (n * n - diagonal) / 2;
}

}  // namespace cuxent::impl
