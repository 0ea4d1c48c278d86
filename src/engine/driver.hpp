// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/backend.hpp"

namespace cuxent::impl {

/// The loss: S = scale * Z_rows Z_cols^T + bias, sums over the columns that each row may see, and
/// from them L_i: see driver.cpp.
void forward(Backend& backend, const Call& call);

/// Its gradient, from the statistics that forward() left in `saved`.
void backward(Backend& backend, const Call& call);

/// Both, with the normalised rows shared between them.
void forward_backward(Backend& backend, const Call& call);

}  // namespace cuxent::impl
