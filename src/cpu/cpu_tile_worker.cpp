// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_tile_worker.hpp"

#include <algorithm>
#include <limits>

#include "base/round_up.hpp"
#include "cpu/blas.hpp"
#include "cpu/row_kernels.hpp"
#include "cpu/tile_ranks.hpp"
#include "cpu/tile_sigmoid_kernels.hpp"

namespace cuxent::impl {

// Kernels run to the end of a padded row, and over per-row arrays as far.
static_assert(kTileStep - 1 <= static_cast<std::int64_t>(kRowSlack));

namespace {

std::int64_t padded(std::int64_t n_cols) {
    return round_up(n_cols, kTileStep);
}

/// The first tile of a block overwrites what the later ones add to.
template <class T>
T beta_of(std::int64_t turn) {
    return turn == 0 ? T{0} : T{1};
}

}  // namespace

/// Where a tile goes that is not kept.
template <class T>
T* CpuTileWorker<T>::own_place(const Tile& tile) const {
    const TileSchedule& schedule = state_.plan.schedule;
    if (state_.pair != nullptr) {
        return state_.pair + (schedule.kept_offset(tile.index) - schedule.kept_offset(2));
    }
    return state_.tiles + worker_ * schedule.largest_tile();
}

/// Where the similarities of a tile are, or are to be.
template <class T>
T* CpuTileWorker<T>::similarities(const Tile& tile) const {
    return state_.kept != nullptr ? state_.kept + state_.plan.schedule.kept_offset(tile.index)
                                  : own_place(tile);
}

/// Where its coefficients go: in place, unless the tile is the caller's to keep.
template <class T>
T* CpuTileWorker<T>::coefficients_of(const Tile& tile) const {
    return state_.tiles != nullptr ? own_place(tile) : similarities(tile);
}

template <class T>
TileView<T> CpuTileWorker<T>::view(const Tile& tile, T* data) const {
    return {data, state_.plan.schedule.ld(tile), tile.n_rows(), padded(tile.n_cols())};
}

/// Takes out what a row may not see, and the target, which has its own place. -inf becomes an exact
/// 0 in every exponential. The padding up to the vector width goes the same way.
template <class T>
void CpuTileWorker<T>::take_out(const Tile& tile, T* data) const {
    constexpr T kOut = -std::numeric_limits<T>::infinity();
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const auto row_of = [&](std::int64_t row) { return data + (row - tile.row_begin) * ld; };
    if (padded(tile.n_cols()) > tile.n_cols()) {
        for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
            std::fill(row_of(row) + tile.n_cols(), row_of(row) + padded(tile.n_cols()), kOut);
        }
    }
    if (state_.is_triangle(tile)) {
        for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
            std::fill(row_of(row), row_of(row) + (row - tile.row_begin) + 1, kOut);
        }
    } else {
        for (const Run& run : runs_in(tile)) {
            if (run.role != Role::kOut) continue;
            for (std::int64_t row = run.row_begin; row < run.row_end; ++row) {
                row_of(row)[row + run.shift - tile.col_begin] = kOut;
            }
        }
    }
    const bool symmetric = state_.plan.rule.symmetric();
    state_.for_targets(tile, [&](std::int64_t row, std::int64_t target) {
        T& entry = row_of(row)[target - tile.col_begin];
        if (state_.notes_targets) {
            state_.positive[row] = entry;
            if (symmetric) state_.positive[target] = entry;
        }
        entry = kOut;
    });
}

template <class T>
std::array<Run, 4> CpuTileWorker<T>::runs_in(const Tile& tile) const {
    return state_.plan.place.runs(tile.row_begin, tile.row_end, tile.col_begin, tile.col_end);
}

template <class T>
void CpuTileWorker<T>::similarity(const Tile& tile) {
    const std::int64_t dim = state_.plan.problem.dim;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const T* rows = state_.rows.z + tile.row_begin * dim;
    const T* cols = state_.cols.z + tile.col_begin * dim;
    T* data = similarities(tile);
    if (state_.is_triangle(tile)) {
        syrk(tile.n_rows(), dim, rows, dim, data, ld);
    } else {
        gemm<T>(Transpose::kNo, Transpose::kYes, tile.n_rows(), tile.n_cols(), dim, rows, dim, cols,
                dim, T{0}, data, ld);
    }
    if (state_.entries.exist()) adjust_tile(state_, tile, data);
    take_out(tile, data);
}

template <class T>
bool CpuTileWorker<T>::may_have_targets(const Tile& tile) const {
    if (!state_.classes.exist()) return state_.plan.place.has(Role::kTarget, tile);
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        if (state_.class_in(tile, row) >= 0) return true;
    }
    return false;
}

template <class T>
void CpuTileWorker<T>::rank(const Tile& tile) {
    rank_tile(state_, tile, view(tile, similarities(tile)));
}

template <class T>
void CpuTileWorker<T>::statistics(const Tile& tile) {
    const auto row_turn = turns_.of_rows(tile);
    const auto col_turn = turns_.of_cols(tile);
    if (state_.plan.rule.sigmoid) {
        statistics_sigmoid(view(tile, similarities(tile)), state_.logits.slope,
                           state_.logits.offset, state_.keeps_exponentials(),
                           state_.sum + tile.row_begin, state_.shift + tile.row_begin);
        return;
    }
    const auto side = [this](std::int64_t begin) {
        return StatisticsSide<T>{state_.shift + begin, state_.sum + begin};
    };
    add_exponentials(
        view(tile, similarities(tile)), state_.keeps_exponentials(), side(tile.row_begin),
        state_.plan.rule.symmetric() ? side(tile.col_begin) : StatisticsSide<T>{nullptr, nullptr});
}

template <class T>
void CpuTileWorker<T>::exponentials(const Tile& tile) {
    const kernels::Logits<T>& logits = state_.logits;
    const TileView<T> view = this->view(tile, similarities(tile));
    const StatisticsSide<T> rows{state_.shift + tile.row_begin, state_.sum + tile.row_begin};
    if (state_.plan.rule.sigmoid) {
        statistics_sigmoid(view, logits.slope, logits.offset, true, rows.sum, rows.shift);
        return;
    }
    if (logits.one_shift) {
        statistics_constant_shift(view, logits.slope, logits.shift, true, rows, {nullptr, nullptr});
        return;
    }
    T* rescale = state_.weight + tile.row_begin;  // rows are not weighed before they are complete
    exponentials_running_shift(view, logits.slope, rows, rescale);
    const bool has_gradient =
        tile.row_turn != 0 && state_.is_wanted(Side::kRows, tile.row_begin, tile.row_end);
    const std::int64_t dim = state_.plan.problem.dim;
    for (std::int64_t row = 0; has_gradient && row < tile.n_rows(); ++row) {
        if (rescale[row] == T{1}) continue;
        T* gradient = state_.rows.gradient + (tile.row_begin + row) * dim;
        scale_row(gradient, rescale[row], dim, gradient);
    }
}

template <class T>
void CpuTileWorker<T>::add_exponentials(const TileView<T>& view, bool keep,
                                        const StatisticsSide<T>& rows,
                                        const StatisticsSide<T>& cols) const {
    const kernels::Logits<T>& logits = state_.logits;
    if (logits.one_shift) {
        statistics_constant_shift(view, logits.slope, logits.shift, keep, rows, cols);
    } else {
        statistics_running_shift(view, logits.slope, rows, cols);
    }
}

template <class T>
void CpuTileWorker<T>::weigh_exponentials(const Tile& tile, const TileView<T>& from, bool kept,
                                          T* result) const {
    const auto side = [this](std::int64_t begin) {
        return WeightSide<T>{state_.weight + begin, state_.shift + begin,
                             state_.weight_shift + begin};
    };
    const TileView<const T> source{from.data, from.ld, from.n_rows, from.n_cols};
    // Where the rows are the columns, W = G + G^T.
    const WeightSide<T> cols = state_.plan.rule.symmetric()
                                   ? side(tile.col_begin)
                                   : WeightSide<T>{nullptr, nullptr, nullptr};
    const kernels::Logits<T>& logits = state_.logits;
    if (state_.plan.rule.sigmoid) {
        coefficients_sigmoid(source, result, logits.slope, logits.offset, kept,
                             state_.weight + tile.row_begin);
    } else if (logits.one_shift) {
        coefficients_constant_shift(source, result, logits.slope, logits.shift, kept,
                                    side(tile.row_begin), cols);
    } else {
        coefficients_running_shift(source, result, logits.slope, side(tile.row_begin), cols);
    }
}

template <class T>
void CpuTileWorker<T>::coefficients(const Tile& tile) {
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const bool symmetric = state_.plan.rule.symmetric();
    T* result = coefficients_of(tile);
    T* from = similarities(tile);
    if (state_.entries.is_capped()) {
        // Coefficients may take the place of what their slopes are found from.
        weigh_by_slopes(tile, result, [&](const Tile& chunk, std::int64_t offset, T* slope) {
            const std::int64_t n = padded(chunk.n_cols());
            add_slopes_of_cap(state_, chunk, false, from + offset, slope);
            weigh_exponentials(chunk, {from + offset, ld, 1, n}, false, result + offset);
        });
    } else {
        weigh_exponentials(tile, view(tile, from), state_.kept != nullptr, result);
    }
    state_.for_own_targets(tile, [&](std::int64_t row, std::int64_t target) {
        result[(row - tile.row_begin) * ld + (target - tile.col_begin)] =
            state_.pull[row] + (symmetric ? state_.pull[target] : T{0});
    });
}

template <class T>
void CpuTileWorker<T>::row_product(const Tile& tile) {
    if (!state_.is_wanted(Side::kRows, tile.row_begin, tile.row_end)) return;
    const std::int64_t dim = state_.plan.problem.dim;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    const T* w = coefficients_of(tile);
    const T* cols = state_.cols.z + tile.col_begin * dim;
    const T beta = beta_of<T>(tile.row_turn);
    T* gradient = state_.rows.gradient + tile.row_begin * dim;
    if (state_.is_triangle(tile)) {
        symm(tile.n_rows(), dim, w, ld, cols, dim, beta, gradient, dim);
    } else {
        gemm<T>(Transpose::kNo, Transpose::kNo, tile.n_rows(), dim, tile.n_cols(), w, ld, cols, dim,
                beta, gradient, dim);
    }
}

template <class T>
void CpuTileWorker<T>::col_product(const Tile& tile) {
    if (state_.is_triangle(tile)) return;  // its rows have it all
    const Side side = tile.mirrored ? Side::kRows : Side::kCols;
    if (!state_.is_wanted(side, tile.col_begin, tile.col_end)) return;
    const std::int64_t dim = state_.plan.problem.dim;
    gemm<T>(Transpose::kYes, Transpose::kNo, tile.n_cols(), dim, tile.n_rows(),
            coefficients_of(tile), state_.plan.schedule.ld(tile),
            state_.rows.z + tile.row_begin * dim, dim, beta_of<T>(tile.col_turn),
            state_.cols.gradient + tile.col_begin * dim, dim);
}

template <class T>
void CpuTileWorker<T>::gradient_product(const Tile& tile) {
    {
        const auto turn = turns_.of_rows(tile);
        row_product(tile);
    }
    const auto turn = turns_.of_cols(tile);
    col_product(tile);
}

template class CpuTileWorker<float>;
template class CpuTileWorker<double>;

}  // namespace cuxent::impl
