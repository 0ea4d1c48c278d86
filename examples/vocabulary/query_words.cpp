// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "query_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace vocabulary {
namespace {

constexpr std::array<std::string_view, 12> kChoice{"king",  "bread", "gold",  "sea",
                                                   "sword", "wife",  "lamb",  "seven",
                                                   "moses", "egypt", "heart", "rain"};
constexpr std::size_t kFirstSpare = 100;  // the words before are "the", "and", ...

std::vector<std::int32_t> chosen(const Vocabulary& vocabulary) {
    std::vector<std::int32_t> words;
    for (const std::string_view word : kChoice) {
        if (const auto index = vocabulary.find(word)) words.push_back(*index);
    }
    const std::size_t n_words = vocabulary.words.size();
    for (std::size_t spare = std::min(kFirstSpare, n_words / 2);
         spare < n_words && words.size() < kChoice.size(); ++spare) {
        const auto index = static_cast<std::int32_t>(spare);
        if (std::ranges::find(words, index) == words.end()) words.push_back(index);
    }
    return words;
}

}  // namespace

std::vector<std::int32_t> query_words(const Vocabulary& vocabulary,
                                      std::span<const std::string> wanted) {
    if (wanted.empty()) return chosen(vocabulary);
    std::vector<std::int32_t> words;
    for (const std::string& word : wanted) {
        const auto index = vocabulary.find(word);
        if (!index) {
            throw std::runtime_error("--words: \"" + word + "\" is not one of the " +
                                     std::to_string(vocabulary.words.size()) +
                                     " words of the vocabulary");
        }
        words.push_back(*index);
    }
    return words;
}

}  // namespace vocabulary
