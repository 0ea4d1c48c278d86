// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/tile_kernels.hpp"

namespace cuxent::impl {

/// Elementwise kernels of one tile for pairwise sigmoids, by Highway for the instruction set found
/// at run time. Logits are in base 2: t = slope * S + offset, s = t ln 2. Masked entries (-inf)
/// give exactly 0, NaN gives NaN, and sums are taken in a fixed order. Largest error of a softplus
/// or sigmoid, as tests/unit measures it: 3.1 ulp wherever the result is a normal number.
///
///   softplus_i += sum_j softplus(s_ij)   and   sigmoid_i += sum_j sigmoid(s_ij)
/// With `keep` the sigmoids replace the similarities.
template <class T>
void statistics_sigmoid(const TileView<T>& tile, T slope, T offset, bool keep, T* softplus,
                        T* sigmoid);

/// W_ij = weight_i sigmoid(s_ij); `source` holds S, or with `kept` the sigmoids. May work in place.
template <class T>
void coefficients_sigmoid(const TileView<const T>& source, T* result, T slope, T offset, bool kept,
                          const T* weight);

}  // namespace cuxent::impl
