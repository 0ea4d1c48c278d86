// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/rounding.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "harness/element.h"

namespace harness {

Quantity within_rounding(std::string name, const reference::Values& values, std::int64_t n_terms,
                         cuxentType type, cuxentType arithmetic_of) {
    constexpr double kLambda = 4;
    constexpr double kOtherOperations = 8;
    const Format arithmetic = format_of(scalar_type(arithmetic_of));
    const Format format = format_of(type);
    const double steps = kLambda * (std::sqrt(static_cast<double>(n_terms)) + kOtherOperations);
    Quantity out{std::move(name), type, 1, values.want, {}, 0};
    double squares = 0;
    for (std::size_t i = 0; i < values.want.size(); ++i) {
        const double magnitude = values.magnitude[i];
        double limit = 0;
        if (std::isfinite(magnitude) && magnitude > 0) {
            limit =
                arithmetic.unit_roundoff() * steps * magnitude + 2 * arithmetic.smallest_normal();
            if (format.bytes < arithmetic.bytes) {
                limit += format.half_ulp(std::abs(values.want[i]) + limit);
            }
        }
        out.row_limit.push_back(limit);
        squares += limit * limit;
    }
    out.total_limit = std::sqrt(squares);
    return out;
}

}  // namespace harness
