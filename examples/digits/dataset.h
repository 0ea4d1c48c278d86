// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file dataset.h
 * @brief Handwritten digits: reading them and holding some out.
 */
#pragma once

#include <cstddef>
#include <filesystem>
#include <random>
#include <vector>

#include "image_shape.h"
#include "matrix.h"

namespace digits {

inline constexpr int kFullInk = 16;  ///< largest pixel value in the file
inline constexpr int kClasses = 10;

/// Pictures with what they show. Pixels run from 0 (paper) to 1 (full ink).
struct Dataset {
    Matrix images;
    std::vector<int> labels;
};

/**
 * Reads lines of 64 pixels (0 to 16) and a label (0 to 9), separated by commas.
 *
 * @throws std::runtime_error naming the file, the line and what was wanted there
 */
Dataset read_digits(const std::filesystem::path& file);

struct Split {
    Dataset training;
    Dataset held_out;
};

/// How many of so many digits are held out: a quarter.
constexpr std::size_t held_out_count(std::size_t n_digits) {
    return n_digits / 4;
}

/// Holds digits out, drawn at random.
Split hold_out(const Dataset& all, std::mt19937_64& random);

}  // namespace digits
