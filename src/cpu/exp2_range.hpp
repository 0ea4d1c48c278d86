// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/logits.h"

namespace cuxent::impl {

/// Limits of the vector 2^t of exp2.inl.hpp.
template <class T>
struct Exp2Range;

template <>
struct Exp2Range<float> {
    static constexpr int kMantissaBits = 23;
    static constexpr float kMagic = 12582912.0f + 127.0f;            ///< 1.5 * 2^23 + exponent bias
    static constexpr float kLeast = kernels::kLeastExponent<float>;  ///< below: exactly 0
};

template <>
struct Exp2Range<double> {
    static constexpr int kMantissaBits = 52;
    static constexpr double kMagic = 6755399441055744.0 + 1023.0;
    static constexpr double kLeast = kernels::kLeastExponent<double>;
};

}  // namespace cuxent::impl
