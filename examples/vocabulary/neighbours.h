// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file neighbours.h
 * @brief The words closest to a word.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "matrix.h"

namespace vocabulary {

struct Neighbour {
    std::int32_t word;
    float cosine;
};

/// For each of `words` the `n_nearest` others of the largest cosine, the closest first.
std::vector<std::vector<Neighbour>> nearest(const digits::Matrix& table,
                                            std::span<const std::int32_t> words,
                                            std::size_t n_nearest);

}  // namespace vocabulary
