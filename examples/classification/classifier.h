// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file classifier.h
 * @brief An encoder with a weight vector for each class, and how it is trained.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "class_loss.h"
#include "dataset.h"
#include "encoder.h"

namespace classification {

struct TrainingSettings {
    std::size_t n_steps = 400;
    std::size_t batch_size = 256;
    float learning_rate = 2e-3F;  ///< falling linearly to 0
};

/// Told after each step (counted from 1) the loss of its batch.
using StepObserver = std::function<void(std::size_t step, float loss)>;

class Classifier {
 public:
    Classifier(Kind kind, std::uint32_t seed);

    /// Trains on shifted and noisy copies of the digits. Throws std::runtime_error when the loss is
    /// no longer a finite number.
    void train(const digits::Dataset& digits, const TrainingSettings& settings,
               const StepObserver& observer);

    [[nodiscard]] digits::Matrix embed(const digits::Matrix& images) const;

    /// The class with the largest logit, for each row of embeddings.
    [[nodiscard]] std::vector<int> predict(const digits::Matrix& embeddings) const;

 private:
    Kind kind_;
    std::uint32_t seed_;
    digits::Encoder encoder_;
    digits::Matrix class_weights_;
};

}  // namespace classification
