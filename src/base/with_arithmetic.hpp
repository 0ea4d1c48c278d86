// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Calls body(T{}) with the type that elements are computed in: double for FLOAT64, else float.
template <class Body>
void with_arithmetic(cuxentType type, const Body& body) {
    if (type == CUXENT_TYPE_FLOAT64) {
        body(double{});
    } else {
        body(float{});
    }
}

}  // namespace cuxent::impl
