// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Slots of a ring, for host and device.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"

namespace cuxent::kernels {

/// The slot `steps` >= 0 after `position`. Whatever number that is, no slot is outside of the ring.
CUXENT_HOST_DEVICE inline std::int64_t ring_slot(std::int64_t position, std::int64_t steps,
                                                 std::int64_t capacity) {
    const std::int64_t slot = (position % capacity + steps % capacity) % capacity;
    return slot < 0 ? slot + capacity : slot;
}

}  // namespace cuxent::kernels
