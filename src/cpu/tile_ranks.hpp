// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/cpu_state.hpp"
#include "cpu/tile_kernels.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// Adds the columns above and beside the target to the ranks of the rows of a tile and, where the
/// rows are the columns, of its columns. Any number of threads may be at it at once.
template <class T>
void rank_tile(const CpuState<T>& state, const Tile& tile, const TileView<T>& view);

extern template void rank_tile(const CpuState<float>&, const Tile&, const TileView<float>&);
extern template void rank_tile(const CpuState<double>&, const Tile&, const TileView<double>&);

}  // namespace cuxent::impl
