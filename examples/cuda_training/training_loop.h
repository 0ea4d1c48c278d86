// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file training_loop.h
 * @brief Trains an encoder on a CUDA device, by a graph that holds one step.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "loss_reader.h"
#include "stream.h"
#include "training_step.h"

namespace digits {

class TrainingLoop {
 public:
    /// See TrainingStep.
    TrainingLoop(const StepSettings& settings, const std::vector<float>& images,
                 const std::vector<std::int32_t>& batches, const std::vector<float>& parameters);

    /// Waits for steps that an exception may have left behind, before their memory goes.
    ~TrainingLoop() { cudaStreamSynchronize(stream_.get()); }

    TrainingLoop(const TrainingLoop&) = delete;
    TrainingLoop& operator=(const TrainingLoop&) = delete;

    /**
     * Runs all steps, and returns their losses.
     *
     * @param use_graph  false: every step is put together anew, with the same results
     * @param observer   told each step (counted from 1) with its loss, some time after it ran
     * @throws std::runtime_error when the loss is no longer a finite number
     */
    std::vector<float> run(bool use_graph,
                           const std::function<void(std::size_t step, float loss)>& observer);

    [[nodiscard]] std::vector<float> parameters() const { return step_.parameters(stream_.get()); }
    [[nodiscard]] float temperature() const { return step_.temperature(stream_.get()); }

 private:
    std::size_t n_steps_;
    CudaStream stream_;
    TrainingStep step_;
    LossReader reader_;
};

}  // namespace digits
