// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file training.h
 * @brief Trains an encoder to recognise two distorted copies of one picture as the same.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "cuxent/cuxent.h"
#include "encoder.h"
#include "matrix.h"

namespace digits {

struct TrainingSettings {
    std::size_t n_steps = 1000;
    std::size_t n_pairs = 256;  ///< pictures a step, each seen twice
    float temperature = 0.5F;
    float learning_rate = 3e-3F;  ///< for half of the steps, then falling linearly to 0
    cuxentBackend backend = CUXENT_BACKEND_CPU;  ///< where to compute the loss
    int n_threads = 0;  ///< of the CPU; 0: as many as the library finds right
};

/// Told after each step (counted from 1) the loss of its batch.
using StepObserver = std::function<void(std::size_t step, float loss)>;

/**
 * Trains on the pictures alone: there are no labels here to look at.
 *
 * @return the loss of every step
 * @throws std::runtime_error when the loss is no longer a finite number
 */
std::vector<float> train(Encoder& encoder, const Matrix& images, const TrainingSettings& settings,
                         std::uint32_t seed, const StepObserver& observer);

}  // namespace digits
