// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file batches.h
 * @brief Which pictures each training step sees.
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace digits {

/// Goes through all pictures in a random order, then in a new one. No batch has a picture twice;
/// what is left of an order and too little for a batch is dropped.
class Batches {
 public:
    /// Throws std::runtime_error if there are not enough pictures for one batch.
    Batches(std::size_t n_images, std::size_t batch_size, std::mt19937_64 random)
        : random_(std::move(random)), order_(n_images), batch_size_(batch_size), next_(n_images) {
        if (batch_size > n_images) {
            throw std::runtime_error("a batch of " + std::to_string(batch_size) +
                                     " digits: there are only " + std::to_string(n_images) +
                                     " digits to train on");
        }
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    /// Indices of the next batch, valid until the next call.
    std::span<const std::size_t> next() {
        if (next_ + batch_size_ > order_.size()) {
            std::ranges::shuffle(order_, random_);
            next_ = 0;
        }
        next_ += batch_size_;
        return std::span(order_).subspan(next_ - batch_size_, batch_size_);
    }

 private:
    std::mt19937_64 random_;
    std::vector<std::size_t> order_;
    std::size_t batch_size_;
    std::size_t next_;
};

}  // namespace digits
