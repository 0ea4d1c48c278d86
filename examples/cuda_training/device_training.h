// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_training.h
 * @brief The training of digits/training.h, on a CUDA device.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "encoder.h"
#include "matrix.h"
#include "training.h"

namespace digits {

struct DeviceTrainingSettings {
    std::size_t n_steps = 1000;
    std::size_t n_pairs = 256;    ///< pictures a step, each seen twice
    float temperature = 0.5F;     ///< to begin with: it is learned
    float learning_rate = 3e-3F;  ///< for half of the steps, then falling linearly to 0
    bool use_graph = true;        ///< false: the same steps without a graph
};

struct DeviceTrainingResult {
    std::vector<float> losses;  ///< of every step
    float temperature;          ///< in the end
};

/// Trains the encoder, which is on the host before and after.
DeviceTrainingResult train_on_device(Encoder& encoder, const Matrix& images,
                                     const DeviceTrainingSettings& settings, std::uint32_t seed,
                                     const StepObserver& observer);

}  // namespace digits
