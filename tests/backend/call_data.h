// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file call_data.h @brief Shapes and numbers for the calls beside the losses. */
#ifndef CUXENT_TESTS_BACKEND_CALL_DATA_H
#define CUXENT_TESTS_BACKEND_CALL_DATA_H

#include <cstdint>
#include <utility>
#include <vector>

#include "harness/element.h"
#include "reference/random_rows.h"

namespace backend {

/// Rows x width: one of each, odd ones, and both sides of every width that code treats apart (rows
/// held in registers up to 256 and 1024 elements, chunks of 1024).
inline const std::vector<std::pair<std::int64_t, std::int64_t>> kRowShapes = {
    {1, 1}, {5, 1}, {1, 17}, {7, 129}, {3, 256}, {2, 257}, {3, 1024}, {2, 1025}, {2, 2500}};

/// Normal deviates, exact in `type`.
inline std::vector<double> random_elements(cuxentType type, std::int64_t n, std::uint64_t seed) {
    reference::NormalGenerator random(seed);
    std::vector<double> values = random.normals(static_cast<std::size_t>(n));
    for (double& value : values) value = harness::format_of(type).round(value);
    return values;
}

/// Sizes of entries whose squares leave the range of the type or of its arithmetic.
inline std::vector<double> extreme_sizes(cuxentType type) {
    switch (type) {
        case CUXENT_TYPE_FLOAT16:
            return {0x1p-10, 0x1p+12};
        case CUXENT_TYPE_FLOAT64:
            return {1e-160, 1e153};  // their errors can still be squared
        default:
            return {1e-30, 1e30};
    }
}

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_CALL_DATA_H
