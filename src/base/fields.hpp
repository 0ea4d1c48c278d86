// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "base/refuse.hpp"

namespace cuxent::impl {

/// The fields of a description that is being checked, by the name of its argument.
class Fields {
 public:
    constexpr explicit Fields(const char* argument) : argument_(argument) {}

    template <class Got>
    [[noreturn]] void refuse_field(cuxentStatus status, const char* field, Got got,
                                   const std::string& wanted) const {
        refuse(status, std::string(argument_) + "." + field, std::to_string(got), wanted);
    }

    void check_range(const char* field, std::int64_t got, std::int64_t low,
                     std::int64_t high) const {
        if (got < low || got > high) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, field, got,
                         std::to_string(low) + " to " + std::to_string(high));
        }
    }

    /// An enum with the values 1 to `last`; `wanted` lists its names.
    template <class Enum>
    void check_enum(const char* field, Enum got, std::int32_t last, const char* wanted) const {
        const auto number = static_cast<std::int32_t>(got);
        if (number < 1 || number > last) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, field, number, wanted);
        }
    }

    /// NaN is in no range.
    void check_not_negative(const char* field, double got) const {
        if (!(got >= 0) || std::isinf(got)) {
            refuse_field(CUXENT_STATUS_BAD_VALUE, field, got, "a finite number >= 0");
        }
    }

 protected:
    [[nodiscard]] const char* argument() const { return argument_; }

 private:
    const char* argument_;
};

}  // namespace cuxent::impl
