// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "dense_layer.h"
#include "launch.h"

namespace digits {
namespace {

constexpr int kRowsABlock = 4;
constexpr int kColumnsAVisit = 64;

/// A block has kRowsABlock rows and walks along them, kColumnsAVisit columns at a time.
template <Activation activation>
__global__ void add_bias_kernel(float* y, const float* bias, int n_rows, int width) {
    const int row = static_cast<int>(blockIdx.x) * kRowsABlock + static_cast<int>(threadIdx.y);
    if (row >= n_rows) return;
    float* y_row = y + static_cast<std::size_t>(row) * width;
    for (int column = static_cast<int>(threadIdx.x); column < width; column += kColumnsAVisit) {
        const float value = y_row[column] + bias[column];
        y_row[column] = activation == Activation::kRelu ? fmaxf(value, 0.0F) : value;
    }
}

constexpr int kColumnsABlock = 32;
constexpr int kRowsAVisit = 8;

/// A block has kColumnsABlock columns and walks down them, kRowsAVisit rows at a time: each column
/// has one owner, which adds in a fixed order.
template <Activation activation>
__global__ void add_bias_backward_kernel(float* d_y, const float* y, float* d_bias, int n_rows,
                                         int width) {
    __shared__ float partial_sums[kRowsAVisit][kColumnsABlock];
    const int column =
        static_cast<int>(blockIdx.x) * kColumnsABlock + static_cast<int>(threadIdx.x);

    float sum = 0.0F;
    if (column < width) {
        for (int row = static_cast<int>(threadIdx.y); row < n_rows; row += kRowsAVisit) {
            const std::size_t at = static_cast<std::size_t>(row) * width + column;
            float d = d_y[at];
            if (activation == Activation::kRelu) {
                if (y[at] <= 0.0F) d = 0.0F;
                d_y[at] = d;
            }
            sum += d;
        }
    }
    partial_sums[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();

    if (threadIdx.y == 0 && column < width) {
        float total = 0.0F;
        for (int part = 0; part < kRowsAVisit; ++part) total += partial_sums[part][threadIdx.x];
        d_bias[column] = total;
    }
}

}  // namespace

void add_bias(float* y, const float* bias, int n_rows, int width, Activation activation,
              cudaStream_t stream) {
    const unsigned n_blocks = blocks_for(n_rows, kRowsABlock);
    const dim3 block(kColumnsAVisit, kRowsABlock);
    if (activation == Activation::kRelu) {
        add_bias_kernel<Activation::kRelu><<<n_blocks, block, 0, stream>>>(y, bias, n_rows, width);
    } else {
        add_bias_kernel<Activation::kNone><<<n_blocks, block, 0, stream>>>(y, bias, n_rows, width);
    }
    check_launch("add_bias");
}

void add_bias_backward(float* d_y, const float* y, float* d_bias, int n_rows, int width,
                       Activation activation, cudaStream_t stream) {
    const unsigned n_blocks = blocks_for(width, kColumnsABlock);
    const dim3 block(kColumnsABlock, kRowsAVisit);
    if (activation == Activation::kRelu) {
        add_bias_backward_kernel<Activation::kRelu>
            <<<n_blocks, block, 0, stream>>>(d_y, y, d_bias, n_rows, width);
    } else {
        add_bias_backward_kernel<Activation::kNone>
            <<<n_blocks, block, 0, stream>>>(d_y, y, d_bias, n_rows, width);
    }
    check_launch("add_bias_backward");
}

}  // namespace digits
