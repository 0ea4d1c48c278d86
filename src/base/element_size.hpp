// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/failure.hpp"
#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Bytes of one element.
inline std::size_t size_of(cuxentType type) {
    switch (type) {
        case CUXENT_TYPE_FLOAT16:
        case CUXENT_TYPE_BFLOAT16:
            return 2;
        case CUXENT_TYPE_FLOAT32:
            return 4;
        case CUXENT_TYPE_FLOAT64:
            return 8;
    }
    throw Failure(CUXENT_STATUS_INTERNAL, "size_of: unknown type");
}

/// Address of element i of an array.
inline void* element_at(void* array, cuxentType type, std::int64_t i) {
    return static_cast<std::byte*>(array) + i * static_cast<std::int64_t>(size_of(type));
}
inline const void* element_at(const void* array, cuxentType type, std::int64_t i) {
    return static_cast<const std::byte*>(array) + i * static_cast<std::int64_t>(size_of(type));
}

}  // namespace cuxent::impl
