// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_contrastive_loss.h
 * @brief The loss of a training step on a CUDA device: all there is to using cuXent in this
 * program.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>

#include "cuxent/cuxent.hpp"
#include "device_array.h"

namespace digits {

/**
 * NT-Xent of two views, one above the other, with a logit scale that is learned as well. The scale
 * is exp(log_scale), as in CLIP (Radford et al. 2021): so it stays positive.
 */
class DeviceContrastiveLoss {
 public:
    DeviceContrastiveLoss(std::size_t n_pairs, std::size_t dim);

    /**
     * Puts loss and gradients into the stream. Nothing is allocated, nothing waits, and all of it
     * may be captured.
     *
     * @param embeddings   2 n_pairs x dim, of any length: the library normalises them
     * @param log_scale    one number on the device, read when this runs
     * @param d_embeddings overwritten with the gradient
     * @param d_log_scale  likewise
     */
    void enqueue(const float* embeddings, const float* log_scale, float* d_embeddings,
                 float* d_log_scale, cudaStream_t stream) const;

    /// Where the loss is, on the device.
    [[nodiscard]] const float* loss() const { return loss_.data(); }

 private:
    cuxent::Handle handle_;
    cuxent::Plan plan_;
    std::int64_t dim_;
    DeviceArray<float> loss_;
    DeviceArray<float> scale_;
    DeviceArray<float> d_scale_;
    DeviceMemory scratch_;
};

}  // namespace digits
