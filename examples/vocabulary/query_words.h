// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file query_words.h
 * @brief The words whose neighbours are shown.
 */
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vocabulary.h"

namespace vocabulary {

/// `wanted`, or where that is empty a dozen of our choice, as far as they are in the vocabulary,
/// and frequent ones in the place of those that are not. Throws std::runtime_error for a wanted
/// word that is not there.
std::vector<std::int32_t> query_words(const Vocabulary& vocabulary,
                                      std::span<const std::string> wanted);

}  // namespace vocabulary
