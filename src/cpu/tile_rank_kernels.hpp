// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <type_traits>

#include "cpu/tile_kernels.hpp"

namespace cuxent::impl {

/// Whole numbers as wide as the entries that they count.
template <class T>
using RankCount = std::conditional_t<sizeof(T) == sizeof(float), std::int32_t, std::int64_t>;

/// Targets and counts of the rows, or of the columns, of a tile. Column pointers are null where
/// only the rows take part.
template <class T>
struct RankSide {
    const T* target;
    RankCount<T>* above;
    RankCount<T>* beside;
};

/// Counts, on top of what is there, the entries of each row that are above and beside its target
/// (kernels/rank.h), and the same of each column. By Highway, as the kernels of tile_kernels.hpp.
template <class T>
void count_ranks(const TileView<const T>& tile, const RankSide<T>& rows, const RankSide<T>& cols);

}  // namespace cuxent::impl
