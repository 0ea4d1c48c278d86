// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_ranks.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "cpu/tile_rank_kernels.hpp"
#include "engine/class_rule.hpp"

namespace cuxent::impl {
namespace {

/// Rows and columns counted at once: their counts are on the stack.
constexpr std::int64_t kBlock = 256;
static_assert(kBlock % kTileStep == 0);

template <class T>
struct Counts {
    using Array = std::array<RankCount<T>, static_cast<std::size_t>(kBlock)>;
    Array above{};
    Array beside{};

    RankSide<T> side(const T* target) { return {target, above.data(), beside.data()}; }
};

/// Tiles that share a row may be at work at the same time; whole numbers have the same sum in every
/// order, so none has to wait for its turn.
template <class T>
void add(std::int64_t* to, RankCount<T> count) {
    if (to == nullptr || count == 0) return;
    std::atomic_ref<std::int64_t>(*to).fetch_add(count, std::memory_order_relaxed);
}

/// Rows from `begin` on, or columns where those are rows.
template <class T>
void add_counts(const CpuState<T>& state, std::int64_t begin, std::int64_t n,
                const Counts<T>& counts) {
    const kernels::RowWeights<T> weights = row_weights<T>(state.call);
    const kernels::RankArrays ranks = state.call.ranks();
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t row = begin + i;
        if (!weights.counts(row)) continue;
        const auto at = static_cast<std::size_t>(i);
        add<T>(ranks.rank == nullptr ? nullptr : ranks.rank + row, counts.above[at]);
        add<T>(ranks.ties == nullptr ? nullptr : ranks.ties + row, counts.beside[at]);
    }
}

}  // namespace

template <class T>
void rank_tile(const CpuState<T>& state, const Tile& tile, const TileView<T>& view) {
    const bool symmetric = state.plan.rule.symmetric();
    for (std::int64_t r = 0; r < view.n_rows; r += kBlock) {
        for (std::int64_t c = 0; c < view.n_cols; c += kBlock) {
            const TileView<const T> block{view.data + r * view.ld + c, view.ld,
                                          std::min(kBlock, view.n_rows - r),
                                          std::min(kBlock, view.n_cols - c)};
            const std::int64_t row_begin = tile.row_begin + r;
            const std::int64_t col_begin = tile.col_begin + c;
            Counts<T> rows;
            Counts<T> cols;
            count_ranks(block, rows.side(state.positive + row_begin),
                        symmetric ? cols.side(state.positive + col_begin)
                                  : RankSide<T>{nullptr, nullptr, nullptr});
            add_counts(state, row_begin, block.n_rows, rows);
            // Beyond the last column the view is padded.
            if (symmetric) {
                add_counts(state, col_begin, std::min(block.n_cols, tile.n_cols() - c), cols);
            }
        }
    }
}

template void rank_tile(const CpuState<float>&, const Tile&, const TileView<float>&);
template void rank_tile(const CpuState<double>&, const Tile&, const TileView<double>&);

}  // namespace cuxent::impl
