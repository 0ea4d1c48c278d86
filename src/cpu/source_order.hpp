// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "plan/buffers.hpp"

namespace cuxent::impl {

/// Sources by the row that they name, then by number. Segment g is [begin[g], begin[g + 1]) and has
/// one row.
struct SourceOrder {
    const std::uint32_t* key;  ///< row of the source
    const std::uint32_t* source;
    const std::uint32_t* begin;
    std::int64_t n_segments;
};

/// Orders n sources whose rows, all below n_table_rows, are in key[0] of the buffers.
SourceOrder order_sources(const GatheredBuffers& buffers, std::int64_t n,
                          std::int64_t n_table_rows);

}  // namespace cuxent::impl
