// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/thread_team.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "cpu/tile_turns.hpp"

namespace cuxent::impl {
namespace {

TEST(ThreadTeam, RunsWorkersOnThreadsOfTheirOwnWithinTheNumberAskedFor) {
    ThreadTeam team(4);
    std::mutex mutex;
    std::map<std::thread::id, int> worker_of;

    for (int round = 0; round < 200; ++round) {
        team.for_pieces(3, 5, [&](int worker, std::int64_t) {
            const std::lock_guard lock(mutex);
            const auto [entry, is_new] = worker_of.emplace(std::this_thread::get_id(), worker);
            EXPECT_EQ(entry->second, worker);
            EXPECT_LT(worker, 3);
        });
    }

    EXPECT_EQ(worker_of.at(std::this_thread::get_id()), 0);
}

TEST(ThreadTeam, ReturnsOnlyWhenEveryPieceHasEnded) {
    ThreadTeam team(3);
    for (int round = 0; round < 2000; ++round) {
        const std::int64_t n_pieces = round % 6;
        std::atomic<std::int64_t> begun{0};
        std::atomic<std::int64_t> ended{0};
        team.for_pieces(1 + round % 3, n_pieces, [&](int, std::int64_t) {
            ++begun;
            std::this_thread::yield();
            ++ended;
        });
        ASSERT_EQ(begun.load(), n_pieces) << "round " << round;
        ASSERT_EQ(ended.load(), n_pieces) << "round " << round;
    }
}

TEST(ThreadTeam, TakesEveryPieceOnce) {
    ThreadTeam team(4);
    for (const std::int64_t n_pieces : {1, 2, 4, 5, 100}) {
        std::vector<std::atomic<int>> hits(static_cast<std::size_t>(n_pieces));
        team.for_pieces(4, n_pieces,
                        [&](int, std::int64_t i) { ++hits[static_cast<std::size_t>(i)]; });
        for (const auto& hit : hits) EXPECT_EQ(hit.load(), 1) << n_pieces << " pieces";
    }
}

TEST(ThreadTeam, LetsAPieceWaitForEarlierOnes) {
    // More threads than processors: some are late, and somebody else must begin their pieces.
    ThreadTeam team(8);
    for (int round = 0; round < 50; ++round) {
        std::atomic<std::int64_t> turn{0};
        team.for_pieces(8, 24, [&](int, std::int64_t i) {
            while (turn.load() != i) std::this_thread::yield();
            ++turn;
        });
        ASSERT_EQ(turn.load(), 24);
    }
}

TEST(ThreadTeam, CoversARangeOnce) {
    ThreadTeam team(4);
    for (const std::int64_t n : {0, 1, 3, 4, 1001}) {
        std::vector<std::atomic<int>> hits(static_cast<std::size_t>(n));
        team.for_ranges(4, n, 3, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) ++hits[static_cast<std::size_t>(i)];
        });
        for (const auto& hit : hits) EXPECT_EQ(hit.load(), 1);
    }
}

TEST(TileTurns, KeepTheOrderOfEveryBlockWhateverTheThreads) {
    // Appending is neither atomic nor commutative: two tiles at once on a block, or out of order,
    // would show.
    const auto schedule = TileSchedule::symmetric(16 * 9, 16);
    std::vector<std::int32_t> counters(2 * 9);
    std::vector<std::vector<std::int64_t>> history(9);
    TileTurns turns(schedule, counters.data());
    ThreadTeam team(4);

    team.for_pieces(4, schedule.n_tiles(), [&](int, std::int64_t i) {
        const Tile tile = schedule.tile(i);
        {
            const auto turn = turns.of_rows(tile);
            history[static_cast<std::size_t>(tile.row_block)].push_back(tile.row_turn);
        }
        const auto turn = turns.of_cols(tile);
        if (tile.mirrored) {
            history[static_cast<std::size_t>(tile.col_block)].push_back(tile.col_turn);
        }
    });

    for (const auto& turns_of_block : history) {
        ASSERT_EQ(turns_of_block.size(), 9U);
        for (std::size_t i = 0; i < 9; ++i)
            EXPECT_EQ(turns_of_block[i], static_cast<std::int64_t>(i));
    }
}

}  // namespace
}  // namespace cuxent::impl
