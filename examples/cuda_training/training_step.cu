// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "training_step.h"

namespace digits {
namespace {

std::vector<float> with_log_scale(std::vector<float> parameters, float temperature) {
    parameters.push_back(-std::log(temperature));
    return parameters;
}

}  // namespace

TrainingStep::TrainingStep(const StepSettings& settings, const std::vector<float>& images,
                           const std::vector<std::int32_t>& batches,
                           const std::vector<float>& parameters, cudaStream_t stream)
    : settings_(settings),
      loss_(settings.n_pairs, settings.widths.back()),
      encoder_(settings.widths, 2 * settings.n_pairs),
      images_(images, stream),
      batches_(batches, stream),
      trainable_(with_log_scale(parameters, settings.temperature), stream),
      gradient_(trainable_.size()),
      adam_(trainable_.size(), stream),
      scalars_(std::vector<StepScalars>(1), stream),
      losses_(settings.n_steps) {}

void TrainingStep::enqueue(cudaStream_t stream) const {
    float* parameters = trainable_.data();
    float* gradient = gradient_.data();
    const std::size_t log_scale = trainable_.size() - 1;
    const auto n_steps = static_cast<int>(settings_.n_steps);
    const auto n_pairs = static_cast<int>(settings_.n_pairs);

    begin_step(scalars_.data(), settings_.learning_rate, n_steps, stream);
    distort_batch(images_.data(), batches_.data(), n_pairs, settings_.distortion, scalars_.data(),
                  encoder_.images(), stream);

    encoder_.forward(parameters, stream);
    loss_.enqueue(encoder_.embeddings(), parameters + log_scale, encoder_.d_embeddings(),
                  gradient + log_scale, stream);
    encoder_.backward(parameters, gradient, stream);

    adam_.step(parameters, gradient, scalars_.data(), stream);
    finish_step(scalars_.data(), loss_.loss(), losses_.data(), stream);
}

std::vector<float> TrainingStep::parameters(cudaStream_t stream) const {
    std::vector<float> parameters = trainable_.download(stream);
    parameters.pop_back();
    return parameters;
}

float TrainingStep::temperature(cudaStream_t stream) const {
    return std::exp(-trainable_.download(stream).back());
}

}  // namespace digits
