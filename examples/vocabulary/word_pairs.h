// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file word_pairs.h
 * @brief Pairs of words that stand close to each other in a text.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "vocabulary.h"

namespace vocabulary {

/// Every tenth block of a thousand words is held out: no pair is trained on that lies in it.
enum class Part { kTraining, kHeldOut };

struct WordPair {
    std::int32_t anchor;
    std::int32_t positive;
};

/**
 * Draws pairs without end, each independent of the others: two different words at most five apart
 * and in one block. Frequent words are subsampled: one with the share f of the text is taken with
 * the probability t / f, or always where that is above 1; t = 1 / V, the share of each of V words
 * if all were alike. word2vec takes the root of it (Mikolov et al. 2013, "Distributed
 * Representations of Words and Phrases and their Compositionality", eq. 5). Here negatives are
 * drawn uniformly, and positives are to be nearly so: else "the" and "of" would be close to
 * everything.
 */
class WordPairs {
 public:
    /// Throws std::runtime_error where the part has no two different words.
    WordPairs(const Vocabulary& vocabulary, Part part, std::mt19937_64 random);

    WordPair next();

 private:
    bool is_taken(std::int32_t word);

    std::vector<std::int32_t> text_;  ///< blocks of this part, one after another
    std::vector<double> taken_;       ///< probability that a word is taken
    std::mt19937_64 random_;
};

}  // namespace vocabulary
