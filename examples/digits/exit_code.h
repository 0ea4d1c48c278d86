// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file exit_code.h
 * @brief What the exit code of a program says.
 */
#pragma once

namespace digits {

enum ExitCode : int {
    kSuccess = 0,
    kFailed = 1,        ///< unreadable data, no such device, a folder that cannot be written, ...
    kBadArguments = 2,  ///< refused before anything was read
    kNotLearned = 3,    ///< --require-margin was not met
};

inline constexpr auto kExitCodesText =
    "Exit code: 0 success, 1 failure, 2 bad arguments, 3 --require-margin not met.\n";

}  // namespace digits
