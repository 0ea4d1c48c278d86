// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file dense_layer.h
 * @brief What a dense layer does around its matrix products.
 */
#pragma once

#include <cuda_runtime_api.h>

namespace digits {

enum class Activation { kNone, kRelu };

/// y = activation(y + bias) in place, for each row of the n_rows x width matrix y.
void add_bias(float* y, const float* bias, int n_rows, int width, Activation activation,
              cudaStream_t stream);

/**
 * The way back: d_y, the gradient with respect to activation(y + bias), becomes the one with
 * respect to y in place, and its column sums become d_bias.
 *
 * @param y  what add_bias() has left
 */
void add_bias_backward(float* d_y, const float* y, float* d_bias, int n_rows, int width,
                       Activation activation, cudaStream_t stream);

}  // namespace digits
