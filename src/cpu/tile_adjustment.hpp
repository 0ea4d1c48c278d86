// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/cpu_state.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// Turns the similarities of a tile, in place, into what the softmax sees in their place; see
/// kernels/entry_math.h. Only for calls with such options.
template <class T>
void adjust_tile(const CpuState<T>& state, const Tile& tile, T* data);

extern template void adjust_tile(const CpuState<float>&, const Tile&, float*);
extern template void adjust_tile(const CpuState<double>&, const Tile&, double*);

}  // namespace cuxent::impl
