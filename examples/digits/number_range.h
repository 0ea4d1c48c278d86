// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file number_range.h
 * @brief Command line arguments that must be numbers in a range.
 */
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <sstream>
#include <string>

namespace digits {

/// Lets numbers from `smallest` to `largest` pass. nan, which compares with nothing, does not.
template <typename Number>
CLI::Validator between(Number smallest, Number largest) {
    std::ostringstream wanted;
    wanted << smallest << " to " << largest;
    const auto check = [=, range = wanted.str()](const std::string& text) {
        Number value{};
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        const bool is_number = error == std::errc{} && stop == end;
        const bool is_good = is_number && value >= smallest && value <= largest;
        return is_good ? std::string() : "\"" + text + "\" is not a number from " + range;
    };
    return CLI::Validator(check, wanted.str());
}

}  // namespace digits
