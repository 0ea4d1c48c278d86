// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file embedding_loss.h
 * @brief The loss of a training step and its negatives. This and its .cpp are all that training
 *        needs of cuXent.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cuxent/cuxent.hpp"
#include "matrix.h"

namespace vocabulary {

/// Whether the positive is in the denominator.
enum class Form { kInfoNce, kDecoupled };

struct LossSettings {
    std::size_t n_pairs = 32;
    std::size_t n_negatives = 5;
    double temperature = 0.1;
};

/// Rows of the table that a step has named, each once, ascending, and their gradients.
struct RowGradients {
    std::span<const std::int32_t> rows;
    std::span<const float> values;  ///< a row of them for each of these rows, without gaps
};

/// InfoNCE of pairs of rows of a table. Made once for a table's shape, run once a step.
class EmbeddingLoss {
 public:
    EmbeddingLoss(Form form, const LossSettings& settings, std::size_t n_table_rows,
                  std::size_t dim, std::uint64_t seed);

    /// Draws the negatives of this step, and returns the loss.
    float run(const digits::Matrix& table, std::span<const std::int32_t> anchors,
              std::span<const std::int32_t> positives, std::uint64_t step);

    /// Of the last run, and valid until the next one.
    [[nodiscard]] RowGradients gradients() const;

 private:
    cuxent::Handle handle_;  ///< where to compute: on the CPU
    cuxent::Plan plan_;      ///< what to compute: checked once, used every step
    cuxent::HostBuffer scratch_;
    cuxent::Sampler sampler_;
    double temperature_;
    std::vector<std::int32_t> negatives_;
    std::vector<std::int32_t> rows_;  ///< room for every row that a step may name
    std::int64_t n_rows_ = 0;         ///< those that it has named
    digits::Matrix gradients_;
};

}  // namespace vocabulary
