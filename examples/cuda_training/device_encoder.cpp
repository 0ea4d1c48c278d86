// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device_encoder.h"

namespace digits {

DeviceEncoder::DeviceEncoder(const std::vector<std::size_t>& widths, std::size_t n_images)
    : n_images_(static_cast<int>(n_images)) {
    std::size_t offset = 0;
    activations_.emplace_back(n_images * widths.front());
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
        const bool is_last = l + 2 == widths.size();
        const std::size_t n_weights = widths[l] * widths[l + 1];
        layers_.push_back({static_cast<int>(widths[l]), static_cast<int>(widths[l + 1]), offset,
                           offset + n_weights, is_last ? Activation::kNone : Activation::kRelu});
        offset += n_weights + widths[l + 1];
        activations_.emplace_back(n_images * widths[l + 1]);
        gradients_.emplace_back(n_images * widths[l + 1]);
    }
}

void DeviceEncoder::forward(const float* parameters, cudaStream_t stream) const {
    products_.bind(stream);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        const Layer& layer = layers_[l];
        float* output = activations_[l + 1].data();
        products_.product(activations_[l].data(), parameters + layer.weights, output, n_images_,
                          layer.n_in, layer.n_out);
        add_bias(output, parameters + layer.biases, n_images_, layer.n_out, layer.activation,
                 stream);
    }
}

void DeviceEncoder::backward(const float* parameters, float* gradient, cudaStream_t stream) const {
    products_.bind(stream);
    for (std::size_t l = layers_.size(); l-- > 0;) {
        const Layer& layer = layers_[l];
        float* d_output = gradients_[l].data();

        // y = activation(x W + b):  db = sum of the rows of dy,  dW = x^T dy,  dx = dy W^T.
        add_bias_backward(d_output, activations_[l + 1].data(), gradient + layer.biases, n_images_,
                          layer.n_out, layer.activation, stream);
        products_.transposed_product(activations_[l].data(), d_output, gradient + layer.weights,
                                     n_images_, layer.n_in, layer.n_out);
        if (l == 0) break;  // nobody asks for the gradient of the images
        products_.product_transposed(d_output, parameters + layer.weights, gradients_[l - 1].data(),
                                     n_images_, layer.n_in, layer.n_out);
    }
}

}  // namespace digits
