// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "kernels/launch.h"

namespace cuxent::impl {

/// A type of the C ABI by its name in the kernels.
inline kernels::Element element_of(cuxentType type) {
    switch (type) {
        case CUXENT_TYPE_FLOAT16:
            return kernels::Element::kHalf;
        case CUXENT_TYPE_BFLOAT16:
            return kernels::Element::kBFloat;
        case CUXENT_TYPE_FLOAT64:
            return kernels::Element::kDouble;
        case CUXENT_TYPE_FLOAT32:
            break;
    }
    return kernels::Element::kFloat;
}

/// The arithmetic type T.
template <class T>
constexpr kernels::Element arithmetic_element() {
    return sizeof(T) == sizeof(double) ? kernels::Element::kDouble : kernels::Element::kFloat;
}

}  // namespace cuxent::impl
