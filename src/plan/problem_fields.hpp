// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/fields.hpp"

namespace cuxent::impl {

/// The fields of the problem that is being checked.
inline constexpr Fields kProblem("problem");

inline void check_unused(const char* field, std::int64_t got, const char* reason) {
    if (got != 0) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, field, got,
                              std::string("0, since ") + reason);
    }
}

}  // namespace cuxent::impl
