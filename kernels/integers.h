// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Arrays of labels or indices of the caller, for host and device.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"

namespace cuxent::kernels {

struct Integers {
    const void* data;  ///< int64, or int32 where not wide; null: none
    bool wide;

    CUXENT_HOST_DEVICE std::int64_t operator[](std::int64_t i) const {
        return wide ? static_cast<const std::int64_t*>(data)[i]
                    : static_cast<const std::int32_t*>(data)[i];
    }
};

}  // namespace cuxent::kernels
