// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// A row's set of targets, from where the visits of the panels have left it.
#pragma once

#include <cstdint>

#include "kernels/launch.h"
#include "kernels/set_math.h"

namespace cuxent::kernels {

template <class T>
__device__ inline TargetSet<T> target_set_of(const RowArrays<T>& rows, std::int64_t row) {
    const T count = rows.target_count[row];
    return {rows.target_shift[row], rows.target_sum[row], rows.positive[row], count,
            rows.target_number != nullptr ? rows.target_number[row] : count};
}

}  // namespace cuxent::kernels
