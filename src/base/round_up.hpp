// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cuxent::impl {

/// Both for n >= 0 and step > 0.
constexpr std::int64_t ceil_div(std::int64_t n, std::int64_t step) {
    return (n + step - 1) / step;
}

/// The least multiple of `step` that is not below n.
constexpr std::int64_t round_up(std::int64_t n, std::int64_t step) {
    return ceil_div(n, step) * step;
}

}  // namespace cuxent::impl
