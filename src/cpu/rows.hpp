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

// Rows of the caller: where they are, and how threads share them.

template <class Matrix>
auto row_of(const Matrix& matrix, cuxentType type, std::int64_t row) {
    return element_at(matrix.data, type, row * matrix.ld);
}

template <class T>
NormRule<T> cpu_norm_rule(bool normalizes, cuxentSmallNorm small_norm, double norm_eps) {
    return {normalizes, small_norm == CUXENT_SMALL_NORM_CLAMP, static_cast<T>(norm_eps)};
}

/// Calls work(row) for every row, on n_workers threads of the team. `cost`: of one row, in elements
/// read.
inline void for_rows(ThreadTeam& team, int n_workers, std::int64_t n_rows, std::int64_t cost,
                     FunctionRef<void(std::int64_t)> work) {
    // Work for a few microseconds: less is not worth another thread's attention.
    constexpr std::int64_t kCostOfARange = 1 << 12;
    const std::int64_t grain = std::max<std::int64_t>(1, kCostOfARange / cost);
    team.for_ranges(n_workers, n_rows, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) work(row);
    });
}

}  // namespace cuxent::impl
