// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file words.h
 * @brief The words of a text.
 */
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vocabulary {

/// Runs of letters, in lower case, with apostrophes inside. What has a digit in it ("Ge1:1") is no
/// word. UTF-8: everything beyond ASCII is a letter but for general punctuation, such as quotes.
std::vector<std::string> words_of(std::string_view text);

/// Throws std::runtime_error where the file cannot be read.
std::string read_text(const std::filesystem::path& file);

}  // namespace vocabulary
