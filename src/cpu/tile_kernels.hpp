// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace cuxent::impl {

/// Columns of a tile are padded to a multiple of this (masked as if not allowed), so that no kernel
/// has a tail.
inline constexpr std::int64_t kTileStep = 16;

/// A tile in memory, row-major. n_cols and ld are multiples of kTileStep.
template <class T>
struct TileView {
    T* data;
    std::int64_t ld;
    std::int64_t n_rows;
    std::int64_t n_cols;
};

/// Per-row numbers of the rows and of the columns of a tile. Column pointers are null where only
/// the rows take part.
///
/// On the diagonal of a symmetric problem rows and columns are the same numbers: kernels finish a
/// row before they touch what may belong to it as a column.
///
/// Logits are in base 2: t = slope * S with slope = scale * log2(e), minus a shift.
template <class T>
struct StatisticsSide {
    T* shift;  ///< running only: largest logit so far
    T* sum;    ///< sum of exp2(t - shift)
};

template <class T>
struct WeightSide {
    const T* weight;        ///< u_i sigmoid(d_i) / sum_i, or u_i for running shifts
    const T* shift;         ///< running only: the row's shift ...
    const T* weight_shift;  ///< ... and log2(sum_i / sigmoid(d_i)), subtracted after it
};

/// Elementwise kernels of one tile, by Highway for the instruction set found at run time.
/// Exactly-0 and NaN behaviour is that of exp2.inl.hpp. Sums are taken in a fixed order.
///
/// Constant shift, for logits known to be bounded: one exponential serves row and column.
///   sum_i += sum_j exp2(t_ij - shift)   and, if wanted, sum_j += sum_i exp2(t_ij - shift)
/// With `keep` the exponentials replace the similarities.
template <class T>
void statistics_constant_shift(const TileView<T>& tile, T slope, T shift, bool keep,
                               StatisticsSide<T> rows, StatisticsSide<T> cols);

/// Running shift, for logits of any size: the largest so far, one for each row and column.
template <class T>
void statistics_running_shift(const TileView<T>& tile, T slope, StatisticsSide<T> rows,
                              StatisticsSide<T> cols);

/// The same of the rows alone, with the exponentials in the place of the similarities. Shifts are
/// whole numbers, the least not below the largest logit so far, so that sums are brought from one
/// to the next without rounding: by `rescale`, one a row, 2^(shift before - shift after).
template <class T>
void exponentials_running_shift(const TileView<T>& tile, T slope, StatisticsSide<T> rows,
                                T* rescale);

/// W_ij = exp2(t_ij - shift) * (weight_i + weight_j); `source` holds S, or with `kept` the
/// exponentials. Without columns W_ij = exp2(t_ij - shift) * weight_i. May work in place.
template <class T>
void coefficients_constant_shift(const TileView<const T>& source, T* result, T slope, T shift,
                                 bool kept, WeightSide<T> rows, WeightSide<T> cols);

/// W_ij = weight_i exp2((t_ij - shift_i) - weight_shift_i), plus the same of j. May work in place.
template <class T>
void coefficients_running_shift(const TileView<const T>& source, T* result, T slope,
                                WeightSide<T> rows, WeightSide<T> cols);

/// Name of the instruction set that these kernels run with on this machine.
std::string cpu_instruction_set();

}  // namespace cuxent::impl
