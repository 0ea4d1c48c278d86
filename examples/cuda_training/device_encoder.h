// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_encoder.h
 * @brief The encoder of digits/encoder.h on a CUDA device.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <vector>

#include "dense_layer.h"
#include "device_array.h"
#include "device_products.h"

namespace digits {

/**
 * Dense layers with ReLU between them, for a fixed number of pictures a time. Parameters are the
 * caller's, in the order that digits::Encoder has them in; so are their gradients. All work is put
 * into the stream, and none of it allocates.
 */
class DeviceEncoder {
 public:
    /// widths: of the input, of each hidden layer and of the output.
    DeviceEncoder(const std::vector<std::size_t>& widths, std::size_t n_images);

    /// Embeds what is in images().
    void forward(const float* parameters, cudaStream_t stream) const;

    /// From d_embeddings(), which it uses up, to the gradient with respect to the parameters.
    void backward(const float* parameters, float* gradient, cudaStream_t stream) const;

    /// n_images rows each, without gaps.
    [[nodiscard]] float* images() const { return activations_.front().data(); }
    [[nodiscard]] const float* embeddings() const { return activations_.back().data(); }
    [[nodiscard]] float* d_embeddings() const { return gradients_.back().data(); }

 private:
    /// Place of one layer in the parameter vector: n_in x n_out weights, then n_out biases.
    struct Layer {
        int n_in;
        int n_out;
        std::size_t weights;
        std::size_t biases;
        Activation activation;
    };

    int n_images_;
    std::vector<Layer> layers_;
    std::vector<DeviceArray<float>> activations_;  ///< [l] is what layer l takes in
    std::vector<DeviceArray<float>> gradients_;    ///< [l]: with respect to what layer l puts out
    DeviceProducts products_;
};

}  // namespace digits
