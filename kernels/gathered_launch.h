// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of the kernels of rows that are named by index: see launch.h for what holds
// for all of them.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "kernels/negative_draw.h"

namespace cuxent::kernels {

/// Where the draw of a step finds its operands and leaves its result. Index: int32 or int64.
template <class Index>
struct SampleArrays {
    const Index* anchors;    ///< null: an anchor may be its own negative
    const Index* positives;  ///< one an anchor
    std::uint64_t step;
    const std::uint64_t* step_data;  ///< null: `step`
    Index* negatives;                ///< n_negatives an anchor
};

template <class Index>
cudaError_t sample_negatives(const NegativeDraw& draw, const SampleArrays<Index>& arrays,
                             cudaStream_t stream);

/// Load the kernels of each file into the current device: see load.cuh.
cudaError_t load_sample_negatives();

}  // namespace cuxent::kernels
