// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file row_adagrad.h
 * @brief An optimiser that touches the rows it is given, and no other.
 */
#pragma once

#include <cstddef>
#include <vector>

#include "embedding_loss.h"
#include "matrix.h"

namespace vocabulary {

/// Adagrad with one step size a row (Duchi et al. 2011, with the mean square over a row's entries
/// in the place of each entry's square): a row that is named often moves less each time.
class RowAdagrad {
 public:
    RowAdagrad(std::size_t n_rows, float learning_rate)
        : learning_rate_(learning_rate), squares_(n_rows) {}

    void step(digits::Matrix& table, const RowGradients& gradients);

 private:
    float learning_rate_;
    std::vector<float> squares_;  ///< sums of mean squares, a row of the table each
};

}  // namespace vocabulary
