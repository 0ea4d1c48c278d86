// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <utility>

#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// A call that cannot be carried out. Thrown inside the library, turned into a status at its wall.
class Failure : public std::exception {
 public:
    Failure(cuxentStatus status, std::string message)
        : status_(status), message_(std::move(message)) {}

    [[nodiscard]] cuxentStatus status() const noexcept { return status_; }
    [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

 private:
    cuxentStatus status_;
    std::string message_;
};

}  // namespace cuxent::impl
