// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// How rows that are gathered for anchors are numbered, for host and device.
//
// A call has n anchors, a positive for each and K negatives for each. Together they are the sources
// of the gradient, numbered in that order: source s < n is anchor s.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/integers.h"

namespace cuxent::kernels {

/// What a gathered row is to its anchor.
enum class Part { kAnchor, kPositive, kNegative };
inline constexpr int kParts = 3;

/// The number-th row of a part.
struct Gathered {
    Part part;
    std::int64_t number;
};

struct GatheredShape {
    std::int64_t n_rows;       ///< anchors
    std::int64_t n_negatives;  ///< of each

    /// Columns of an anchor: the positive, then the negatives.
    CUXENT_HOST_DEVICE std::int64_t n_columns() const { return n_negatives + 1; }
    CUXENT_HOST_DEVICE std::int64_t n_sources() const { return n_rows * (n_negatives + 2); }

    CUXENT_HOST_DEVICE Gathered column(std::int64_t i, std::int64_t j) const {
        return j == 0 ? Gathered{Part::kPositive, i}
                      : Gathered{Part::kNegative, i * n_negatives + j - 1};
    }

    CUXENT_HOST_DEVICE std::int64_t source(const Gathered& row) const {
        return row.number + static_cast<int>(row.part) * n_rows;
    }

    /// Columns alone: the positives, then the negatives.
    CUXENT_HOST_DEVICE std::int64_t column_number(const Gathered& column) const {
        return source(column) - n_rows;
    }

    CUXENT_HOST_DEVICE Gathered gathered(std::int64_t source) const {
        const Part part = source < n_rows       ? Part::kAnchor
                          : source < 2 * n_rows ? Part::kPositive
                                                : Part::kNegative;
        return {part, source - static_cast<int>(part) * n_rows};
    }

    /// The anchor of a column, and which of its columns it is.
    CUXENT_HOST_DEVICE std::int64_t anchor_of(const Gathered& column) const {
        return column.part == Part::kPositive ? column.number : column.number / n_negatives;
    }
    CUXENT_HOST_DEVICE std::int64_t place_of(const Gathered& column) const {
        return column.part == Part::kPositive ? 0 : 1 + column.number % n_negatives;
    }
};

/// Row numbers in a table, int32 or int64; null data: row i is named by i.
struct IndexVector {
    const void* data;
    bool is_64_bit;

    CUXENT_HOST_DEVICE std::int64_t operator[](std::int64_t i) const {
        return data == nullptr ? i : Integers{data, is_64_bit}[i];
    }
};

}  // namespace cuxent::kernels
