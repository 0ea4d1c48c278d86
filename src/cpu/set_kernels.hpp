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

/// Weights of a tile's targets, where they have any: then only rows take part. Beyond the n_cols
/// columns of a row nothing is read.
template <class T>
struct TargetWeights {
    const T* data;  ///< null: 1 each
    std::int64_t ld;
    std::int64_t n_cols;
};

/// Sums over the targets of a row (column), each times its weight. Long columns are summed tile by
/// tile, as there.
template <class T>
struct TargetTotals {
    T* total;   ///< of the similarities
    T* count;   ///< of the weights
    T* number;  ///< of the targets, where they have weights
};
template <class T>
void add_target_totals(const TileView<T>& targets, const TargetWeights<T>& weights,
                       const TargetTotals<T>& rows, const TargetTotals<T>& cols);

/// Of a row (column): TargetFactors in kernels/set_math.h, and the shift of its exponentials.
template <class T>
struct TargetSide {
    const T* shift;  ///< running only
    const T* weight;
    const T* center;
    const T* offset;
};

/// W_p += weight (2^(t - shift) - center) + offset, of the row and of the column, with the weight
/// of a target as a factor of center and offset. The exponentials are, bit by bit, those that
/// statistics_*_shift() have added up.
template <class T>
void add_target_coefficients(const TileView<const T>& targets, const TargetWeights<T>& weights,
                             T* result, const kernels::Logits<T>& logits, const TargetSide<T>& rows,
                             const TargetSide<T>& cols);

/// Of pairs, each times its weight: their number, the sum of softplus(d) and that of sigmoid(d),
/// d = ln 2 ((shift - t) + log2_sum).
template <class T>
struct PairSide {
    const T* shift;  ///< of the negatives
    const T* sum;
    T* losses;
    T* shares;
    T* count;
};
template <class T>
void add_pairs(const TileView<T>& targets, const TargetWeights<T>& weights,
               const kernels::Logits<T>& logits, const PairSide<T>& rows, const PairSide<T>& cols);

/// Of pairs: W_p += offset / (1 + 2^((t - shift) - center)), times the weight of the target.
template <class T>
void add_pair_coefficients(const TileView<const T>& targets, const TargetWeights<T>& weights,
                           T* result, const kernels::Logits<T>& logits, const TargetSide<T>& rows,
                           const TargetSide<T>& cols);

}  // namespace cuxent::impl
