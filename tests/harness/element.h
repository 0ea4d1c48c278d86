// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file element.h @brief The element types of the library as numbers: rounding, ulps, bytes. */
#ifndef CUXENT_TESTS_HARNESS_ELEMENT_H
#define CUXENT_TESTS_HARNESS_ELEMENT_H

#include <cstddef>

#include "cuxent/cuxent.h"

namespace harness {

/// A binary floating-point format.
struct Format {
    std::size_t bytes;
    int precision;        ///< bits of the significand, the hidden one included
    int lowest_exponent;  ///< of the smallest normal number
    int highest_exponent;

    [[nodiscard]] double unit_roundoff() const;
    [[nodiscard]] double smallest_normal() const;
    /// Magnitudes from here on round to infinity.
    [[nodiscard]] double overflow() const;
    /// Half the distance between neighbours at x.
    [[nodiscard]] double half_ulp(double x) const;
    /// To nearest, ties to even.
    [[nodiscard]] double round(double x) const;
};

Format format_of(cuxentType type);

/// Type of losses, scales and upstream gradients of a problem in `type`.
cuxentType scalar_type(cuxentType type);

const char* name_of(cuxentType type);

/// Writes x, rounded, as one element.
void store(cuxentType type, double x, void* element);

double load(cuxentType type, const void* element);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_ELEMENT_H
