// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cuxent::impl {

/// Where the columns come from.
enum class Operands {
    kRowsAreColumns,  ///< self-similarity: S is symmetric, one operand, one gradient
    kRowsAndColumns,  ///< two operands, two gradients
};

/// A loss, as the engine sees it. Everything else (products, log-sum-exp, gradient, normalisation)
/// is the engine's and common to all losses. So far each row compares with all columns but its own,
/// and is drawn to its partner's: Place knows both.
struct Rule {
    Operands operands;

    [[nodiscard]] bool symmetric() const { return operands == Operands::kRowsAreColumns; }
};

}  // namespace cuxent::impl
