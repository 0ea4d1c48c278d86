// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/strategy.hpp"

#include <algorithm>

#include "base/round_up.hpp"
#include "kernels/guide_bits.h"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {
namespace {

constexpr std::int64_t kTileRows = 256;
/// Heights of tiles are multiples of the widest vector (16 floats), so that only last tiles are
/// ragged.
constexpr std::int64_t kVectorStep = 16;
static_assert(kVectorStep % kernels::GuideBits::kBits == 0, "no two tiles share a word");
/// Blocks a small problem is cut into, as long as they keep kFullTileRows rows, and the number for
/// the smallest, as long as there are kMinTileRows.
constexpr std::int64_t kBlocksWanted = 4;
constexpr std::int64_t kFewestBlocks = 2;
constexpr std::int64_t kFullTileRows = 64;
constexpr std::int64_t kMinTileRows = 32;
constexpr std::int64_t kPanelRows = 3000;
constexpr std::int64_t kPanelElements = 4'300'000;
constexpr std::int64_t kMostPanelRows = 65536;  // a grid's second side ends at 2^16 blocks
/// Waking a worker costs some microseconds: about this much arithmetic.
constexpr double kFlopPerWorker = 2.0e5;

}  // namespace

std::int64_t choose_tile_rows(std::int64_t longer_side) {
    const auto cut = [longer_side](std::int64_t n_blocks) {
        return round_up(ceil_div(longer_side, n_blocks), kVectorStep);
    };
    if (longer_side <= kMinTileRows) return cut(1);
    if (longer_side >= kBlocksWanted * kTileRows) return kTileRows;
    const std::int64_t least = std::min(cut(kFewestBlocks), kFullTileRows);
    return std::clamp(cut(kBlocksWanted), least, kTileRows);
}

std::int64_t choose_panel_rows(std::int64_t n_rows, std::int64_t n_cols, std::int64_t dim,
                               std::size_t element_bytes, std::size_t panel_bytes) {
    const std::size_t row_bytes = static_cast<std::size_t>(n_cols) * element_bytes;
    const auto granted = static_cast<std::int64_t>(
        std::min<std::size_t>(panel_bytes / row_bytes, static_cast<std::size_t>(n_rows)));
    const std::int64_t wanted = std::max(kPanelRows, kPanelElements / dim);
    return round_up(std::max<std::int64_t>(1, std::min({granted, wanted, n_rows, kMostPanelRows})),
                    TileSchedule::kHeightStep);
}

std::int64_t halve_panel_rows(std::int64_t panel_rows) {
    return round_up(std::max<std::int64_t>(1, panel_rows / 2), TileSchedule::kHeightStep);
}

int choose_workers(double flop, std::int64_t n_tiles, int available) {
    const double by_work = std::max(1.0, flop / kFlopPerWorker);
    const double wanted = std::min(by_work, static_cast<double>(n_tiles));
    return std::clamp(static_cast<int>(std::min(wanted, 1.0e6)), 1, available);
}

Strategy choose_strategy(std::size_t kept_bytes, std::size_t lean_bytes, std::size_t limit) {
    return kept_bytes <= std::max(lean_bytes, limit) ? CUXENT_STRATEGY_KEPT
                                                     : CUXENT_STRATEGY_RECOMPUTE;
}

}  // namespace cuxent::impl
