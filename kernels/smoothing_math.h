// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Label smoothing, for host and device: with A the n columns that row i sees, its targets P among
// them, every row that has targets and negatives has
//
//   L    += a (mean_P s_ip - mean_A s_ij)
//   G_ij -= u a / n,    G_ip += u a / |P|
//
// What all columns lose is the same number for all of them. So nothing of it is in the tiles: their
// sum is a product of the row with the sum of the columns, and their gradient one of rank one. With
// k the logit scale, h the hardness, c the terms of the columns:
//
//   m_i   = ((1 + h/k) <z_i, sum_A z_j> + sum_A c_j / k) / n      as if all were negatives
//   L    += a k ((mean_P - m_i) - (sum over P of what they have and negatives had not) / n)
//   dz_i -= share_i sum_A z_j,    dz_j -= sum_i share_i z_i,      share_i = u a / n
//
// and what the targets have beside that goes to `pull`, or to the offset of TargetFactors.
#pragma once

#include <cstdint>

#include "kernels/entry_math.h"
#include "kernels/host_device.h"
#include "kernels/row_math.h"
#include "kernels/set_math.h"
#include "kernels/set_members.h"

namespace cuxent::kernels {

/// Which columns the rows see. They are all of a group but for one column of a row at most: its
/// own. Groups: the columns, or where rows see the other view only those of view 2, then of view 1.
struct SeenColumns {
    std::int64_t rows_in_view;
    std::int64_t cols_in_view;
    std::int64_t n_rows, n_cols;  ///< of all views
    bool across_views;
    bool has_sets;
    std::int64_t own[2];         ///< row i of a view has its own column at i + own[view]; kNowhere
    std::int64_t target[2];      ///< and its one target, where that is found by place; kNowhere
    SetLabels labels;            ///< of sets
    PairBits pairs;              ///< of sets that are listed
    const std::int64_t* counts;  ///< one a row: of columns of its own; null: of its group

    /// Far from every column, and from overflow.
    static constexpr std::int64_t kNowhere = std::int64_t{1} << 62;

    CUXENT_HOST_DEVICE int n_groups() const { return across_views ? 2 : 1; }
    CUXENT_HOST_DEVICE std::int64_t group_size() const {
        return across_views ? cols_in_view : n_cols;
    }
    CUXENT_HOST_DEVICE int group_of_row(std::int64_t row) const {
        return across_views && row >= rows_in_view ? 1 : 0;
    }
    /// Of the rows that see a column.
    CUXENT_HOST_DEVICE int group_of_col(std::int64_t col) const {
        return across_views && col >= cols_in_view ? 1 : 0;
    }
    /// The first column of a group, and the first of the rows that see a column.
    CUXENT_HOST_DEVICE std::int64_t first_col(int group) const {
        return across_views && group == 0 ? cols_in_view : 0;
    }
    CUXENT_HOST_DEVICE std::int64_t first_row(int group) const {
        return across_views && group == 0 ? rows_in_view : 0;
    }
    CUXENT_HOST_DEVICE std::int64_t rows_of_group() const {
        return across_views ? rows_in_view : n_rows;
    }

    /// The column of its group that a row does not see; -1: it sees them all.
    CUXENT_HOST_DEVICE std::int64_t unseen(std::int64_t row) const {
        const std::int64_t col = row + own[row < rows_in_view ? 0 : 1];
        if (col < 0 || col >= n_cols) return -1;
        // What is listed as a target is one.
        const bool is_listed =
            pairs.positives != nullptr && pairs.row(row).at(col) == Entry::kTarget;
        return is_listed ? -1 : col;
    }
    /// The row that does not see a column; -1: all do.
    CUXENT_HOST_DEVICE std::int64_t blind(std::int64_t col) const {
        const std::int64_t row = col - own[col < cols_in_view ? 0 : 1];
        return row >= 0 && row < n_rows && unseen(row) == col ? row : -1;
    }
    CUXENT_HOST_DEVICE std::int64_t n_seen(std::int64_t row) const {
        return counts != nullptr ? counts[row] : group_size() - (unseen(row) < 0 ? 0 : 1);
    }

    /// The one target of a row.
    CUXENT_HOST_DEVICE std::int64_t own_target(std::int64_t row) const {
        return row + target[row < rows_in_view ? 0 : 1];
    }
    /// Of sets: whether a column is a target of a row that sees it.
    CUXENT_HOST_DEVICE bool is_target(std::int64_t row, std::int64_t col) const {
        return (pairs.positives != nullptr ? pairs.row(row).at(col) : labels.row(row).at(col)) ==
               Entry::kTarget;
    }
};

struct Smoothing {
    double amount;    ///< a; 0: none
    double hardness;  ///< h, where m_i has it for the targets too
    SeenColumns seen;

    CUXENT_HOST_DEVICE bool exists() const { return amount != 0; }
    /// Whether the targets of a row have to be told from its other columns to take their mean. A
    /// class is known by its cosine.
    CUXENT_HOST_DEVICE bool weighs_targets() const {
        return hardness != 0 && (seen.has_sets || seen.target[0] != SeenColumns::kNowhere ||
                                 seen.target[1] != SeenColumns::kNowhere);
    }
};

/// m_i. `dot`: <z_i, sum of the columns it sees>; `terms`: the sum of theirs, and h/k times that of
/// its targets, whose similarity is known with it only; `row_term`: of entry_math.h.
template <class T>
CUXENT_HOST_DEVICE inline T smoothed_mean(double dot, double terms, std::int64_t n_seen, T row_term,
                                          double hardness, const Logits<T>& logits) {
    if (n_seen == 0) return T(0);
    const auto per_logit = 1 / static_cast<double>(logits.scale);
    const double sum = dot + per_logit * (hardness * dot + terms);
    return static_cast<T>(sum / static_cast<double>(n_seen) +
                          per_logit * static_cast<double>(row_term));
}

/// What it adds to a row loss. `target`: mean of the targets, as the softmax sees them, before the
/// scale; `rest`: the sum of what they have and as negatives had not.
template <class T>
CUXENT_HOST_DEVICE inline T smoothing_loss(double amount, T target, T mean, T rest, T n_seen,
                                           const Logits<T>& logits) {
    return static_cast<T>(amount) * logits.scale * ((target - mean) - rest / n_seen);
}

/// Whether a row has both targets and negatives.
template <class T>
CUXENT_HOST_DEVICE inline bool has_both(const RowStatistics<T>& row, T n_targets) {
    return row.sum != T(0) && n_targets != T(0);
}

/// Of a row with one target, or with a set of them.
template <class T>
CUXENT_HOST_DEVICE inline T smoothing_loss(const Smoothing& smoothing, std::int64_t row_index,
                                           const RowStatistics<T>& row, const TargetSet<T>& targets,
                                           const RowRule& rule, T mean, const Logits<T>& logits) {
    const T n_targets = rule.sets ? targets.count : T(1);
    if (!has_both(row, n_targets)) return T(0);
    const T total = rule.sets ? targets.total : row.positive;
    const T rest = -static_cast<T>(smoothing.hardness) / logits.scale * total;
    return smoothing_loss(smoothing.amount, total / n_targets, mean, rest,
                          static_cast<T>(smoothing.seen.n_seen(row_index)), logits);
}

/// The part of its gradient.
template <class T>
struct SmoothingFactors {
    T share;   ///< taken from every column that the row sees
    T target;  ///< given to each of its targets
};

template <class T>
CUXENT_HOST_DEVICE inline SmoothingFactors<T> smoothing_factors(const Smoothing& smoothing,
                                                                std::int64_t row_index,
                                                                const RowStatistics<T>& row,
                                                                T n_targets, T upstream) {
    if (!has_both(row, n_targets)) return {T(0), T(0)};
    const auto n = static_cast<double>(smoothing.seen.n_seen(row_index));
    return {upstream * static_cast<T>(smoothing.amount / n),
            upstream * static_cast<T>(smoothing.amount) / n_targets};
}

}  // namespace cuxent::kernels
