// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "word_pairs.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace vocabulary {
namespace {

constexpr std::size_t kBlockWords = 1000;
constexpr std::size_t kBlocksAHeldOut = 10;
constexpr std::int64_t kReach = 5;

bool in_one_block(std::size_t first, std::size_t second) {
    return first / kBlockWords == second / kBlockWords;
}

bool has_a_pair(std::span<const std::int32_t> text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i - 1] != text[i] && in_one_block(i - 1, i)) return true;
    }
    return false;
}

}  // namespace

WordPairs::WordPairs(const Vocabulary& vocabulary, Part part, std::mt19937_64 random)
    : random_(std::move(random)) {
    for (std::size_t i = 0; i < vocabulary.text.size(); ++i) {
        const bool is_held_out = i / kBlockWords % kBlocksAHeldOut == kBlocksAHeldOut - 1;
        if (is_held_out == (part == Part::kHeldOut)) text_.push_back(vocabulary.text[i]);
    }
    if (!has_a_pair(text_)) {
        throw std::runtime_error("the text has " + std::to_string(vocabulary.text.size()) +
                                 " words of the vocabulary, wanted " +
                                 std::to_string(kBlockWords * kBlocksAHeldOut) +
                                 " or more, not all the same");
    }
    const auto n_words = static_cast<double>(vocabulary.text.size());
    const double equal_share = 1.0 / static_cast<double>(vocabulary.counts.size());
    for (const std::int64_t count : vocabulary.counts) {
        const double share = static_cast<double>(count) / n_words;
        taken_.push_back(std::min(1.0, equal_share / share));
    }
}

bool WordPairs::is_taken(std::int32_t word) {
    return std::uniform_real_distribution<double>()(random_) <
           taken_[static_cast<std::size_t>(word)];
}

WordPair WordPairs::next() {
    std::uniform_int_distribution<std::size_t> position(0, text_.size() - 1);
    std::uniform_int_distribution<std::int64_t> distance(-kReach, kReach);
    for (;;) {
        const std::size_t first = position(random_);
        if (!is_taken(text_[first])) continue;
        // One that is before the text is beyond its end, as an unsigned number.
        const std::size_t second = first + static_cast<std::size_t>(distance(random_));
        if (second >= text_.size() || !in_one_block(first, second)) continue;
        if (text_[first] == text_[second] || !is_taken(text_[second])) continue;
        return {text_[first], text_[second]};
    }
}

}  // namespace vocabulary
