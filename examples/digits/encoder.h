// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file encoder.h
 * @brief A small multilayer perceptron with its gradient written out.
 */
#pragma once

#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include "matrix.h"

namespace digits {

/**
 * Dense layers with ReLU between them: h_0 = images, h_l = max(0, h_{l-1} W_l + b_l), and no ReLU
 * after the last. All parameters lie in one vector, and so do their gradients, which makes an
 * optimiser a loop over one vector.
 */
class Encoder {
 public:
    /// widths: of the input, of each hidden layer and of the output. Weights after He et al. 2015.
    Encoder(std::span<const std::size_t> widths, std::mt19937_64& random);

    /// What a forward pass leaves for the backward pass: layers[l] is h_l.
    struct Activations {
        std::vector<Matrix> layers;
        [[nodiscard]] const Matrix& output() const { return layers.back(); }
    };

    [[nodiscard]] Activations forward(Matrix images) const;

    /**
     * Adds to `gradient` the gradient with respect to parameters().
     *
     * @param d_output  gradient with respect to the output
     */
    void backward(const Activations& activations, Matrix d_output, std::span<float> gradient) const;

    /// Of the input, of each hidden layer and of the output.
    [[nodiscard]] std::vector<std::size_t> widths() const;
    [[nodiscard]] std::size_t output_width() const { return layers_.back().n_out; }
    [[nodiscard]] std::span<float> parameters() { return parameters_; }
    [[nodiscard]] std::span<const float> parameters() const { return parameters_; }

 private:
    /// Place of one layer in the parameter vector: n_in x n_out weights, then n_out biases.
    struct Layer {
        std::size_t n_in;
        std::size_t n_out;
        std::size_t offset;
        [[nodiscard]] std::size_t weight_count() const { return n_in * n_out; }
    };

    std::vector<Layer> layers_;
    std::vector<float> parameters_;
};

}  // namespace digits
