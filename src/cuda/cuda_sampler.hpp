// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sampling.hpp"

namespace cuxent::impl {

/// Enqueues a draw of negatives on the current device.
void enqueue_sampling(const Sampling& sampling);

}  // namespace cuxent::impl
