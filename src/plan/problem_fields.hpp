// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.hpp"
#include "plan/rule.hpp"

namespace cuxent::impl {

/// The fields of the problem that is being checked.
inline constexpr Fields kProblem("problem");

inline void check_unused(const char* field, std::int64_t got, const char* reason) {
    if (got != 0) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, field, got,
                              std::string("0, since ") + reason);
    }
}

/// Refuses rows that are the columns where `what` says something of (i, j) and nothing of (j, i).
inline void check_directed(const cuxentProblem& problem, const Rule& rule, const char* what) {
    if (!rule.symmetric()) return;
    kProblem.refuse_field(
        CUXENT_STATUS_NOT_SUPPORTED, "n_cols", problem.n_cols,
        std::string("n_rows, and the rows passed as columns too: ") + what +
            " is directed, while a similarity of rows that are the columns stands "
            "for both directions");
}

}  // namespace cuxent::impl
