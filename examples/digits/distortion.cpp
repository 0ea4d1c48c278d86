// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "distortion.h"

#include <algorithm>

#include "image_shape.h"

namespace digits {

void distort(std::span<const float> image, const Distortion& distortion, std::mt19937_64& random,
             std::span<float> copy) {
    constexpr int kSide = static_cast<int>(kImageSide);
    std::uniform_int_distribution<int> shift(-distortion.max_shift, distortion.max_shift);
    std::normal_distribution<float> noise(0.0F, distortion.noise_sigma);

    const int right = shift(random);
    const int down = shift(random);
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const int from_y = y - down;
            const int from_x = x - right;
            const bool inside = from_y >= 0 && from_y < kSide && from_x >= 0 && from_x < kSide;
            const float ink =
                inside ? image[static_cast<std::size_t>(from_y * kSide + from_x)] : 0.0F;
            copy[static_cast<std::size_t>(y * kSide + x)] = ink + noise(random);
        }
    }
}

Matrix distorted(const Matrix& images, const Distortion& distortion, std::mt19937_64& random) {
    Matrix copies(images.rows, images.cols);
    for (std::size_t i = 0; i < images.rows; ++i) {
        distort(images.row(i), distortion, random, copies.row(i));
    }
    return copies;
}

}  // namespace digits
