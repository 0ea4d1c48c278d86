// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_adam.h
 * @brief The Adam optimiser (Kingma & Ba 2015) on a CUDA device.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>

#include "device_array.h"
#include "step_scalars.h"

namespace digits {

inline constexpr float kAdamMeanDecay = 0.9F;
inline constexpr float kAdamSquareDecay = 0.999F;
inline constexpr float kAdamEpsilon = 1e-8F;

class DeviceAdam {
 public:
    DeviceAdam(std::size_t n_parameters, cudaStream_t stream);

    /// Moves the parameters one step against their gradient.
    void step(float* parameters, const float* gradient, const StepScalars* scalars,
              cudaStream_t stream) const;

 private:
    DeviceArray<float> mean_;    ///< running mean of the gradient
    DeviceArray<float> square_;  ///< running mean of its square
};

}  // namespace digits
