// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file class_loss.h
 * @brief The loss of a training step. This and its .cpp are all there is to using cuXent.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "cuxent/cuxent.hpp"
#include "matrix.h"

namespace classification {

/// Plain softmax, or softmax on cosine with the centre and island terms.
enum class Kind { kPlain, kCosineIsland };

/// Softmax over classes of a batch of embeddings. Made once for a batch size, run once a step.
class ClassLoss {
 public:
    ClassLoss(Kind kind, std::size_t n_rows, std::size_t n_classes, std::size_t dim);

    /// Returns the loss and overwrites the gradients. Class weights are n_classes x dim.
    float run(const digits::Matrix& embeddings, const digits::Matrix& class_weights,
              std::span<const std::int32_t> labels, digits::Matrix& d_embeddings,
              digits::Matrix& d_class_weights) const;

 private:
    Kind kind_;
    cuxent::Handle handle_;  ///< where to compute: on the CPU
    cuxent::Plan plan_;      ///< what to compute: checked once, used every step
    cuxent::HostBuffer scratch_;
};

}  // namespace classification
