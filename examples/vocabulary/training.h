// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file training.h
 * @brief The training loop: pairs, negatives, loss, and the rows that they name.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "embedding_loss.h"
#include "matrix.h"
#include "word_pairs.h"

namespace vocabulary {

struct TrainingSettings {
    std::size_t n_steps = 100'000;
    LossSettings loss;
    float learning_rate = 0.05F;
};

/// The mean loss of some steps, up to and with this one (counted from 1).
struct LossPoint {
    std::size_t step;
    float loss;
};

/// Told each of them, as soon as it is known.
using LossObserver = std::function<void(const LossPoint& point)>;

/// Random rows whose lengths are about 1.
digits::Matrix initial_table(std::size_t n_words, std::size_t dim, std::uint32_t seed);

/// Trains the table. The seed decides the negatives. Throws std::runtime_error when the loss is no
/// longer a finite number.
void train(digits::Matrix& table, Form form, WordPairs pairs, const TrainingSettings& settings,
           std::uint32_t seed, const LossObserver& observer);

}  // namespace vocabulary
