// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cuxent::impl {

/// Where the columns come from.
enum class Operands {
    kRowsAreColumns,  ///< self-similarity: S is symmetric, one operand, one gradient
    kRowsAndColumns,  ///< two operands, two gradients
};

/// The column a row is drawn to.
enum class Target {
    kPartnerView,  ///< the same sample in the other view
};

/// The columns in a row's denominator.
enum class Allowed {
    kNotSelf,  ///< all but the row's own column
};

/// A loss, as the engine sees it: which columns a row compares with, and which one it is drawn to.
/// Everything else (products, log-sum-exp, gradient, normalisation) is the engine's and common to
/// all losses.
struct Rule {
    Operands operands;
    Target target;
    Allowed allowed;

    [[nodiscard]] bool symmetric() const { return operands == Operands::kRowsAreColumns; }
};

}  // namespace cuxent::impl
