// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "cpu/thread_team.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// Makes workers keep the order that the schedule prescribes for each row and column block, while
/// they add to the sums of these. Workers take tiles in schedule order, so the one that a worker
/// waits for is always already in work.
class TileTurns {
 public:
    /// `finished`: one counter for each row block, then one for each column block.
    TileTurns(const TileSchedule& schedule, std::int32_t* finished)
        : triangle_(schedule.is_triangle()),
          rows_(finished),
          // Of a triangle row and column blocks are the same.
          cols_(triangle_ ? finished : finished + schedule.n_row_blocks()),
          n_counters_(schedule.n_row_blocks() + schedule.n_col_blocks()) {}

    /// Before a visit of the tiles: none has been finished.
    void begin() const { std::fill_n(rows_, n_counters_, 0); }

    /// A tile's turn at a block, from when it comes to the end of the scope.
    class Turn {
     public:
        /// `counter`: null where the block needs none.
        Turn(std::int32_t* counter, std::int64_t turn) : counter_(counter) {
            if (counter_ != nullptr) wait_until(*counter_, turn);
        }
        ~Turn() {
            if (counter_ != nullptr) advance(*counter_);
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

     private:
        std::int32_t* counter_;
    };

    [[nodiscard]] Turn of_rows(const Tile& tile) const {
        return {rows_ + tile.row_block, tile.row_turn};
    }
    [[nodiscard]] Turn of_cols(const Tile& tile) const {
        const bool is_diagonal = triangle_ && !tile.mirrored;  // its columns are its rows
        return {is_diagonal ? nullptr : cols_ + tile.col_block, tile.col_turn};
    }

 private:
    static void wait_until(std::int32_t& counter, std::int64_t turn) {
        Backoff backoff;
        const std::atomic_ref<std::int32_t> finished(counter);
        while (finished.load(std::memory_order_acquire) != turn) backoff.pause();
    }

    static void advance(std::int32_t& counter) {
        std::atomic_ref<std::int32_t>(counter).fetch_add(1, std::memory_order_release);
    }

    bool triangle_;
    std::int32_t* rows_;
    std::int32_t* cols_;
    std::int64_t n_counters_;
};

}  // namespace cuxent::impl
