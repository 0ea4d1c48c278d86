// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "row_adagrad.h"

#include <cmath>

namespace vocabulary {

void RowAdagrad::step(digits::Matrix& table, const RowGradients& gradients) {
    constexpr float kTiny = 1e-12F;  // a row whose gradients have all been 0 stays where it is
    for (std::size_t i = 0; i < gradients.rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(gradients.rows[i]);
        const auto gradient = gradients.values.subspan(i * table.cols, table.cols);
        float square = 0.0F;
        for (const float g : gradient) square += g * g;
        squares_[row] += square / static_cast<float>(table.cols);

        const float rate = learning_rate_ / std::sqrt(squares_[row] + kTiny);
        const auto values = table.row(row);
        for (std::size_t k = 0; k < values.size(); ++k) values[k] -= rate * gradient[k];
    }
}

}  // namespace vocabulary
