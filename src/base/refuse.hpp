// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/failure.hpp"

namespace cuxent::impl {

/// Throws a Failure that says which argument is wrong, what came and what was wanted.
[[noreturn]] inline void refuse(cuxentStatus status, const std::string& argument,
                                const std::string& got, const std::string& wanted) {
    throw Failure(status, argument + ": got " + got + ", wanted " + wanted);
}

}  // namespace cuxent::impl
