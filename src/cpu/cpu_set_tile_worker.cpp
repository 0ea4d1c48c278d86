// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_set_tile_worker.hpp"

#include <algorithm>
#include <limits>

namespace cuxent::impl {

std::size_t set_tiles_bytes(const Plan& plan) {
    if (!plan.rule.has_sets()) return 0;
    return 2 * static_cast<std::size_t>(plan.n_workers) *
           static_cast<std::size_t>(plan.schedule.largest_tile()) * plan.arithmetic_bytes;
}

template <class T>
TileView<T> CpuSetTileWorker<T>::negatives(const Tile& tile) const {
    const std::int64_t size = this->state_.plan.schedule.largest_tile();
    return this->view(tile, this->state_.set_tiles + 2 * this->worker_ * size);
}

template <class T>
TileView<T> CpuSetTileWorker<T>::targets(const Tile& tile) const {
    const std::int64_t size = this->state_.plan.schedule.largest_tile();
    return this->view(tile, this->state_.set_tiles + (2 * this->worker_ + 1) * size);
}

template <class T>
TargetWeights<T> CpuSetTileWorker<T>::weights(const Tile& tile) const {
    const kernels::SoftTargets<T>& soft = this->state_.members.soft;
    if (soft.data == nullptr) return {nullptr, 0, 0};
    return {soft.row(tile.row_begin).weights + tile.col_begin, soft.ld, tile.n_cols()};
}

template <class T>
template <class Members>
void CpuSetTileWorker<T>::split_by(const Members& members, const Tile& tile) const {
    using kernels::Entry;
    constexpr T kOut = -std::numeric_limits<T>::infinity();
    const TileView<T> from = this->view(tile, this->similarities(tile));
    const TileView<T> negative = negatives(tile);
    const TileView<T> target = targets(tile);
    const std::int64_t n_cols = tile.n_cols();
    const bool triangle = this->state_.is_triangle(tile);
    for (std::int64_t r = 0; r < from.n_rows; ++r) {
        const T* source = from.data + r * from.ld;
        T* to_negative = negative.data + r * from.ld;
        T* to_target = target.data + r * from.ld;
        const auto row = members.row(tile.row_begin + r);
        const std::int64_t first = triangle ? r + 1 : 0;
        std::fill(to_negative, to_negative + first, kOut);
        std::fill(to_target, to_target + first, kOut);
        for (std::int64_t c = first; c < n_cols; ++c) {
            const Entry entry = row.at(tile.col_begin + c);
            to_negative[c] = entry == Entry::kNegative ? source[c] : kOut;
            to_target[c] = entry == Entry::kTarget ? source[c] : kOut;
        }
        std::fill(to_negative + n_cols, to_negative + from.n_cols, kOut);
        std::fill(to_target + n_cols, to_target + from.n_cols, kOut);
    }
}

template <class T>
void CpuSetTileWorker<T>::split(const Tile& tile) const {
    constexpr T kOut = -std::numeric_limits<T>::infinity();
    this->state_.members.take([&](const auto& members) { split_by(members, tile); });
    const TileView<T> negative = negatives(tile);
    const TileView<T> target = targets(tile);
    for (const Run& run : this->runs_in(tile)) {
        if (run.role != Role::kOut) continue;
        for (std::int64_t row = run.row_begin; row < run.row_end; ++row) {
            const std::int64_t at =
                (row - tile.row_begin) * negative.ld + row + run.shift - tile.col_begin;
            negative.data[at] = kOut;
            // What is listed as a target is one.
            if (!this->state_.plan.rule.has_lists()) target.data[at] = kOut;
        }
    }
}

template <class T>
void CpuSetTileWorker<T>::statistics(const Tile& tile) {
    split(tile);
    const auto& state = this->state_;
    const bool symmetric = state.plan.rule.symmetric();
    const auto row_turn = this->turns_.of_rows(tile);
    const auto col_turn = this->turns_.of_cols(tile);
    const auto sums = [&](T* shift, T* sum, const TileView<T>& view) {
        this->add_exponentials(view, false, {shift + tile.row_begin, sum + tile.row_begin},
                               symmetric
                                   ? StatisticsSide<T>{shift + tile.col_begin, sum + tile.col_begin}
                                   : StatisticsSide<T>{nullptr, nullptr});
    };
    sums(state.shift, state.sum, negatives(tile));
    if (state.plan.rule.pairs) return;
    sums(state.target_shift, state.target_sum, targets(tile));
    const auto totals = [&](std::int64_t begin) {
        T* number = state.target_number != nullptr ? state.target_number + begin : nullptr;
        return TargetTotals<T>{state.positive + begin, state.target_count + begin, number};
    };
    add_target_totals(targets(tile), weights(tile), totals(tile.row_begin),
                      symmetric ? totals(tile.col_begin) : TargetTotals<T>{});
}

template <class T>
void CpuSetTileWorker<T>::pair_statistics(const Tile& tile) {
    split(tile);
    const auto& state = this->state_;
    const auto side = [&](std::int64_t begin) {
        return PairSide<T>{state.shift + begin, state.sum + begin, state.positive + begin,
                           state.target_sum + begin, state.target_count + begin};
    };
    const auto row_turn = this->turns_.of_rows(tile);
    const auto col_turn = this->turns_.of_cols(tile);
    add_pairs(targets(tile), weights(tile), state.logits, side(tile.row_begin),
              state.plan.rule.symmetric() ? side(tile.col_begin) : PairSide<T>{});
}

template <class T>
void CpuSetTileWorker<T>::coefficients(const Tile& tile) {
    split(tile);
    const auto& state = this->state_;
    const bool symmetric = state.plan.rule.symmetric();
    T* result = this->coefficients_of(tile);
    this->weigh_exponentials(tile, negatives(tile), false, result);
    const T* shift = state.plan.rule.pairs ? state.shift : state.target_shift;
    const auto side = [&](std::int64_t begin) {
        return TargetSide<T>{shift + begin, state.target_weight + begin,
                             state.target_center + begin, state.pull + begin};
    };
    const TargetSide<T> cols =
        symmetric ? side(tile.col_begin) : TargetSide<T>{nullptr, nullptr, nullptr, nullptr};
    const TileView<T> view = targets(tile);
    const TileView<const T> source{view.data, view.ld, view.n_rows, view.n_cols};
    if (state.plan.rule.pairs) {
        add_pair_coefficients(source, weights(tile), result, state.logits, side(tile.row_begin),
                              cols);
    } else {
        add_target_coefficients(source, weights(tile), result, state.logits, side(tile.row_begin),
                                cols);
    }
    if (!state.entries.is_capped()) return;
    const T* negative = negatives(tile).data;
    this->weigh_by_slopes(tile, result, [&](const Tile& chunk, std::int64_t offset, T* slope) {
        add_slopes_of_cap(state, chunk, false, negative + offset, slope);
        add_slopes_of_cap(state, chunk, true, view.data + offset, slope);
    });
}

template class CpuSetTileWorker<float>;
template class CpuSetTileWorker<double>;

}  // namespace cuxent::impl
