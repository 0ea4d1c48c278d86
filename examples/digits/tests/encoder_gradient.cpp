// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file encoder_gradient.cpp
 * @brief The gradient of a training step, from the loss through the encoder, against differences
 *        of the loss.
 */
#include <cmath>
#include <cstdio>
#include <random>
#include <span>
#include <vector>

#include "contrastive_step.h"
#include "encoder.h"
#include "random_stream.h"

namespace {

using namespace digits;

constexpr std::size_t kPairs = 6;
constexpr std::size_t kDim = 8;
constexpr float kTemperature = 0.5F;
constexpr float kStep = 3e-3F;
constexpr double kTolerance = 1e-2;  // kStep^2 and kinks of the ReLU; fp32 leaves about 1e-4
constexpr int kDirections = 10;

Matrix random_images(std::mt19937_64& random) {
    std::normal_distribution<float> normal;
    Matrix images(kPairs, 20);
    for (float& value : images.values) value = normal(random);
    return images;
}

/// Half along the gradient, reweighted at random, so that there is something to see; half anywhere.
std::vector<float> direction_near(std::span<const float> gradient, std::mt19937_64& random) {
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> weight(0.0F, 2.0F);
    float norm = 0.0F;
    for (const float g : gradient) norm += g * g;
    norm = std::sqrt(norm);
    const float spread = 1.0F / std::sqrt(static_cast<float>(gradient.size()));

    std::vector<float> direction;
    for (const float g : gradient) {
        direction.push_back(weight(random) * g / norm + spread * normal(random));
    }
    return direction;
}

/// A batch and all that its loss depends on.
struct Step {
    std::mt19937_64 random = random_stream(1, Stream::kWeights);
    Matrix view1 = random_images(random);
    Matrix view2 = random_images(random);
    Encoder encoder{std::vector<std::size_t>{view1.cols, 16, 12, kDim}, random};
    ContrastiveStep contrastive{kPairs, kDim, CUXENT_BACKEND_CPU, 1};

    /// The loss; its gradient is added to `gradient`.
    float run(std::span<float> gradient) {
        Matrix d1(kPairs, kDim);
        Matrix d2(kPairs, kDim);
        const auto a1 = encoder.forward(view1);
        const auto a2 = encoder.forward(view2);
        const float loss = contrastive.run(a1.output(), a2.output(), kTemperature, d1, d2);
        encoder.backward(a1, d1, gradient);
        encoder.backward(a2, d2, gradient);
        return loss;
    }

    float loss_at(std::span<const float> start, std::span<const float> direction, float step) {
        for (std::size_t i = 0; i < start.size(); ++i) {
            encoder.parameters()[i] = start[i] + step * direction[i];
        }
        std::vector<float> ignored(start.size());
        return run(ignored);
    }
};

}  // namespace

int main() {
    Step step;
    const std::vector<float> start(step.encoder.parameters().begin(),
                                   step.encoder.parameters().end());
    std::vector<float> gradient(start.size());
    step.run(gradient);

    int n_wrong = 0;
    for (int i = 0; i < kDirections; ++i) {
        const auto direction = direction_near(gradient, step.random);
        double slope = 0.0;
        for (std::size_t p = 0; p < start.size(); ++p) {
            slope += static_cast<double>(gradient[p]) * static_cast<double>(direction[p]);
        }
        const double difference = static_cast<double>(step.loss_at(start, direction, kStep) -
                                                      step.loss_at(start, direction, -kStep)) /
                                  (2.0 * static_cast<double>(kStep));
        const bool right = std::abs(difference - slope) <= kTolerance * std::abs(slope);
        std::printf("slope %.6f, differences give %.6f%s\n", slope, difference,
                    right ? "" : "  WRONG");
        if (!right) ++n_wrong;
    }
    return n_wrong == 0 ? 0 : 1;
}
