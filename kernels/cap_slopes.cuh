// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What a softcap makes of the coefficients of a thread's columns: see entry_math.h.
#pragma once

#include <cstdint>

#include "kernels/launch.h"
#include "kernels/vector.cuh"

namespace cuxent::kernels {

template <class T>
struct CapSlopes {
    EntryFactors<T> factors;
    T column_term[Vector<T>::kSize];

    __device__ CapSlopes(const EntryOptions<T>& entries, const Logits<T>& logits,
                         const Panel<T>& panel, std::int64_t c)
        : factors(entries.factors(logits)) {
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) {
            column_term[j] =
                c + j < panel.n_cols ? entries.col_term(panel.col_begin + c + j) : T(0);
        }
    }

    // `entry`: of the panel, at column j of the thread.
    __device__ T of_negative(int j, T entry, T row_term) const {
        return factors.slope_of_negative(entry, row_term + column_term[j]);
    }
    __device__ T of_target(int j, T entry, T row_term) const {
        return factors.slope_of_target(entry, row_term + column_term[j]);
    }
};

/// In the place of CapSlopes where there is no cap.
template <class T>
struct NoSlopes {
    __device__ NoSlopes(const EntryOptions<T>&, const Logits<T>&, const Panel<T>&, std::int64_t) {}

    __device__ T of_negative(int, T, T) const { return T(1); }
    __device__ T of_target(int, T, T) const { return T(1); }
};

}  // namespace cuxent::kernels
