// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file topic_text.cpp
 * @brief topic_text FILE: writes a text of made-up topics, in which words that stand together
 * belong together.
 */
#include <fstream>
#include <random>
#include <string>

namespace {

constexpr int kTopics = 20;
constexpr int kWordsATopic = 15;
constexpr int kSentences = 5000;
constexpr int kWordsASentence = 12;

/// Letters alone, since what has a digit in it is no word.
std::string word_of(int topic, int word) {
    return std::string("t") + static_cast<char>('a' + topic) + static_cast<char>('a' + word);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    std::mt19937_64 random(
        1);  // its own numbers are the same everywhere, those of distributions not
    const auto pick = [&random](int n) {
        return static_cast<int>(random() % static_cast<unsigned>(n));
    };
    std::ofstream text(argv[1]);
    for (int sentence = 0; sentence < kSentences; ++sentence) {
        const int topic = pick(kTopics);
        for (int i = 0; i < kWordsASentence; ++i) text << word_of(topic, pick(kWordsATopic)) << ' ';
        text << ".\n";
    }
    text.close();
    return text ? 0 : 1;
}
