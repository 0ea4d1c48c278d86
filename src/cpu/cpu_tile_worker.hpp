// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/round_up.hpp"
#include "cpu/cpu_state.hpp"
#include "cpu/tile_adjustment.hpp"
#include "cpu/tile_kernels.hpp"
#include "cpu/tile_turns.hpp"
#include "engine/backend.hpp"

namespace cuxent::impl {

/// One thread's work on tiles: a product that leaves the tile in the core's cache, the elementwise
/// passes over it there, and the products that take it to the gradients. What adds to sums that
/// tiles share waits for the tile's turn.
template <class T>
class CpuTileWorker : public TileWorker {
 public:
    CpuTileWorker(const CpuState<T>& state, const TileTurns& turns, int worker)
        : state_(state), turns_(turns), worker_(worker) {}

    void similarity(const Tile& tile) override;
    [[nodiscard]] bool may_have_targets(const Tile& tile) const override;
    void note_targets(const Tile& /*tile*/) override {}  // similarity() has
    void rank(const Tile& tile) override;
    void statistics(const Tile& tile) override;
    void pair_statistics(const Tile& /*tile*/) override {}
    void coefficients(const Tile& tile) override;
    void gradient_product(const Tile& tile) override;

    /// Similarities to exponentials (or sigmoids) that nothing weighs yet, in place, with the
    /// statistics of the rows, and the gradient of these so far brought to the shift that they have
    /// now. For rows and columns apart, and rows that no other worker adds to.
    void exponentials(const Tile& tile);

    /// The two halves of gradient_product(), for a caller that sees to the order of the sums.
    void row_product(const Tile& tile);
    void col_product(const Tile& tile);

    /// Where the coefficients of a tile go, and what comes before its similarities.
    [[nodiscard]] T* coefficients_of(const Tile& tile) const;

 protected:
    /// Takes out of the similarities what only some losses need.
    virtual void take_out(const Tile& tile, T* data) const;

    [[nodiscard]] T* similarities(const Tile& tile) const;
    [[nodiscard]] TileView<T> view(const Tile& tile, T* data) const;
    [[nodiscard]] std::array<Run, 4> runs_in(const Tile& tile) const;
    void add_exponentials(const TileView<T>& view, bool keep, const StatisticsSide<T>& rows,
                          const StatisticsSide<T>& cols) const;
    void weigh_exponentials(const Tile& tile, const TileView<T>& from, bool kept, T* result) const;

    /// With a softcap, which has a slope at each entry: calls add_slopes(chunk, offset, slope) for
    /// stretches of one row, `offset` from the first entry of the tile, and multiplies the
    /// coefficients in `result` by what that has added to zeros.
    template <class AddSlopes>
    void weigh_by_slopes(const Tile& tile, T* result, const AddSlopes& add_slopes) const;

    const CpuState<T>& state_;
    const TileTurns& turns_;
    int worker_;

 private:
    [[nodiscard]] T* own_place(const Tile& tile) const;
};

template <class T>
template <class AddSlopes>
void CpuTileWorker<T>::weigh_by_slopes(const Tile& tile, T* result,
                                       const AddSlopes& add_slopes) const {
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    Tile chunk = tile;
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        chunk.row_begin = row;
        chunk.row_end = row + 1;
        for (std::int64_t begin = tile.col_begin; begin < tile.col_end; begin += kSlopeChunk) {
            chunk.col_begin = begin;
            chunk.col_end = std::min(tile.col_end, begin + kSlopeChunk);
            const std::int64_t offset = (row - tile.row_begin) * ld + (begin - tile.col_begin);
            const std::int64_t n = round_up(chunk.n_cols(), kTileStep);
            std::array<T, kSlopeChunk> slope{};
            add_slopes(chunk, offset, slope.data());
            for (std::int64_t j = 0; j < n; ++j) {
                result[offset + j] *= slope[static_cast<std::size_t>(j)];
            }
        }
    }
}

extern template class CpuTileWorker<float>;
extern template class CpuTileWorker<double>;

}  // namespace cuxent::impl
