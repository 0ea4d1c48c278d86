// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/tile_schedule.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace cuxent::impl {
namespace {

TEST(SymmetricSchedule, VisitsEveryPairOfBlocksOnceAndMirrorsAllButTheDiagonal) {
    for (std::int64_t n_blocks = 1; n_blocks <= 17; ++n_blocks) {
        if (n_blocks == 2) continue;  // has halves
        const auto schedule = TileSchedule::symmetric(16 * n_blocks, 16);
        std::set<std::pair<std::int64_t, std::int64_t>> seen;
        for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
            const Tile tile = schedule.tile(i);
            ASSERT_LE(tile.row_block, tile.col_block) << n_blocks << " blocks, tile " << i;
            EXPECT_EQ(tile.mirrored, tile.row_block != tile.col_block);
            EXPECT_TRUE(seen.emplace(tile.row_block, tile.col_block).second);
        }
        EXPECT_EQ(seen.size(), static_cast<std::size_t>(n_blocks * (n_blocks + 1) / 2));
    }
}

TEST(SymmetricSchedule, CutsThePairOfTwoBlocksIntoTwoHalvesStoredOneAfterTheOther) {
    for (const std::int64_t n : {33, 47, 64}) {
        const auto schedule = TileSchedule::symmetric(n, 32);

        ASSERT_EQ(schedule.n_tiles(), 4) << n;
        const Tile upper = schedule.tile(2);
        const Tile lower = schedule.tile(3);
        EXPECT_EQ(upper.row_begin, 0);
        EXPECT_EQ(upper.row_end, lower.row_begin);
        EXPECT_EQ(lower.row_end, 32);
        for (const Tile& half : {upper, lower}) {
            EXPECT_TRUE(half.mirrored);
            EXPECT_EQ(half.col_begin, 32);
            EXPECT_EQ(half.col_end, n);
        }
        const std::int64_t stored = schedule.ld(upper) * upper.n_rows();
        EXPECT_EQ(schedule.kept_offset(3) - schedule.kept_offset(2), stored);
        EXPECT_EQ(schedule.all_tiles() - schedule.kept_offset(3), stored);
    }
}

TEST(SymmetricSchedule, UncutHasThePairAsOneTileInThePlaceOfItsHalves) {
    for (const std::int64_t n : {33, 47, 64}) {
        const auto cut = TileSchedule::symmetric(n, 32);

        const TileSchedule uncut = cut.uncut();

        EXPECT_TRUE(cut.has_halves()) << n;
        EXPECT_FALSE(uncut.has_halves()) << n;
        ASSERT_EQ(uncut.n_tiles(), 3) << n;
        EXPECT_EQ(uncut.all_tiles(), cut.all_tiles());
        EXPECT_EQ(uncut.kept_offset(2), cut.kept_offset(2));
        const Tile pair = uncut.tile(2);
        EXPECT_EQ(pair.row_begin, cut.tile(2).row_begin);
        EXPECT_EQ(pair.row_end, cut.tile(3).row_end);
        EXPECT_EQ(pair.col_begin, cut.tile(2).col_begin);
        EXPECT_EQ(pair.col_end, n);
        EXPECT_TRUE(pair.mirrored);
        EXPECT_EQ(uncut.ld(pair), cut.ld(cut.tile(2)));
    }
}

TEST(SymmetricSchedule, UncutIsTheSameWhereNothingIsCut) {
    for (const std::int64_t n : {16, 48, 100}) {
        const auto schedule = TileSchedule::symmetric(n, 16);

        EXPECT_EQ(schedule.uncut().n_tiles(), schedule.n_tiles()) << n;
        EXPECT_EQ(schedule.uncut().all_tiles(), schedule.all_tiles()) << n;
    }
}

TEST(RectangularSchedule, VisitsEveryPairOfBlocksOnce) {
    for (const auto& [rows, cols] : {std::pair{1, 1}, {1, 7}, {7, 1}, {3, 5}, {5, 3}, {6, 6}}) {
        const auto schedule = TileSchedule::rectangular(16 * rows, 16 * cols, 16);
        std::set<std::pair<std::int64_t, std::int64_t>> seen;
        for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
            const Tile tile = schedule.tile(i);
            EXPECT_TRUE(seen.emplace(tile.row_block, tile.col_block).second);
        }
        EXPECT_EQ(seen.size(), static_cast<std::size_t>(rows * cols));
    }
}

/// A turn is the number of earlier tiles on the same block: what makes order and progress certain.
void expect_turns_count_earlier_tiles(const TileSchedule& schedule) {
    std::map<std::int64_t, std::int64_t> rows;
    std::map<std::int64_t, std::int64_t> own_cols;
    auto& cols = schedule.is_triangle() ? rows : own_cols;
    for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
        const Tile tile = schedule.tile(i);
        ASSERT_EQ(tile.row_turn, rows[tile.row_block]) << "tile " << i;
        ASSERT_EQ(tile.col_turn, cols[tile.col_block]) << "tile " << i;
        ++rows[tile.row_block];
        if (!schedule.is_triangle() || tile.mirrored) ++cols[tile.col_block];
    }
}

TEST(SymmetricSchedule, TurnsCountEarlierTilesOfTheSameBlock) {
    for (std::int64_t n_blocks = 1; n_blocks <= 17; ++n_blocks) {
        const auto schedule = TileSchedule::symmetric(16 * n_blocks, 16);
        expect_turns_count_earlier_tiles(schedule);
        expect_turns_count_earlier_tiles(schedule.uncut());
    }
}

TEST(RectangularSchedule, TurnsCountEarlierTilesOfTheSameBlock) {
    for (std::int64_t rows = 1; rows <= 6; ++rows) {
        for (std::int64_t cols = 1; cols <= 6; ++cols) {
            expect_turns_count_earlier_tiles(TileSchedule::rectangular(16 * rows, 16 * cols, 16));
        }
    }
}

/// How often each entry of the whole matrix is visited, mirror images included.
std::vector<int> visits(const TileSchedule& schedule, std::int64_t n_rows, std::int64_t n_cols) {
    std::vector<int> times(static_cast<std::size_t>(n_rows * n_cols));
    for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
        const Tile tile = schedule.tile(i);
        EXPECT_EQ(tile.index, i);
        for (std::int64_t r = tile.row_begin; r < tile.row_end; ++r) {
            for (std::int64_t c = tile.col_begin; c < tile.col_end; ++c) {
                ++times[static_cast<std::size_t>(r * n_cols + c)];
                if (tile.mirrored) ++times[static_cast<std::size_t>(c * n_cols + r)];
            }
        }
    }
    return times;
}

TEST(AcrossViews, VisitsTheOtherViewOnceAndTheOwnNever) {
    struct Case {
        TileSchedule schedule;
        std::int64_t n_rows, n_cols;  // a view
    };
    for (const auto& [schedule, n_rows, n_cols] :
         {Case{TileSchedule::symmetric_across_views(37, 16), 37, 37},
          Case{TileSchedule::symmetric_across_views(37, 16).in_panels(), 37, 37},
          Case{TileSchedule::rectangular_across_views(20, 37, 16), 20, 37},
          Case{TileSchedule::rectangular_across_views(37, 20, 16).in_panels(), 37, 20}}) {
        const std::vector<int> times = visits(schedule, 2 * n_rows, 2 * n_cols);

        for (std::int64_t r = 0; r < 2 * n_rows; ++r) {
            for (std::int64_t c = 0; c < 2 * n_cols; ++c) {
                const int wanted = (r < n_rows) != (c < n_cols) ? 1 : 0;
                ASSERT_EQ(times[static_cast<std::size_t>(r * 2 * n_cols + c)], wanted)
                    << "entry " << r << ", " << c;
            }
        }
    }
}

TEST(AcrossViews, TurnsCountEarlierTilesOfTheSameBlockAndBlocksKnowTheirRange) {
    for (const std::int64_t n : {5, 37, 64}) {
        for (const auto& schedule : {TileSchedule::symmetric_across_views(n, 16),
                                     TileSchedule::rectangular_across_views(n, 40, 16)}) {
            expect_turns_count_earlier_tiles(schedule);
            for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
                const Tile tile = schedule.tile(i);
                const auto rows = schedule.row_block(tile.row_block);
                const auto cols = schedule.col_block(tile.col_block);
                EXPECT_EQ(rows.begin, tile.row_begin);
                EXPECT_EQ(rows.end, tile.row_end);
                EXPECT_EQ(cols.begin, tile.col_begin);
                EXPECT_EQ(cols.end, tile.col_end);
            }
        }
    }
}

TEST(PanelSchedule, CoversTheTriangleOnceAndOverwritesOnlyWhatIsFirst) {
    for (const std::int64_t n : {1, 31, 32, 33, 100, 256}) {
        const auto schedule = TileSchedule::symmetric(n, 32).in_panels();
        std::vector<int> covered(static_cast<std::size_t>(n * n));
        std::vector<bool> begun(static_cast<std::size_t>(n));
        const auto touch = [&](std::int64_t begin, std::int64_t end, std::int64_t turn) {
            for (std::int64_t i = begin; i < end; ++i) {
                EXPECT_EQ(begun[static_cast<std::size_t>(i)], turn != 0) << n << " row " << i;
                begun[static_cast<std::size_t>(i)] = true;
            }
        };
        for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
            const Tile tile = schedule.tile(i);
            touch(tile.row_begin, tile.row_end, tile.row_turn);
            if (tile.mirrored) touch(tile.col_begin, tile.col_end, tile.col_turn);
            for (std::int64_t r = tile.row_begin; r < tile.row_end; ++r) {
                for (std::int64_t c = tile.col_begin; c < tile.col_end; ++c) {
                    ++covered[static_cast<std::size_t>(r * n + c)];
                    if (tile.mirrored) ++covered[static_cast<std::size_t>(c * n + r)];
                }
            }
        }
        for (const int times : covered) ASSERT_EQ(times, 1) << n;
    }
}

TEST(PanelSchedule, StoresTilesOneAfterAnother) {
    for (const auto& tiles :
         {TileSchedule::symmetric(100, 32), TileSchedule::symmetric(64, 64),
          TileSchedule::symmetric(1000, 96), TileSchedule::rectangular(100, 70, 32),
          TileSchedule::symmetric_across_views(70, 32),
          TileSchedule::rectangular_across_views(100, 70, 32)}) {
        const TileSchedule schedule = tiles.in_panels();
        std::int64_t offset = 0;
        for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
            const Tile tile = schedule.tile(i);
            EXPECT_EQ(schedule.kept_offset(i), offset);
            EXPECT_EQ(schedule.ld(tile) % 32, 0);
            EXPECT_LE(tile.n_rows() * schedule.ld(tile), schedule.largest_tile());
            offset += tile.n_rows() * schedule.ld(tile);
        }
        EXPECT_EQ(schedule.all_tiles(), offset);
    }
}

TEST(TileSchedule, KnowsWhetherItsTilesAreWhole) {
    const std::int64_t many = 3 * TileSchedule::kHeightStep;
    for (const std::int64_t height : {many / 3, many}) {
        const bool is_one = height == many;
        EXPECT_EQ(TileSchedule::symmetric(many, height).tiles_are_whole(), is_one);
        EXPECT_EQ(TileSchedule::symmetric(many, height).in_panels().tiles_are_whole(), is_one);
        EXPECT_EQ(TileSchedule::rectangular(many, many, height).tiles_are_whole(), is_one);
        EXPECT_TRUE(TileSchedule::rectangular(many, many, height).in_panels().tiles_are_whole());
        // The columns of view 1 against view 2 are rows of later panels too.
        const TileSchedule mirrored = TileSchedule::symmetric_across_views(many, height);
        EXPECT_EQ(mirrored.tiles_are_whole(), is_one);
        EXPECT_EQ(mirrored.in_panels().tiles_are_whole(), is_one);
        const TileSchedule apart = TileSchedule::rectangular_across_views(many, many, height);
        EXPECT_EQ(apart.tiles_are_whole(), is_one);
        EXPECT_TRUE(apart.in_panels().tiles_are_whole());
    }
    // All columns in one block, however many rows there are.
    EXPECT_TRUE(TileSchedule::rectangular(many, many / 3, many / 3).tiles_are_whole());
    EXPECT_FALSE(TileSchedule::rectangular(many / 3, many, many / 3).tiles_are_whole());
}

TEST(TileSchedule, CutsRaggedEdges) {
    const auto schedule = TileSchedule::rectangular(33, 50, 16);

    std::int64_t entries = 0;
    for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
        const Tile tile = schedule.tile(i);
        EXPECT_GT(tile.n_rows(), 0);
        EXPECT_GT(tile.n_cols(), 0);
        entries += tile.n_rows() * tile.n_cols();
    }

    EXPECT_EQ(entries, 33 * 50);
    EXPECT_EQ(schedule.n_entries(), 33 * 50);
}

TEST(SymmetricSchedule, CountsItsEntriesInClosedForm) {
    for (const std::int64_t n : {1, 16, 17, 100, 1000}) {
        const auto schedule = TileSchedule::symmetric(n, 32);
        double entries = 0;
        double mirrored = 0;
        for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
            const Tile tile = schedule.tile(i);
            const auto area = static_cast<double>(tile.n_rows() * tile.n_cols());
            entries += area;
            if (tile.mirrored) mirrored += area;
        }
        EXPECT_EQ(schedule.n_entries(), entries) << "n = " << n;
        EXPECT_EQ(schedule.n_mirrored_entries(), mirrored) << "n = " << n;
    }
}

TEST(TileSchedule, AddressesEntriesBeyondThe32BitRange) {
    const std::int64_t n = std::int64_t{1} << 24;  // n * n = 2^48 similarities
    const auto schedule = TileSchedule::symmetric(n, 256);

    const Tile last = schedule.tile(schedule.n_tiles() - 1);

    EXPECT_EQ(schedule.n_tiles(), (n / 256) * (n / 256 + 1) / 2);
    EXPECT_LE(last.row_end, n);
    EXPECT_LE(last.col_end, n);
    EXPECT_EQ(last.row_turn, n / 256 - 1);
}

}  // namespace
}  // namespace cuxent::impl
