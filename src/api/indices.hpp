// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Throws Failure unless the type is one of cuxentIndexType.
void check_index_type(const char* argument, cuxentIndexType type);

/// Throws Failure unless a vector of indices is aligned. A null pointer is.
void check_index_pointer(const char* argument, const void* indices, cuxentIndexType type);

/// Throws Failure, naming the first place, if one of n indices in host memory is not in
/// [0, n_table_rows).
void check_indices(const char* argument, const void* indices, cuxentIndexType type, std::int64_t n,
                   std::int64_t n_table_rows);

}  // namespace cuxent::impl
