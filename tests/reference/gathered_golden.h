// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file gathered_golden.h @brief Written by gathered_golden.py. */
#ifndef CUXENT_TESTS_REFERENCE_GATHERED_GOLDEN_H
#define CUXENT_TESTS_REFERENCE_GATHERED_GOLDEN_H

#include <cstdint>

namespace reference::golden {

// clang-format off
constexpr std::int64_t kTableRows = 10000, kDim = 300;
constexpr std::int64_t kRows = 32, kNegatives = 5;
constexpr std::uint64_t kSeed = 7;  // of the table; the indices' is one more
constexpr double kTemperature = 0.1;

/// Loss (mean), the first and last row losses, d temperature, the L2 norm of d table and
/// the first entries of it for the first anchor, positive and negative.
struct Form {
    bool decoupled;
    double loss, first_row, last_row, d_temperature, gradient_norm;
    double d_anchor, d_positive, d_negative;
};
constexpr Form kForms[] = {
    {false, 1.880101165396442, 2.0666342893665806, 1.7874030748188725, -2.2379141745811983, 0.1353021678969742, 0.0005770646447843883, -0.002162970762554187, 0.0010527688966305909},
    {true, 1.68855387175085, 1.9312598255560751, 1.604207957123728, -2.121961936821162, 0.16224570678533148, 0.0006607190819711943, -0.002476526797269488, 0.001205384015805518},
};
// clang-format on

}  // namespace reference::golden

#endif  // CUXENT_TESTS_REFERENCE_GATHERED_GOLDEN_H
