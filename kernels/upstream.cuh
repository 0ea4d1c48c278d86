// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Upstream gradients of the row losses, times the rows' weights.
#pragma once

#include "kernels/launch.h"
#include "kernels/scale.cuh"

namespace cuxent::kernels {

/// Of a row, over the factor that is common to all rows.
template <class T>
struct WeightedUpstream {
    const T* values;  ///< one a row; null: 1 each
    RowWeights<T> weights;

    __device__ WeightedUpstream(const UpstreamInput& upstream, const RowWeights<T>& the_weights)
        : values(upstream.is_vector ? static_cast<const T*>(upstream.data) : nullptr),
          weights(the_weights) {}

    __device__ bool varies() const { return values != nullptr || weights.vary(); }
    __device__ double operator[](std::int64_t row) const {
        return weights.weighted(values == nullptr ? 1.0 : static_cast<double>(values[row]), row);
    }
};

/// The same scaled so that the largest is 1: u in weigh_rows.cu.
template <class T>
struct ScaledUpstream {
    WeightedUpstream<T> weighted;
    double factor;

    __device__ ScaledUpstream(const UpstreamInput& upstream, const RowWeights<T>& weights,
                              const CallScalars& scalars)
        : weighted(upstream, weights),
          factor(scalars.magnitude > 0 ? read_reduction(upstream.reduction) / scalars.magnitude
                                       : 0) {}

    __device__ T operator[](std::int64_t row) const {
        return static_cast<T>(weighted[row] * factor);
    }
};

}  // namespace cuxent::kernels
