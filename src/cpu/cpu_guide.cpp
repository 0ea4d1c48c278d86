// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_guide.hpp"

#include <algorithm>
#include <limits>

#include "cpu/blas.hpp"
#include "cpu/rows.hpp"
#include "cpu/tile_kernels.hpp"
#include "cpu/typed_row_kernels.hpp"

namespace cuxent::impl {

// No two tiles share a word: all but the last are full vectors wide.
static_assert(kTileStep % kernels::GuideBits::kBits == 0);

template <class T>
void normalize_guide_row(const Plan& plan, const cuxentConstMatrix& from, std::int64_t row, T* to) {
    const cuxentType type = plan.problem.type;
    const auto rule = cpu_norm_rule<T>(true, CUXENT_SMALL_NORM_ZERO, 0);
    normalize_typed_row(row_of(from, type, row), type, plan.problem.guide_dim, rule, to,
                        arithmetic_type<T>());
}

template <class T>
CpuGuide<T>::CpuGuide(const CpuState<T>& state)
    : state_(state),
      bits_(state.entries.guide),
      rule_(state.plan.guide_rule()),
      dim_(state.plan.problem.guide_dim) {
    const auto typed = [](void* buffer) { return static_cast<T*>(buffer); };
    const GuideBuffers& buffers = state.call.buffers.guide;
    rows_ = typed(buffers.rows);
    cols_ = typed(buffers.cols);
    target_ = typed(buffers.target);
}

template <class T>
void CpuGuide<T>::normalize(Side side, std::int64_t row, const cuxentConstMatrix& from,
                            std::int64_t from_row) const {
    normalize_guide_row(state_.plan, from, from_row,
                        (side == Side::kRows ? rows_ : cols_) + row * dim_);
}

template <class T>
void CpuGuide<T>::leave_empty(std::int64_t row) const {
    std::fill_n(rows_ + row * dim_, dim_, T{0});
}

template <class T>
void CpuGuide<T>::begin_targets() const {
    // A comparison with NaN leaves nothing out.
    std::fill_n(target_, state_.plan.place.rows.count(), std::numeric_limits<T>::quiet_NaN());
}

template <class T>
void CpuGuide<T>::similarity(const Tile& tile, T* g) const {
    gemm<T>(Transpose::kNo, Transpose::kYes, tile.n_rows(), tile.n_cols(), dim_,
            rows_ + tile.row_begin * dim_, dim_, cols_ + tile.col_begin * dim_, dim_, T{0}, g,
            state_.plan.schedule.ld(tile));
}

template <class T>
void CpuGuide<T>::note_targets(const Tile& tile, const T* g) const {
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    state_.for_targets(tile, [&](std::int64_t row, std::int64_t target) {
        target_[row] = g[(row - tile.row_begin) * ld + (target - tile.col_begin)];
    });
}

template <class T>
void CpuGuide<T>::note_entries(const Tile& tile, const T* g) const {
    constexpr std::int64_t kBits = kernels::GuideBits::kBits;
    const std::int64_t ld = state_.plan.schedule.ld(tile);
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        const T* row_of_g = g + (row - tile.row_begin) * ld;
        const T limit = rule_.limit(target_[row]);
        kernels::GuideBits::Word* word = bits_.word(row, tile.col_begin);
        for (std::int64_t begin = 0; begin < tile.n_cols(); begin += kBits) {
            const std::int64_t n = std::min(kBits, tile.n_cols() - begin);
            unsigned bits = 0;
            for (std::int64_t j = 0; j < n; ++j) {
                bits |= static_cast<unsigned>(row_of_g[begin + j] > limit) << j;
            }
            *word++ = static_cast<kernels::GuideBits::Word>(bits);
        }
    }
}

template void normalize_guide_row(const Plan&, const cuxentConstMatrix&, std::int64_t, float*);
template void normalize_guide_row(const Plan&, const cuxentConstMatrix&, std::int64_t, double*);
template class CpuGuide<float>;
template class CpuGuide<double>;

}  // namespace cuxent::impl
