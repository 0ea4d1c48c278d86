// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file options.h
 * @brief What the command line asks for.
 */
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exit_code.h"
#include "training.h"

namespace digits {

struct Options {
    std::string data = DIGITS_DEFAULT_DATA;
    std::string out = "digits-out";
    TrainingSettings training;
    std::vector<std::uint32_t> seeds{1, 2, 3};
    std::optional<double> required_margin;
    bool quiet = false;
};

/// Options; or, without them, the code to exit with: help was asked for, or an argument is wrong.
/// What there is to say about it has been printed.
struct ParsedArguments {
    std::optional<Options> options;
    int exit_code = kSuccess;
};

ParsedArguments parse_arguments(int argc, const char* const* argv);

}  // namespace digits
