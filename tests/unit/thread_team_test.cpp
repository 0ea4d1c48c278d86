// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/thread_team.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "cpu/tile_turns.hpp"

namespace cuxent::impl {
namespace {

TEST(ThreadTeam, RunsEveryWorkerOnAThreadOfItsOwn) {
    ThreadTeam team(4);
    std::vector<std::thread::id> ids(4);

    team.run(
        4, [&](int worker) { ids[static_cast<std::size_t>(worker)] = std::this_thread::get_id(); });

    EXPECT_EQ(ids[0], std::this_thread::get_id());
    EXPECT_EQ(std::set<std::thread::id>(ids.begin(), ids.end()).size(), 4U);
}

TEST(ThreadTeam, RunsAsManyWorkersAsItHasAndIsAskedFor) {
    ThreadTeam team(3);
    std::atomic<int> calls{0};

    team.run(2, [&](int) { ++calls; });
    EXPECT_EQ(calls.exchange(0), 2);
    team.run(9, [&](int) { ++calls; });
    EXPECT_EQ(calls.exchange(0), 3);
}

TEST(ThreadTeam, FinishesAllWorkBeforeItReturnsManyTimesInARow) {
    ThreadTeam team(3);
    for (int round = 0; round < 2000; ++round) {
        std::atomic<int> sum{0};
        team.run(1 + round % 3, [&](int worker) { sum += worker + 1; });
        const int n = 1 + round % 3;
        ASSERT_EQ(sum.load(), n * (n + 1) / 2) << "round " << round;
    }
}

TEST(ThreadTeam, CoversARangeOnce) {
    ThreadTeam team(4);
    for (const std::int64_t n : {0, 1, 3, 4, 1001}) {
        std::vector<std::atomic<int>> hits(static_cast<std::size_t>(n));
        team.for_ranges(4, n, [&](std::int64_t begin, std::int64_t end) {
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
