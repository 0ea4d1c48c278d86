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

TileSchedule::TileSchedule(std::int64_t n_rows, std::int64_t n_cols, std::int64_t tile_rows)
    : n_rows_(n_rows), n_cols_(n_cols), tile_rows_(tile_rows) {}

void TileSchedule::count_tiles() {
    row_blocks_of_part_ = ceil_div(n_rows_, tile_rows_);
    col_blocks_of_part_ = ceil_div(n_cols_, tile_rows_);
    if (form_ == Form::kPanels) {
        tiles_of_part_ = triangle_ ? 2 * row_blocks_of_part_ - 1 : row_blocks_of_part_;
        if (!triangle_) col_blocks_of_part_ = 1;
    } else {
        tiles_of_part_ = triangle_ ? row_blocks_of_part_ * (row_blocks_of_part_ + 1) / 2
                                   : row_blocks_of_part_ * col_blocks_of_part_;
        if (has_halves()) ++tiles_of_part_;
    }
}

bool TileSchedule::has_halves() const {
    return form_ == Form::kSquares && triangle_ && cuts_pair_ && row_blocks_of_part_ == 2;
}

bool TileSchedule::tiles_are_whole() const {
    return triangle_ || all_mirrored_ ? n_tiles() == 1 : col_blocks_of_part_ == 1;
}

TileSchedule TileSchedule::symmetric(std::int64_t n, std::int64_t tile_rows) {
    TileSchedule schedule(n, n, tile_rows);
    schedule.triangle_ = true;
    schedule.count_tiles();
    return schedule;
}

TileSchedule TileSchedule::rectangular(std::int64_t n_rows, std::int64_t n_cols,
                                       std::int64_t tile_rows) {
    TileSchedule schedule(n_rows, n_cols, tile_rows);
    schedule.count_tiles();
    return schedule;
}

TileSchedule TileSchedule::symmetric_across_views(std::int64_t n, std::int64_t tile_rows) {
    TileSchedule schedule(n, n, tile_rows);
    schedule.across_views_ = true;
    schedule.all_mirrored_ = true;
    schedule.count_tiles();
    return schedule;
}

TileSchedule TileSchedule::rectangular_across_views(std::int64_t n_rows, std::int64_t n_cols,
                                                    std::int64_t tile_rows) {
    TileSchedule schedule(n_rows, n_cols, tile_rows);
    schedule.across_views_ = true;
    schedule.n_parts_ = 2;
    schedule.count_tiles();
    return schedule;
}

TileSchedule TileSchedule::in_panels() const {
    TileSchedule schedule = *this;
    schedule.form_ = Form::kPanels;
    schedule.count_tiles();
    return schedule;
}

TileSchedule TileSchedule::with_height(std::int64_t tile_rows) const {
    TileSchedule schedule = *this;
    schedule.tile_rows_ = tile_rows;
    schedule.count_tiles();
    return schedule;
}

TileSchedule TileSchedule::uncut() const {
    TileSchedule schedule = *this;
    schedule.cuts_pair_ = false;
    schedule.count_tiles();
    return schedule;
}

TileSchedule::Corner TileSchedule::corner(std::int64_t part) const {
    if (!across_views_) return {0, 0};
    return part == 0 ? Corner{0, n_cols_} : Corner{n_rows_, 0};
}

Tile TileSchedule::tile(std::int64_t index) const {
    const std::int64_t part = index / tiles_of_part_;
    Tile tile = tile_of_part(index % tiles_of_part_);
    const Corner at = corner(part);
    tile.index = index;
    tile.row_begin += at.row;
    tile.row_end += at.row;
    tile.col_begin += at.col;
    tile.col_end += at.col;
    tile.row_block += part * row_blocks_of_part_;
    tile.col_block += part * col_blocks_of_part_;
    return tile;
}

Tile TileSchedule::tile_of_part(std::int64_t index) const {
    if (form_ == Form::kPanels) return panel(index);
    return triangle_ ? symmetric_tile(index) : rectangular_tile(index);
}

TileSchedule::Range TileSchedule::row_block(std::int64_t block) const {
    const std::int64_t origin = corner(block / row_blocks_of_part_).row;
    const std::int64_t begin = block % row_blocks_of_part_ * tile_rows_;
    return {origin + begin, origin + std::min(begin + tile_rows_, n_rows_)};
}

TileSchedule::Range TileSchedule::col_block(std::int64_t block) const {
    const std::int64_t origin = corner(block / col_blocks_of_part_).col;
    if (form_ == Form::kPanels && !triangle_) return {origin, origin + n_cols_};
    const std::int64_t begin = block % col_blocks_of_part_ * tile_rows_;
    return {origin + begin, origin + std::min(begin + tile_rows_, n_cols_)};
}

TileSchedule::Range TileSchedule::cols_of_row_block(std::int64_t block) const {
    const std::int64_t origin = corner(block / row_blocks_of_part_).col;
    return {origin, origin + n_cols_};
}

Tile TileSchedule::panel(std::int64_t index) const {
    const std::int64_t block = triangle_ ? index / 2 : index;
    Tile tile = at(index, block, triangle_ ? block : 0);
    if (!triangle_) {
        tile.col_end = n_cols_;
        tile.col_turn = block;
        tile.mirrored = all_mirrored_;
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
    return index / tiles_of_part_ * part_size() + offset_in_part(index % tiles_of_part_);
}

std::int64_t TileSchedule::offset_in_part(std::int64_t index) const {
    if (form_ == Form::kSquares) {
        const std::int64_t square = tile_rows_ * tile_rows_;
        // Tiles 2 and 3 are halves of one square.
        return has_halves() && index > 2 ? (index + 2) * square / 2 : index * square;
    }
    const std::int64_t row = round_up(n_cols_, kPanelStep);
    if (!triangle_) return std::min(index * tile_rows_, n_rows_) * row;
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
    const std::int64_t n = row_blocks_of_part_;
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
    const bool rows_shorter = row_blocks_of_part_ <= col_blocks_of_part_;
    const std::int64_t m = std::min(row_blocks_of_part_, col_blocks_of_part_);
    const std::int64_t n = std::max(row_blocks_of_part_, col_blocks_of_part_);
    const std::int64_t round = index / m;
    const std::int64_t shorter = index % m;
    const std::int64_t longer = (shorter + round) % n;
    const std::int64_t longer_turn = turns_before(longer, round, n, m);

    Tile tile = rows_shorter ? at(index, shorter, longer) : at(index, longer, shorter);
    tile.row_turn = rows_shorter ? round : longer_turn;
    tile.col_turn = rows_shorter ? longer_turn : round;
    tile.mirrored = all_mirrored_;
    return tile;
}

double TileSchedule::n_entries() const {
    const double all = static_cast<double>(n_rows_) * static_cast<double>(n_cols_);
    return triangle_ ? all - n_mirrored_entries() : static_cast<double>(n_parts_) * all;
}

double TileSchedule::n_mirrored_entries() const {
    if (all_mirrored_) return n_entries();
    if (!triangle_) return 0;
    const auto n = static_cast<double>(n_rows_);
    const auto tile = static_cast<double>(tile_rows_);
    const auto blocks = static_cast<double>(row_blocks_of_part_);
    const double last = n - tile * (blocks - 1);
    const double diagonal = (blocks - 1) * tile * tile + last * last;
    return (n * n - diagonal) / 2;
}

}  // namespace cuxent::impl
