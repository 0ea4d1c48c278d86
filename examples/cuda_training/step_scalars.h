// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file step_scalars.h
 * @brief The few numbers that change from step to step, kept on the device.
 */
#pragma once

#include <cuda_runtime_api.h>

namespace digits {

/// A graph repeats the same work: what differs between steps it must find in memory.
struct StepScalars {
    int step;                 ///< how many steps are done
    float step_size;          ///< Adam's, with the correction of its mean
    float square_correction;  ///< Adam's, of its mean square
};

/// Sets the other scalars from `step`: the learning rate stays for half of n_steps, then falls
/// linearly to 0.
void begin_step(StepScalars* scalars, float learning_rate, int n_steps, cudaStream_t stream);

/// Writes down the loss of the step in losses[step] and counts the step.
void finish_step(StepScalars* scalars, const float* loss, float* losses, cudaStream_t stream);

}  // namespace digits
