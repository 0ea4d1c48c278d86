// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_distortion.h
 * @brief Shifted and noisy copies of digits, made on a CUDA device.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "step_scalars.h"

namespace digits {

/// What digits::Distortion says, with a seed of its own.
struct DeviceDistortion {
    int max_shift;
    float noise_sigma;
    std::uint64_t seed;
};

/**
 * Writes two distorted copies of each picture of a step's batch: row i and row n_pairs + i of
 * `views` show picture batches[step * n_pairs + i]. What they look like depends on seed, step and
 * row alone.
 */
void distort_batch(const float* images, const std::int32_t* batches, int n_pairs,
                   const DeviceDistortion& distortion, const StepScalars* scalars, float* views,
                   cudaStream_t stream);

}  // namespace digits
