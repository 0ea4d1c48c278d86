// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>

#include "cpu/exp2_range.hpp"

namespace cuxent::impl {

/// How similarities become exponentials. In base 2: t = slope * similarity.
template <class T>
struct Logits {
    double scale;                     ///< the logit scale, 1 / temperature
    T slope;                          ///< scale * log2(e)
    std::optional<T> constant_shift;  ///< where one shift serves all rows and columns
};

/// A shift for every row and column at once saves the pass over the maxima and lets one exponential
/// serve both. It takes bounded logits: for cosines |t| <= slope, and with the shift half the
/// logarithm of the number of terms, a term and a sum of all terms stay clear of under- and
/// overflow by the same margin. For floats that holds down to a temperature of about 0.0124 at
/// 65,536 rows.
template <class T>
Logits<T> make_logits(double scale, bool cosine, std::int64_t n_terms) {
    // Rounding lets a cosine be a little more than 1.
    constexpr double kSlack = 1.005;
    const double slope = scale * std::numbers::log2e;
    const double half_log = 0.5 * std::log2(static_cast<double>(n_terms));
    Logits<T> logits{scale, static_cast<T>(slope), std::nullopt};
    if (cosine && slope * kSlack + half_log <= -Exp2Range<T>::kLeast) {
        logits.constant_shift = static_cast<T>(half_log);
    }
    return logits;
}

}  // namespace cuxent::impl
