// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/element_size.hpp"
#include "base/function_ref.hpp"
#include "cpu/norm_rule.hpp"
#include "cpu/thread_team.hpp"

namespace cuxent::impl {

// What the calls beside the loss have in common: rows of the caller, shared among threads.

template <class Matrix>
auto row_of(const Matrix& matrix, cuxentType type, std::int64_t row) {
    return element_at(matrix.data, type, row * matrix.ld);
}

template <class T>
NormRule<T> cpu_norm_rule(bool normalizes, cuxentSmallNorm small_norm, double norm_eps) {
    return {normalizes, small_norm == CUXENT_SMALL_NORM_CLAMP, static_cast<T>(norm_eps)};
}

/// Calls work(row) for every row, on the threads of the team. `width`: elements of a row.
inline void for_rows(ThreadTeam& team, std::int64_t n_rows, std::int64_t width,
                     FunctionRef<void(std::int64_t)> work) {
    // Work for a few microseconds: less is not worth another thread's attention.
    constexpr std::int64_t kElementsOfARange = 1 << 12;
    const std::int64_t grain = std::max<std::int64_t>(1, kElementsOfARange / width);
    team.for_ranges(team.size(), n_rows, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) work(row);
    });
}

}  // namespace cuxent::impl
