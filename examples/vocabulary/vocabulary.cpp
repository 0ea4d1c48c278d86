// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "vocabulary.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace vocabulary {

std::optional<std::int32_t> Vocabulary::find(std::string_view word) const {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<std::int32_t>(found - words.begin());
}

Vocabulary make_vocabulary(std::span<const std::string> words, std::size_t n_most) {
    std::unordered_map<std::string_view, std::int64_t> counts;
    for (const std::string& word : words) ++counts[word];

    std::vector<std::pair<std::int64_t, std::string_view>> order;
    for (const auto& [word, count] : counts) order.emplace_back(-count, word);
    std::ranges::sort(order);
    order.resize(std::min(order.size(), n_most));

    Vocabulary vocabulary;
    vocabulary.n_distinct = counts.size();
    std::unordered_map<std::string_view, std::int32_t> index;
    for (const auto& [minus_count, word] : order) {
        index.emplace(word, static_cast<std::int32_t>(vocabulary.words.size()));
        vocabulary.words.emplace_back(word);
        vocabulary.counts.push_back(-minus_count);
    }
    for (const std::string& word : words) {
        const auto found = index.find(word);
        if (found != index.end()) vocabulary.text.push_back(found->second);
    }
    return vocabulary;
}

}  // namespace vocabulary
