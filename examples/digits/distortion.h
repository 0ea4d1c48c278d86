// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file distortion.h
 * @brief Shifted and noisy copies of digits: the views to train on and the hard test.
 */
#pragma once

#include <random>
#include <span>

#include "matrix.h"

namespace digits {

/// A family of distortions: every copy draws its own shift and its own noise from it.
struct Distortion {
    int max_shift;      ///< pixels, each way: both coordinates uniform in {-max_shift..max_shift}
    float noise_sigma;  ///< of the normal noise on each pixel; full ink is 1
};

/// What training draws its views from, and what the held-out digits are distorted with.
inline constexpr Distortion kShiftedAndNoisy{1, 0.1F};

/// Writes a distorted copy of `image`. What is shifted in is blank paper.
void distort(std::span<const float> image, const Distortion& distortion, std::mt19937_64& random,
             std::span<float> copy);

/// A distorted copy of each row, in order.
Matrix distorted(const Matrix& images, const Distortion& distortion, std::mt19937_64& random);

}  // namespace digits
