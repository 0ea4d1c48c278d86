// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuxent/cuxent.h"
#include "kernels/integers.h"

namespace cuxent::impl {

/// An array of indices of the caller.
inline kernels::Integers index_array(const void* indices, cuxentIndexType type) {
    return {indices, type == CUXENT_INDEX_INT64};
}

/// The same of labels.
inline kernels::Integers label_array(const void* labels, cuxentLabelType type) {
    return {labels, type == CUXENT_LABEL_INT64};
}

/// Bytes of one entry.
inline std::size_t entry_bytes(const kernels::Integers& array) {
    return array.wide ? sizeof(std::int64_t) : sizeof(std::int32_t);
}

}  // namespace cuxent::impl
