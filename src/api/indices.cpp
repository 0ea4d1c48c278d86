// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/indices.hpp"

#include <string>

#include "base/failure.hpp"

namespace cuxent::impl {
namespace {

template <class Index>
void check(const char* argument, const Index* indices, std::int64_t n, std::int64_t n_table_rows) {
    for (std::int64_t i = 0; i < n; ++i) {
        if (indices[i] >= 0 && indices[i] < n_table_rows) continue;
        throw Failure(CUXENT_STATUS_BAD_VALUE, std::string(argument) + "[" + std::to_string(i) +
                                                   "]: got " + std::to_string(indices[i]) +
                                                   ", wanted a row of the table, 0 to " +
                                                   std::to_string(n_table_rows - 1));
    }
}

}  // namespace

void check_index_type(const char* argument, cuxentIndexType type) {
    if (type == CUXENT_INDEX_INT32 || type == CUXENT_INDEX_INT64) return;
    throw Failure(CUXENT_STATUS_BAD_VALUE, std::string(argument) + ": got " +
                                               std::to_string(static_cast<std::int32_t>(type)) +
                                               ", wanted CUXENT_INDEX_INT32 or CUXENT_INDEX_INT64");
}

void check_index_pointer(const char* argument, const void* indices, cuxentIndexType type) {
    const std::size_t alignment =
        type == CUXENT_INDEX_INT64 ? sizeof(std::int64_t) : sizeof(std::int32_t);
    const std::size_t off = reinterpret_cast<std::uintptr_t>(indices) % alignment;
    if (off == 0) return;
    throw Failure(CUXENT_STATUS_MISALIGNED,
                  std::string(argument) + ": got an address " + std::to_string(off) +
                      " bytes past alignment, wanted a multiple of " + std::to_string(alignment));
}

void check_indices(const char* argument, const void* indices, cuxentIndexType type, std::int64_t n,
                   std::int64_t n_table_rows) {
    if (type == CUXENT_INDEX_INT64) {
        check(argument, static_cast<const std::int64_t*>(indices), n, n_table_rows);
    } else {
        check(argument, static_cast<const std::int32_t*>(indices), n, n_table_rows);
    }
}

}  // namespace cuxent::impl
