// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/backend.hpp"

namespace cuxent::impl {

/// The loss: S = scale * Z_rows Z_cols^T, a log-sum-exp over the columns that each row may see, and
/// L_i = softplus(lse_i(negatives) - s_i(target)).
void forward(Backend& backend, const Call& call);

/// Its gradient, from the statistics that forward() left in `saved`.
void backward(Backend& backend, const Call& call);

/// Both, with the normalised rows shared between them.
void forward_backward(Backend& backend, const Call& call);

}  // namespace cuxent::impl
