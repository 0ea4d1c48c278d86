// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "adam.h"

#include <cmath>

namespace digits {
namespace {

constexpr float kMeanDecay = 0.9F;
constexpr float kSquareDecay = 0.999F;
constexpr float kEpsilon = 1e-8F;

}  // namespace

void Adam::step(std::span<float> parameters, std::span<const float> gradient, float learning_rate) {
    ++n_steps_;
    const auto n_steps = static_cast<float>(n_steps_);
    const float mean_correction = 1.0F / (1.0F - std::pow(kMeanDecay, n_steps));
    const float square_correction = 1.0F / (1.0F - std::pow(kSquareDecay, n_steps));
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const float g = gradient[i];
        mean_[i] = kMeanDecay * mean_[i] + (1.0F - kMeanDecay) * g;
        square_[i] = kSquareDecay * square_[i] + (1.0F - kSquareDecay) * g * g;
        parameters[i] -= learning_rate * mean_[i] * mean_correction /
                         (std::sqrt(square_[i] * square_correction) + kEpsilon);
    }
}

}  // namespace digits
