// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cpu/tile_kernels.hpp"
#include "kernels/logits.h"

namespace cuxent::impl {

// Elementwise kernels on a tile that holds the similarities of targets, and -inf elsewhere: what a
// loss with sets of targets does beside the kernels of tile_kernels.hpp. By Highway, in a fixed
// order. Columns are null where only the rows take part; see kernels/set_math.h for the formulas.

/// Sums over the targets of a row (column). Long columns are summed tile by tile, as there.
template <class T>
struct TargetTotals {
    T* total;  ///< of the similarities
    T* count;
};
template <class T>
void add_target_totals(const TileView<T>& targets, const TargetTotals<T>& rows,
                       const TargetTotals<T>& cols);

/// Of a row (column): TargetFactors in kernels/set_math.h, and the shift of its exponentials.
template <class T>
struct TargetSide {
    const T* shift;  ///< running only
    const T* weight;
    const T* center;
    const T* offset;
};

/// W_p += weight (2^(t - shift) - center) + offset, of the row and of the column. The exponentials
/// are, bit by bit, those that statistics_*_shift() have added up.
template <class T>
void add_target_coefficients(const TileView<const T>& targets, T* result,
                             const kernels::Logits<T>& logits, const TargetSide<T>& rows,
                             const TargetSide<T>& cols);

/// Of pairs: their number, the sum of softplus(d) and that of sigmoid(d), d = ln 2 ((shift - t) +
/// log2_sum).
template <class T>
struct PairSide {
    const T* shift;  ///< of the negatives
    const T* sum;
    T* losses;
    T* shares;
    T* count;
};
template <class T>
void add_pairs(const TileView<T>& targets, const kernels::Logits<T>& logits,
               const PairSide<T>& rows, const PairSide<T>& cols);

/// Of pairs: W_p += offset / (1 + 2^((t - shift) - center)).
template <class T>
void add_pair_coefficients(const TileView<const T>& targets, T* result,
                           const kernels::Logits<T>& logits, const TargetSide<T>& rows,
                           const TargetSide<T>& cols);

}  // namespace cuxent::impl
