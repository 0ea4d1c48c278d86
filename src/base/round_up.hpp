// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cuxent::impl {

/// Both for n >= 0 and step > 0.
template <class Integer>
constexpr Integer ceil_div(Integer n, Integer step) {
    return (n + step - 1) / step;
}

/// The least multiple of `step` that is not below n.
template <class Integer>
constexpr Integer round_up(Integer n, Integer step) {
    return ceil_div(n, step) * step;
}

}  // namespace cuxent::impl
