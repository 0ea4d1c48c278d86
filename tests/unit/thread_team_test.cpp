// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/thread_team.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <thread>

#include "cpu/tile_turns.hpp"

namespace cuxent::impl {
namespace {

TEST(ThreadTeam, RunsWorkersOnThreadsOfTheirOwnWithinTheNumberAskedFor) {
    ThreadTeam team(4);
    std::mutex mutex;
    std::map<std::thread::id, int> worker_of;

    for (int round = 0; round < 200; ++round) {
        team.run(3, [&](int worker) {
            const std::lock_guard lock(mutex);
            const auto [entry, is_new] = worker_of.emplace(std::this_thread::get_id(), worker);
            EXPECT_EQ(entry->second, worker);
            EXPECT_LT(worker, 3);
        });
    }

    EXPECT_EQ(worker_of.at(std::this_thread::get_id()), 0);
}

TEST(ThreadTeam, ReturnsOnlyWhenEverybodyWhoBeganHasEnded) {
    ThreadTeam team(3);
    for (int round = 0; round < 2000; ++round) {
        std::atomic<int> inside{0};
        team.run(1 + round % 3, [&](int) {
            ++inside;
            std::this_thread::yield();
            --inside;
        });
        ASSERT_EQ(inside.load(), 0) << "round " << round;
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
    std::atomic<std::int64_t> next{0};

    team.run(4, [&](int) {
        for (std::int64_t i = next++; i < schedule.n_tiles(); i = next++) {
            const Tile tile = schedule.tile(i);
            turns.wait_for(tile);
            history[static_cast<std::size_t>(tile.row_block)].push_back(tile.row_turn);
            if (tile.mirrored) {
                history[static_cast<std::size_t>(tile.col_block)].push_back(tile.col_turn);
            }
            turns.end(tile);
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
