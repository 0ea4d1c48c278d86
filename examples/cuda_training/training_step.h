// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file training_step.h
 * @brief All that happens on the device in one training step.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "device_adam.h"
#include "device_array.h"
#include "device_contrastive_loss.h"
#include "device_distortion.h"
#include "device_encoder.h"
#include "step_scalars.h"

namespace digits {

struct StepSettings {
    std::size_t n_steps;
    std::size_t n_pairs;              ///< pictures a step, each seen twice
    std::vector<std::size_t> widths;  ///< of the encoder
    float temperature;                ///< to begin with: it is learned
    float learning_rate;
    DeviceDistortion distortion;
};

class TrainingStep {
 public:
    /**
     * Puts everything that training needs on the device, in the order of the stream.
     *
     * @param images      pictures, one after the other
     * @param batches     n_steps x n_pairs numbers of pictures
     * @param parameters  the encoder's
     */
    TrainingStep(const StepSettings& settings, const std::vector<float>& images,
                 const std::vector<std::int32_t>& batches, const std::vector<float>& parameters,
                 cudaStream_t stream);

    /// Puts the next step into the stream. Each call asks for the same work, so a graph may hold
    /// it: which step it is, the device knows.
    void enqueue(cudaStream_t stream) const;

    /// n_steps losses on the device, as far as there have been steps.
    [[nodiscard]] const float* losses() const { return losses_.data(); }

    /// The encoder's parameters after all work of the stream. Waits for it.
    [[nodiscard]] std::vector<float> parameters(cudaStream_t stream) const;

    /// The temperature after all work of the stream. Waits for it.
    [[nodiscard]] float temperature(cudaStream_t stream) const;

 private:
    StepSettings settings_;
    DeviceContrastiveLoss loss_;
    DeviceEncoder encoder_;
    DeviceArray<float> images_;
    DeviceArray<std::int32_t> batches_;
    DeviceArray<float> trainable_;  ///< the encoder's parameters, then the log of the logit scale
    DeviceArray<float> gradient_;   ///< laid out as trainable_ is
    DeviceAdam adam_;
    DeviceArray<StepScalars> scalars_;
    DeviceArray<float> losses_;
};

}  // namespace digits
