// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "products.h"

namespace digits {

Encoder::Encoder(std::span<const std::size_t> widths, std::mt19937_64& random) {
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
        const Layer layer{widths[l], widths[l + 1], parameters_.size()};
        std::normal_distribution<float> weight(0.0F,
                                               std::sqrt(2.0F / static_cast<float>(layer.n_in)));
        for (std::size_t i = 0; i < layer.weight_count(); ++i) {
            parameters_.push_back(weight(random));
        }
        parameters_.resize(parameters_.size() + layer.n_out, 0.0F);
        layers_.push_back(layer);
    }
}

std::vector<std::size_t> Encoder::widths() const {
    std::vector<std::size_t> widths{layers_.front().n_in};
    for (const Layer& layer : layers_) widths.push_back(layer.n_out);
    return widths;
}

Encoder::Activations Encoder::forward(Matrix images) const {
    Activations activations;
    activations.layers.push_back(std::move(images));
    for (const Layer& layer : layers_) {
        const auto weights = parameters().subspan(layer.offset, layer.weight_count());
        const auto biases = parameters().subspan(layer.offset + layer.weight_count(), layer.n_out);

        Matrix output(activations.output().rows, layer.n_out);
        for (std::size_t i = 0; i < output.rows; ++i) {
            std::copy(biases.begin(), biases.end(), output.row(i).begin());
        }
        add_product(activations.output(), weights, output);
        if (&layer != &layers_.back()) {
            for (float& value : output.values) value = std::max(value, 0.0F);
        }
        activations.layers.push_back(std::move(output));
    }
    return activations;
}

void Encoder::backward(const Activations& activations, Matrix d_output,
                       std::span<float> gradient) const {
    for (std::size_t l = layers_.size(); l-- > 0;) {
        const Layer& layer = layers_[l];
        const Matrix& input = activations.layers[l];

        // y = x W + b:  dW += x^T dy,  db += sum of the rows of dy.
        add_transposed_product(input, d_output,
                               gradient.subspan(layer.offset, layer.weight_count()));
        const auto d_biases = gradient.subspan(layer.offset + layer.weight_count(), layer.n_out);
        for (std::size_t i = 0; i < d_output.rows; ++i) {
            for (std::size_t j = 0; j < layer.n_out; ++j) d_biases[j] += d_output.row(i)[j];
        }
        if (l == 0) break;  // nobody asks for the gradient of the images

        // dx = dy W^T, and 0 where the ReLU that made x has cut.
        std::vector<float> transposed(layer.weight_count());
        transpose(parameters().subspan(layer.offset, layer.weight_count()), layer.n_in, layer.n_out,
                  transposed);
        Matrix d_input(input.rows, layer.n_in);
        add_product(d_output, transposed, d_input);
        for (std::size_t i = 0; i < input.values.size(); ++i) {
            if (input.values[i] <= 0.0F) d_input.values[i] = 0.0F;
        }
        d_output = std::move(d_input);
    }
}

}  // namespace digits
