// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cpu/cpu_state.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// Turns the similarities of a tile, in place, into what the softmax sees in their place; see
/// kernels/entry_math.h. Only for calls with such options.
template <class T>
void adjust_tile(const CpuState<T>& state, const Tile& tile, T* data);

/// Columns of one row that add_slopes_of_cap() takes at most.
inline constexpr std::int64_t kSlopeChunk = 256;

/// slope += that of the softcap at entries [tile.col_begin, tile.col_end), of row tile.row_begin:
/// what adjust_tile() has left of negatives, or of targets; -inf elsewhere. Both are read and
/// written to the next multiple of kTileStep.
template <class T>
void add_slopes_of_cap(const CpuState<T>& state, const Tile& tile, bool are_targets,
                       const T* entries, T* slope);

extern template void adjust_tile(const CpuState<float>&, const Tile&, float*);
extern template void adjust_tile(const CpuState<double>&, const Tile&, double*);
extern template void add_slopes_of_cap(const CpuState<float>&, const Tile&, bool, const float*,
                                       float*);
extern template void add_slopes_of_cap(const CpuState<double>&, const Tile&, bool, const double*,
                                       double*);

}  // namespace cuxent::impl
