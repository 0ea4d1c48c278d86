// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file adam.h
 * @brief The Adam optimiser (Kingma & Ba 2015).
 */
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace digits {

class Adam {
 public:
    explicit Adam(std::size_t n_parameters) : mean_(n_parameters), square_(n_parameters) {}

    /// Moves the parameters one step against their gradient.
    void step(std::span<float> parameters, std::span<const float> gradient, float learning_rate);

 private:
    std::vector<float> mean_;    ///< running mean of the gradient
    std::vector<float> square_;  ///< running mean of its square
    int n_steps_ = 0;
};

}  // namespace digits
