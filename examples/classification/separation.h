// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file separation.h
 * @brief How close a class keeps together, and how far classes lie apart.
 */
#pragma once

#include <span>

#include "matrix.h"

namespace classification {

/// Mean cosines. A class's centre is the mean of its unit embeddings.
struct Separation {
    double within = 0;  ///< of a row with the centre of its class: the closer to 1 the better
    double between =
        0;  ///< of the centres of two classes: -1 / (classes - 1) is the least there is
};

Separation separation_of(const digits::Matrix& embeddings, std::span<const int> labels,
                         std::size_t n_classes);

}  // namespace classification
