// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// How much each row of a call counts, for host and device.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/row_labels.h"
#include "kernels/row_math.h"

namespace cuxent::kernels {

/// What a mean divides by.
enum class MeanOver { kAll, kCounted, kWeights };

template <class T>
struct RowWeights {
    const T* given;  ///< one a row; null: 1 each
    RowLabels labels{};

    /// A row that does not count is not there as a row: loss and gradient exactly 0, whatever its
    /// embedding.
    CUXENT_HOST_DEVICE bool counts(std::int64_t row) const {
        return weighs(row) && (!labels.exist() || labels.column(row) >= 0);
    }

    /// Whether a row does not count for a reason that its loss has to show.
    CUXENT_HOST_DEVICE bool is_broken(std::int64_t row) const {
        return weighs(row) && labels.is_invalid(row);
    }

    /// Whether not all rows weigh the same.
    CUXENT_HOST_DEVICE bool vary() const { return given != nullptr || labels.exist(); }

    /// The factor of its loss and gradient.
    CUXENT_HOST_DEVICE T of(std::int64_t row) const {
        return !counts(row) ? T(0) : given == nullptr ? T(1) : given[row];
    }

    /// upstream * weight, for the upstream gradient of the row's loss.
    CUXENT_HOST_DEVICE double weighted(double upstream, std::int64_t row) const {
        return counts(row) ? upstream * static_cast<double>(of(row)) : 0.0;
    }

    CUXENT_HOST_DEVICE bool weighs(std::int64_t row) const {
        return given == nullptr || given[row] != T(0);
    }

    /// What the row adds to the divisor of a mean.
    CUXENT_HOST_DEVICE double share(MeanOver over, std::int64_t row) const {
        return over == MeanOver::kWeights ? static_cast<double>(of(row)) : counts(row) ? 1.0 : 0.0;
    }
};

/// Terms of a row in a mean: of pairs their number, otherwise 1 for a row that has a target.
template <class T>
CUXENT_HOST_DEVICE inline double terms_of(const RowRule& rule, T n_targets) {
    if (rule.pairs) return static_cast<double>(n_targets);
    return !rule.sets || n_targets > T(0) ? 1.0 : 0.0;
}

/// Divisor of a mean -> factor of the sum. Where nothing counts, the mean is 0.
CUXENT_HOST_DEVICE inline double mean_factor(double divisor) {
    return divisor == 0 ? 0.0 : 1.0 / divisor;
}

}  // namespace cuxent::kernels
