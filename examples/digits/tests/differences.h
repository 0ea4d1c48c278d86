// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file differences.h
 * @brief How far two lists of numbers are apart.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>

namespace digits {

/// Prints |got - want| / |want|, both in the Euclidean norm, and says whether it is small enough.
inline bool is_close(const char* what, std::span<const float> got, std::span<const float> want,
                     double tolerance) {
    double difference = 0.0;
    double size = 0.0;
    for (std::size_t i = 0; i < want.size(); ++i) {
        const double w = want[i];
        difference += (got[i] - w) * (got[i] - w);
        size += w * w;
    }
    const double relative = std::sqrt(difference / size);
    const bool right = got.size() == want.size() && relative <= tolerance;  // false for NaN
    std::printf("%s: relative difference %.1e%s\n", what, relative, right ? "" : "  WRONG");
    return right;
}

}  // namespace digits
