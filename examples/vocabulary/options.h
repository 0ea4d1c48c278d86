// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file options.h
 * @brief What the command line asks for.
 */
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "exit_code.h"
#include "experiment.h"

namespace vocabulary {

struct Options {
    std::string text = VOCABULARY_DEFAULT_TEXT;  ///< "" where there was none when this was built
    std::string out = "vocabulary-out";
    std::size_t n_words = 10'000;
    std::vector<std::string> queries;  ///< empty: chosen from the vocabulary
    ExperimentSettings experiment;
    std::optional<double> required_auc;
    bool quiet = false;
};

/// Options; or, without them, the code to exit with: help was asked for, or an argument is wrong.
/// What there is to say about it has been printed.
struct ParsedArguments {
    std::optional<Options> options;
    int exit_code = digits::kSuccess;
};

ParsedArguments parse_arguments(int argc, const char* const* argv);

}  // namespace vocabulary
