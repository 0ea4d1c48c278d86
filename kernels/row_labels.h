// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The class of each row of a call, for host and device.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/integers.h"

namespace cuxent::kernels {

struct RowLabels {
    Integers given{};  ///< one a row; none: the rows have no classes
    std::int64_t n_classes = 0;
    std::int64_t ignored = 0;  ///< label of rows that do not count

    CUXENT_HOST_DEVICE bool exist() const { return given.data != nullptr; }

    /// The column that is the row's class, or -1.
    CUXENT_HOST_DEVICE std::int64_t column(std::int64_t row) const {
        const std::int64_t label = given[row];
        return label != ignored && label >= 0 && label < n_classes ? label : -1;
    }

    /// Whether the row has a label that means nothing.
    CUXENT_HOST_DEVICE bool is_invalid(std::int64_t row) const {
        return exist() && column(row) < 0 && given[row] != ignored;
    }
};

}  // namespace cuxent::kernels
