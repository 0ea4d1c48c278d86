// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file targets.hpp
 * @brief Which columns the rows of the baseline's matrix are drawn to.
 */
#ifndef CUXENT_BENCH_TARGETS_HPP
#define CUXENT_BENCH_TARGETS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "batch.hpp"

namespace cuxent::bench {

/// A list of target columns for each row: row i has the slots begin[i] to begin[i + 1] - 1. With
/// one target a row its slot has the row's number.
struct Targets {
    std::vector<std::int64_t> begin;
    std::vector<std::int64_t> column;  ///< of each slot, ascending in a row
    std::vector<std::int64_t> mirror;  ///< symmetric losses: the slot of the pair the other way

    [[nodiscard]] std::int64_t first(std::int64_t row) const {
        return begin[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] std::int64_t column_of(std::int64_t slot) const {
        return column[static_cast<std::size_t>(slot)];
    }
    [[nodiscard]] std::int64_t mirror_of(std::int64_t slot) const {
        return mirror[static_cast<std::size_t>(slot)];
    }
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(column.size()); }
};

/// Of clip for the rows of the first view; those of the second mirror them.
Targets targets_of(const Batch& batch);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_TARGETS_HPP
