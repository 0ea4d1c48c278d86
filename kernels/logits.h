// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// How similarities become exponentials, for host and device. In base 2: t = slope * similarity.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/host_device.h"

namespace cuxent::kernels {

inline constexpr double kLn2 = 0.693147180559945309417;
inline constexpr double kLog2e = 1.44269504088896340736;

/// 2^t is a normal number from here on. Below, the CPU's exponential gives exactly 0, and a
/// device's 0 or a subnormal number: no result may depend on which.
template <class T>
inline constexpr T kLeastExponent = sizeof(T) == sizeof(double) ? T(-1021) : T(-125);

/// The same of a 2^t that is multiplied with a unit vector before anything brings it near 1. An
/// entry of the product may be as small as it likes: what is flushed to 0 is less than
/// sqrt(dim) 2^kLeastExponent of the vector, and to be less than a rounding error of 2^t takes the
/// digits of the type, and 16 exponents for any sqrt(dim).
template <class T>
inline constexpr T kLeastExponentOfVectors = kLeastExponent<T> +
                                             (sizeof(T) == sizeof(double) ? T(53) : T(24)) + T(16);

/// What the scale input of a call is.
enum class ScaleKind { kTemperature, kLogit, kLogLogit };

/// What similarities are multiplied by; NaN where that is not finite and positive.
CUXENT_HOST_DEVICE inline double logit_scale_of(double value, ScaleKind kind) {
    const double scale = kind == ScaleKind::kTemperature ? 1.0 / value
                         : kind == ScaleKind::kLogit     ? value
                                                         : std::exp(value);
    constexpr double kMost = 1.7976931348623157e308;
    return scale > 0 && scale <= kMost ? scale : static_cast<double>(NAN);
}

/// Whether logits can be made with it: it and its reciprocal are no less than normal numbers of T.
template <class T>
CUXENT_HOST_DEVICE inline bool is_usable_scale(double scale) {
    constexpr double kLeast = sizeof(T) == sizeof(double) ? 2.2250738585072014e-308 : 0x1p-126;
    constexpr double kMost = sizeof(T) == sizeof(double) ? 1.7976931348623157e308 : 0x1.fffffep127;
    return scale >= kLeast && scale <= kMost;
}

/// The derivative by the logit scale -> that by the scale input.
CUXENT_HOST_DEVICE inline double scale_gradient_of(double by_scale, double scale, ScaleKind kind) {
    return kind == ScaleKind::kTemperature ? -by_scale * scale * scale
           : kind == ScaleKind::kLogit     ? by_scale
                                           : by_scale * scale;
}

template <class T>
struct Logits {
    T scale;         ///< 1 / temperature
    T slope;         ///< scale * log2(e)
    bool one_shift;  ///< `shift` serves every row and column; otherwise each has its own
    T shift;
    T bias;    ///< added after the scale; a softmax over the row does not see it
    T offset;  ///< bias * log2(e)
};

/// A shift for every row and column at once saves the pass over the maxima and lets one exponential
/// serve both. It takes bounded logits: for cosines |t| <= slope, and with the shift half the
/// logarithm of the number of terms, a term and a sum of all terms stay clear of under- and
/// overflow by the same margin. For floats that holds down to a temperature of about 0.0124 at
/// 65,536 rows.
///
/// A bias that is not finite makes NaN of everything, as a scale that is not usable does.
/// `least_exponent`: of the smallest exponential.
template <class T>
CUXENT_HOST_DEVICE inline Logits<T> make_logits(double scale, bool cosine, std::int64_t n_terms,
                                                double bias = 0,
                                                T least_exponent = kLeastExponent<T>) {
    if (!(bias - bias == 0) || !is_usable_scale<T>(scale)) scale = static_cast<double>(NAN);
    constexpr double kSlack = 1.005;  // rounding lets a cosine be a little more than 1
    const double slope = scale * kLog2e;
    const double half_log = 0.5 * std::log2(static_cast<double>(n_terms));
    const bool fits = slope * kSlack + half_log <= -static_cast<double>(least_exponent);
    // Never 0: a masked -inf times 0 would be NaN.
    constexpr double kLeastSlope = sizeof(T) == sizeof(double) ? 1e-300 : 1e-37;
    const double used = slope < kLeastSlope ? kLeastSlope : slope;
    return {static_cast<T>(scale),    static_cast<T>(used), cosine && fits,
            static_cast<T>(half_log), static_cast<T>(bias), static_cast<T>(bias * kLog2e)};
}

}  // namespace cuxent::kernels
