// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "device_adam.h"
#include "launch.h"

namespace digits {
namespace {

constexpr unsigned kBlock = 256;

__global__ void adam_kernel(float* parameters, const float* gradient, float* mean, float* square,
                            const StepScalars* scalars, std::size_t size) {
    const std::size_t i = static_cast<std::size_t>(blockIdx.x) * kBlock + threadIdx.x;
    if (i >= size) return;
    const float g = gradient[i];
    const float m = kAdamMeanDecay * mean[i] + (1.0F - kAdamMeanDecay) * g;
    const float s = kAdamSquareDecay * square[i] + (1.0F - kAdamSquareDecay) * g * g;
    mean[i] = m;
    square[i] = s;
    parameters[i] -=
        scalars->step_size * m / (sqrtf(s * scalars->square_correction) + kAdamEpsilon);
}

}  // namespace

DeviceAdam::DeviceAdam(std::size_t n_parameters, cudaStream_t stream)
    : mean_(std::vector<float>(n_parameters), stream),
      square_(std::vector<float>(n_parameters), stream) {}

void DeviceAdam::step(float* parameters, const float* gradient, const StepScalars* scalars,
                      cudaStream_t stream) const {
    adam_kernel<<<blocks_for(mean_.size(), kBlock), kBlock, 0, stream>>>(
        parameters, gradient, mean_.data(), square_.data(), scalars, mean_.size());
    check_launch("adam");
}

}  // namespace digits
