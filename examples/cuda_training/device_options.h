// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_options.h
 * @brief What the command line asks for.
 */
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "device_training.h"
#include "exit_code.h"

namespace digits {

struct DeviceOptions {
    std::string data = DIGITS_DEFAULT_DATA;
    DeviceTrainingSettings training;
    std::uint32_t seed = 1;
    std::optional<double> required_margin;
    bool quiet = false;
};

/// Options; or, without them, the code to exit with: help was asked for, or an argument is wrong.
/// What there is to say about it has been printed.
struct ParsedDeviceArguments {
    std::optional<DeviceOptions> options;
    int exit_code = kSuccess;
};

ParsedDeviceArguments parse_device_arguments(int argc, const char* const* argv);

}  // namespace digits
