// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_tile_worker.hpp"

#include <algorithm>
#include <limits>

#include "cpu/blas.hpp"

namespace cuxent::impl {
namespace {

std::int64_t padded(std::int64_t n_cols) {
    return (n_cols + kTileStep - 1) / kTileStep * kTileStep;
}

bool contains(std::int64_t begin, std::int64_t end, std::int64_t index) {
    return begin <= index && index < end;
}

/// Makes a matrix whose upper triangle is there symmetric, block by block: both sides of a block of
/// 16 x 16 stay in cache.
template <class T>
void copy_upper_to_lower(T* data, std::int64_t ld, std::int64_t n) {
    constexpr std::int64_t kBlock = 16;
    for (std::int64_t i0 = 0; i0 < n; i0 += kBlock) {
        for (std::int64_t j0 = 0; j0 <= i0; j0 += kBlock) {
            for (std::int64_t i = i0; i < std::min(i0 + kBlock, n); ++i) {
                for (std::int64_t j = j0; j < std::min(j0 + kBlock, i); ++j) {
                    data[i * ld + j] = data[j * ld + i];
                }
            }
        }
    }
}

}  // namespace

template <class T>
T* CpuTileWorker<T>::own_tile() const {
    return state_.tiles + worker_ * state_.plan.schedule.largest_tile();
}

/// Where the similarities of a tile are, or are to be.
template <class T>
T* CpuTileWorker<T>::similarities(const Tile& tile) const {
    return state_.kept != nullptr ? state_.kept + state_.plan.schedule.kept_offset(tile.index)
                                  : own_tile();
}

/// Where its coefficients go: in place, unless the tile is the caller's to keep.
template <class T>
T* CpuTileWorker<T>::coefficients_of(const Tile& tile) const {
    return state_.tiles != nullptr ? own_tile() : similarities(tile);
}

/// Takes out what a row may not see, and the target, which has its own place. -inf becomes an exact
/// 0 in every exponential. The padding up to the vector width goes the same way.
template <class T>
void CpuTileWorker<T>::mask(const Tile& tile, T* data) const {
    constexpr T kOut = -std::numeric_limits<T>::infinity();
    const Place& place = state_.plan.place;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        T* entries = data + (row - tile.row_begin) * ld;
        std::fill(entries + tile.n_cols(), entries + padded(tile.n_cols()), kOut);
        const std::int64_t self = place.self_column(row);
        if (contains(tile.col_begin, tile.col_end, self)) entries[self - tile.col_begin] = kOut;
        const std::int64_t target = place.partner_column(row);
        if (contains(tile.col_begin, tile.col_end, target)) {
            T& entry = entries[target - tile.col_begin];
            if (state_.notes_targets) {
                state_.positive[row] = entry;
                if (tile.mirrored) state_.positive[target] = entry;
            }
            entry = kOut;
        }
    }
}

template <class T>
void CpuTileWorker<T>::similarity(const Tile& tile) {
    const std::int64_t dim = state_.plan.problem.dim;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const T* rows = state_.rows.z + tile.row_begin * dim;
    const T* cols = state_.cols.z + tile.col_begin * dim;
    T* data = similarities(tile);
    if (state_.plan.rule.symmetric() && !tile.mirrored) {
        syrk(tile.n_rows(), dim, rows, dim, data, ld);
        copy_upper_to_lower(data, ld, tile.n_rows());
    } else {
        gemm<T>(Transpose::kNo, Transpose::kYes, tile.n_rows(), tile.n_cols(), dim, rows, dim, cols,
                dim, T{0}, data, ld);
    }
    mask(tile, data);
}

template <class T>
void CpuTileWorker<T>::statistics(const Tile& tile) {
    const TileView<T> view{similarities(tile), state_.plan.schedule.ld(tile), tile.n_rows(),
                           padded(tile.n_cols())};
    const StatisticsSide<T> rows{state_.shift + tile.row_begin, state_.sum + tile.row_begin};
    StatisticsSide<T> cols{nullptr, nullptr};
    if (tile.mirrored) cols = {state_.shift + tile.col_begin, state_.sum + tile.col_begin};
    const kernels::Logits<T>& logits = state_.logits;
    if (logits.one_shift) {
        statistics_constant_shift(view, logits.slope, logits.shift, state_.kept != nullptr, rows,
                                  cols);
    } else {
        statistics_running_shift(view, logits.slope, rows, cols);
    }
}

template <class T>
void CpuTileWorker<T>::coefficients(const Tile& tile) {
    const Place& place = state_.plan.place;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const bool symmetric = state_.plan.rule.symmetric();
    const auto side = [this](std::int64_t begin) {
        return WeightSide<T>{state_.weight + begin, state_.shift + begin,
                             state_.weight_shift + begin};
    };
    const TileView<const T> source{similarities(tile), ld, tile.n_rows(), padded(tile.n_cols())};
    T* result = coefficients_of(tile);
    // Where the rows are the columns, W = G + G^T.
    const WeightSide<T> cols =
        symmetric ? side(tile.col_begin) : WeightSide<T>{nullptr, nullptr, nullptr};
    const kernels::Logits<T>& logits = state_.logits;
    if (logits.one_shift) {
        coefficients_constant_shift(source, result, logits.slope, logits.shift,
                                    state_.kept != nullptr, side(tile.row_begin), cols);
    } else {
        coefficients_running_shift(source, result, logits.slope, side(tile.row_begin), cols);
    }
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        const std::int64_t target = place.partner_column(row);
        if (!contains(tile.col_begin, tile.col_end, target)) continue;
        result[(row - tile.row_begin) * ld + (target - tile.col_begin)] =
            state_.pull[row] + (symmetric ? state_.pull[target] : T{0});
    }
}

template <class T>
void CpuTileWorker<T>::gradient_product(const Tile& tile) {
    const std::int64_t dim = state_.plan.problem.dim;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const T* w = coefficients_of(tile);
    const auto beta = [](std::int64_t turn) { return turn == 0 ? T{0} : T{1}; };
    if (state_.is_wanted(Side::kRows, tile.row_begin, tile.row_end)) {
        gemm<T>(Transpose::kNo, Transpose::kNo, tile.n_rows(), dim, tile.n_cols(), w, ld,
                state_.cols.z + tile.col_begin * dim, dim, beta(tile.row_turn),
                state_.rows.gradient + tile.row_begin * dim, dim);
    }
    const bool has_column_side = tile.mirrored || !state_.plan.rule.symmetric();
    const Side side = tile.mirrored ? Side::kRows : Side::kCols;
    if (has_column_side && state_.is_wanted(side, tile.col_begin, tile.col_end)) {
        gemm<T>(Transpose::kYes, Transpose::kNo, tile.n_cols(), dim, tile.n_rows(), w, ld,
                state_.rows.z + tile.row_begin * dim, dim, beta(tile.col_turn),
                state_.cols.gradient + tile.col_begin * dim, dim);
    }
}

template class CpuTileWorker<float>;
template class CpuTileWorker<double>;

}  // namespace cuxent::impl
