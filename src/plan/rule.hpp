// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Where the columns come from.
enum class Operands {
    kRowsAreColumns,  ///< self-similarity: S is symmetric, one operand, one gradient
    kRowsAndColumns,  ///< two operands, two gradients
    kGathered,        ///< every row has columns of its own: no tiles, but a visit of each row
};

/// What a column is to a row.
enum class Role {
    kNegative,  ///< in the row's log-sum-exp
    kTarget,    ///< what the row is drawn to; its similarity is kept apart
    kOut,       ///< not seen by the row
};

/// What a row is drawn to.
enum class Targets {
    kOwnSample,  ///< the column of its own sample that has this role
    kLabel,      ///< all columns with its label
    kListed,     ///< the columns that the call lists for it
    kSoft,       ///< the columns that have a weight for it
    kClass,      ///< the column that its label names, which is no part of the tiles
};

/// A loss, as the engine sees it: which columns a row compares with, and what its row function
/// (kernels/row_math.h) makes of them. Products, log-sum-exp, gradient and normalisation are the
/// engine's and common to all losses.
struct Rule {
    const char* name;
    Operands operands;
    int n_views;        ///< of the rows, and of the columns
    Role same_view;     ///< the column that holds the row's own sample, in its own view
    Role other_view;    ///< and in the other one
    bool across_views;  ///< rows see the columns of the other view only
    bool decoupled;     ///< the target is not in the row's log-sum-exp
    Targets targets = Targets::kOwnSample;
    bool pairs = false;    ///< each target against the negatives alone
    bool sigmoid = false;  ///< of each pair, in the place of a softmax over the row

    /// Whether the columns are classes.
    [[nodiscard]] bool has_classes() const { return targets == Targets::kClass; }
    /// Whether a row may have any number of targets.
    [[nodiscard]] bool has_sets() const {
        return targets == Targets::kLabel || has_lists() || has_soft_targets();
    }
    /// Whether the call lists which columns those are.
    [[nodiscard]] bool has_lists() const { return targets == Targets::kListed; }
    /// Whether the call weighs them.
    [[nodiscard]] bool has_soft_targets() const { return targets == Targets::kSoft; }
    [[nodiscard]] bool has_row_lse() const { return !pairs && !sigmoid; }
    /// Whether a row has one target, which stands somewhere among its columns.
    [[nodiscard]] bool has_ranks() const { return !has_sets(); }
    /// Whether the columns are keys: of which some may have no row, and shared negatives follow.
    [[nodiscard]] bool has_keys() const { return n_views == 1 && targets == Targets::kOwnSample; }
    [[nodiscard]] bool symmetric() const { return operands == Operands::kRowsAreColumns; }
    [[nodiscard]] bool gathered() const { return operands == Operands::kGathered; }
};

/// The rule of a valid problem.
Rule rule_of(const cuxentProblem& problem);

}  // namespace cuxent::impl
