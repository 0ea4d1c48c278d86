// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Entry i of an array of indices.
inline std::int64_t index_at(const void* indices, cuxentIndexType type, std::int64_t i) {
    return type == CUXENT_INDEX_INT64 ? static_cast<const std::int64_t*>(indices)[i]
                                      : static_cast<const std::int32_t*>(indices)[i];
}

}  // namespace cuxent::impl
