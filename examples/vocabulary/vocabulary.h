// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file vocabulary.h
 * @brief The most frequent words of a text, and the text in numbers.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vocabulary {

/// A word's index is its row in the table of embeddings.
struct Vocabulary {
    std::vector<std::string> words;    ///< the most frequent first; of equals, by the alphabet
    std::vector<std::int64_t> counts;  ///< how often each of them is in the text
    std::vector<std::int32_t> text;  ///< the text as indices; words that are not kept are left out
    std::size_t n_distinct = 0;      ///< words of the text, kept or not

    [[nodiscard]] std::optional<std::int32_t> find(std::string_view word) const;
};

/// Of the most frequent words, `n_most` at most.
Vocabulary make_vocabulary(std::span<const std::string> words, std::size_t n_most);

}  // namespace vocabulary
