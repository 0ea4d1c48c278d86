// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "words.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace vocabulary {
namespace {

constexpr std::string_view kPunctuation = "\xE2\x80";           // U+2000 to U+203F begin like this
constexpr std::string_view kRightSingleQuote = "\xE2\x80\x99";  // an apostrophe as it is printed

/// What the text has at a place, and how many bytes of it.
struct Piece {
    enum class Kind { kLetter, kDigit, kApostrophe, kOther } kind;
    std::size_t n_bytes;
};

Piece piece_at(std::string_view text, std::size_t at) {
    using enum Piece::Kind;
    const std::string_view rest = text.substr(at);
    if (rest.starts_with(kRightSingleQuote)) return {kApostrophe, kRightSingleQuote.size()};
    if (rest.starts_with(kPunctuation)) return {kOther, std::min<std::size_t>(3, rest.size())};
    const char c = rest.front();
    if (c == '\'') return {kApostrophe, 1};
    if (c >= '0' && c <= '9') return {kDigit, 1};
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    return {is_letter || !is_ascii ? kLetter : kOther, 1};
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool has_digit = false;
    const auto end_word = [&] {
        while (word.ends_with('\'')) word.pop_back();
        if (!word.empty() && !has_digit) words.push_back(word);
        word.clear();
        has_digit = false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const Piece piece = piece_at(text, at);
        switch (piece.kind) {
            case Piece::Kind::kLetter:
                word += lower(text[at]);
                break;
            case Piece::Kind::kDigit:
                has_digit = true;
                break;
            case Piece::Kind::kApostrophe:
                if (!word.empty()) word += '\'';
                break;
            case Piece::Kind::kOther:
                end_word();
                break;
        }
        at += piece.n_bytes;
    }
    end_word();
    return words;
}

std::string read_text(const std::filesystem::path& file) {
    if (std::filesystem::is_directory(file)) {
        throw std::runtime_error(file.string() + " is a folder, wanted a text");
    }
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) throw std::runtime_error(file.string() + ": " + std::strerror(errno));
    return text;
}

}  // namespace vocabulary
