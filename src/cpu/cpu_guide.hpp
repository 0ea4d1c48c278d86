// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cpu/cpu_state.hpp"

namespace cuxent::impl {

/// The unit vector of a row of a guide.
template <class T>
void normalize_guide_row(const Plan& plan, const cuxentConstMatrix& from, std::int64_t row, T* to);

/// What another model's embeddings say of the entries of a call; see kernels/guide_bits.h. Each
/// step works on one row or one tile, whatever thread that is on.
template <class T>
class CpuGuide {
 public:
    explicit CpuGuide(const CpuState<T>& state);

    /// Row `row` of an operand: the unit vector of row `from_row` of a matrix of the caller.
    void normalize(Side side, std::int64_t row, const cuxentConstMatrix& from,
                   std::int64_t from_row) const;
    /// Row `row` of the rows, which is not looked at.
    void leave_empty(std::int64_t row) const;

    /// Before the visits of the tiles: no row has a target.
    void begin_targets() const;

    /// g for the tile, at `g`, with the leading dimension of the schedule.
    void similarity(const Tile& tile, T* g) const;
    /// Notes those of the targets in the tile.
    void note_targets(const Tile& tile, const T* g) const;
    /// Compares the tile with the targets, all of which have been noted: the bits of its entries.
    void note_entries(const Tile& tile, const T* g) const;

 private:
    const CpuState<T>& state_;
    const kernels::GuideBits& bits_;
    kernels::GuideRule rule_;
    std::int64_t dim_;
    T* rows_;
    T* cols_;
    T* target_;
};

extern template void normalize_guide_row(const Plan&, const cuxentConstMatrix&, std::int64_t,
                                         float*);
extern template void normalize_guide_row(const Plan&, const cuxentConstMatrix&, std::int64_t,
                                         double*);
extern template class CpuGuide<float>;
extern template class CpuGuide<double>;

}  // namespace cuxent::impl
