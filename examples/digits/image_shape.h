// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file image_shape.h
 * @brief How large a digit is.
 */
#pragma once

#include <cstddef>

namespace digits {

inline constexpr std::size_t kImageSide = 8;
inline constexpr std::size_t kPixels = kImageSide * kImageSide;

}  // namespace digits
