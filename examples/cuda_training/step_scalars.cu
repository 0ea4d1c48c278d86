// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device_adam.h"
#include "launch.h"
#include "step_scalars.h"

namespace digits {
namespace {

__global__ void begin_step_kernel(StepScalars* scalars, float learning_rate, int n_steps) {
    const auto n_done = static_cast<float>(scalars->step);
    const float left = 1.0F - n_done / static_cast<float>(n_steps);
    const float rate = learning_rate * fminf(1.0F, 2.0F * left);
    scalars->step_size = rate / (1.0F - powf(kAdamMeanDecay, n_done + 1.0F));
    scalars->square_correction = 1.0F / (1.0F - powf(kAdamSquareDecay, n_done + 1.0F));
}

__global__ void finish_step_kernel(StepScalars* scalars, const float* loss, float* losses) {
    losses[scalars->step] = *loss;
    ++scalars->step;
}

}  // namespace

void begin_step(StepScalars* scalars, float learning_rate, int n_steps, cudaStream_t stream) {
    begin_step_kernel<<<1, 1, 0, stream>>>(scalars, learning_rate, n_steps);
    check_launch("begin_step");
}

void finish_step(StepScalars* scalars, const float* loss, float* losses, cudaStream_t stream) {
    finish_step_kernel<<<1, 1, 0, stream>>>(scalars, loss, losses);
    check_launch("finish_step");
}

}  // namespace digits
