// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file words_and_rows.cpp
 * @brief What a word is, which words are kept, which pairs are drawn, and which rows a step moves.
 */
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "embedding_loss.h"
#include "random_stream.h"
#include "row_adagrad.h"
#include "training.h"
#include "vocabulary.h"
#include "word_pairs.h"
#include "words.h"

namespace {

using namespace vocabulary;
using Words = std::vector<std::string>;

int n_wrong = 0;

void expect(bool right, const char* what) {
    std::printf("%s%s\n", what, right ? "" : "  WRONG");
    if (!right) ++n_wrong;
}

void words_are_letters_with_apostrophes_inside() {
    expect(words_of("Ge1:1 In the BEGINNING, 'God's' -- a2b 7 x-y") ==
               Words{"in", "the", "beginning", "god's", "x", "y"},
           "a word is letters in lower case, with apostrophes inside and no digits");
    expect(words_of("\xE2\x80\x9C"
                    "Don\xE2\x80\x99t\xE2\x80\x9D na\xC3\xAFve\xE2\x80\x94so") ==
               Words{"don't", "na\xC3\xAFve", "so"},
           "UTF-8: quotes and dashes end a word, other letters do not");
    expect(words_of("").empty() && words_of(" '' 12").empty(), "no words in nothing");
}

void the_most_frequent_words_are_kept() {
    const Words text{"b", "a", "c", "a", "c", "d"};
    const Vocabulary vocabulary = make_vocabulary(text, 3);
    expect(vocabulary.words == Words{"a", "c", "b"}, "the most frequent, then by the alphabet");
    expect(
        vocabulary.text == std::vector<std::int32_t>{2, 0, 1, 0, 1} && vocabulary.n_distinct == 4,
        "the text without words that are not kept");
}

/// Each word stands once, so that a pair tells its places.
void pairs_are_close_and_of_their_part() {
    Words text;
    for (int i = 0; i < 20'000; ++i) text.push_back(std::to_string(100'000 + i));
    const Vocabulary vocabulary = make_vocabulary(text, text.size());
    for (const Part part : {Part::kTraining, Part::kHeldOut}) {
        WordPairs pairs(vocabulary, part, digits::random_stream(1, digits::Stream::kBatches));
        bool right = true;
        for (int i = 0; i < 10'000; ++i) {
            const WordPair pair = pairs.next();
            const auto block = [](std::int32_t place) { return place / 1000; };
            const std::int32_t distance = std::abs(pair.anchor - pair.positive);
            const bool is_held_out = block(pair.anchor) % 10 == 9;
            right &= distance >= 1 && distance <= 5;
            right &= block(pair.anchor) == block(pair.positive);
            right &= is_held_out == (part == Part::kHeldOut);
        }
        expect(right, "pairs are at most five words apart, in a block of their part");
    }
}

void a_step_moves_the_rows_it_names_and_no_other() {
    constexpr std::size_t kRows = 50;
    const digits::Matrix before = initial_table(kRows, 8, 1);
    digits::Matrix table = before;
    const std::vector<std::int32_t> anchors{3, 9, 3};
    const std::vector<std::int32_t> positives{4, 9 + 1, 0};
    EmbeddingLoss embedding_loss(Form::kDecoupled, {3, 2, 0.1}, kRows, 8, 1);
    RowAdagrad optimizer(kRows, 0.1F);

    embedding_loss.run(table, anchors, positives, 1);
    const RowGradients gradients = embedding_loss.gradients();
    optimizer.step(table, gradients);

    bool right = gradients.rows.size() >= 5 && gradients.rows.size() <= 11;
    for (std::size_t row = 0; row < kRows; ++row) {
        const bool named =
            std::ranges::binary_search(gradients.rows, static_cast<std::int32_t>(row));
        right &= named != std::ranges::equal(table.row(row), before.row(row));
    }
    for (const std::int32_t row : {0, 3, 4, 9, 10}) {
        right &= std::ranges::binary_search(gradients.rows, row);
    }
    expect(right, "a step moves the rows that it names, and no other");
}

}  // namespace

int main() {
    words_are_letters_with_apostrophes_inside();
    the_most_frequent_words_are_kept();
    pairs_are_close_and_of_their_part();
    a_step_moves_the_rows_it_names_and_no_other();
    return n_wrong == 0 ? 0 : 1;
}
