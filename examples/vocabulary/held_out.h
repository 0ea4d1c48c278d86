// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file held_out.h
 * @brief Whether words that stand together in text not trained on lie together, too.
 */
#pragma once

#include <span>

#include "matrix.h"
#include "word_pairs.h"

namespace vocabulary {

struct HeldOutScore {
    /// Probability that an anchor's positive is closer to it, by cosine, than the positive of
    /// another pair, which is a word of like frequency: 0.5 is chance, 1 is perfect.
    double auc = 0;
    /// Mean rank of the positive among all words but the anchor: half of them is chance, 1 perfect.
    double mean_rank = 0;
};

HeldOutScore score(const digits::Matrix& table, std::span<const WordPair> pairs);

}  // namespace vocabulary
