// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace digits {
namespace {

/// With fewer a quarter of them says nothing about an embedding.
constexpr std::size_t kFewestDigits = 40;

constexpr std::size_t kColumns = kPixels + 1;

/// Says what is wrong with one line of a file.
class LineErrors {
 public:
    LineErrors(const std::filesystem::path& file, std::size_t line)
        : where_(file.string() + ":" + std::to_string(line) + ": ") {}
    [[noreturn]] void raise(const std::string& what) const {
        throw std::runtime_error(where_ + what);
    }

 private:
    std::string where_;
};

int parse_cell(std::string_view cell, std::size_t column, const LineErrors& errors) {
    const bool is_label = column == kPixels;
    const int largest = is_label ? kClasses - 1 : kFullInk;
    int value = 0;
    const char* end = cell.data() + cell.size();
    const auto [stop, error] = std::from_chars(cell.data(), end, value);
    if (error != std::errc{} || stop != end || value < 0 || value > largest) {
        errors.raise("column " + std::to_string(column + 1) + " is \"" + std::string(cell) +
                     "\", wanted " + (is_label ? "a label" : "a pixel") + ", 0 to " +
                     std::to_string(largest));
    }
    return value;
}

std::array<int, kColumns> parse_line(std::string_view line, const LineErrors& errors) {
    const auto n_cells = static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
    if (n_cells != kColumns) {
        errors.raise(std::to_string(n_cells) + " columns, wanted " + std::to_string(kColumns) +
                     ": " + std::to_string(kPixels) + " pixels and a label");
    }
    std::array<int, kColumns> values{};
    for (std::size_t column = 0; column < kColumns; ++column) {
        const std::string_view cell = line.substr(0, line.find(','));
        values[column] = parse_cell(cell, column, errors);
        line.remove_prefix(std::min(cell.size() + 1, line.size()));
    }
    return values;
}

Dataset take(const Dataset& all, std::span<const std::size_t> indices) {
    Dataset part{take_rows(all.images, indices), {}};
    for (const std::size_t i : indices) part.labels.push_back(all.labels[i]);
    return part;
}

}  // namespace

Dataset read_digits(const std::filesystem::path& file) {
    if (std::filesystem::is_directory(file)) {
        throw std::runtime_error(file.string() + ": is a folder, wanted a CSV file of digits");
    }
    std::ifstream stream(file);
    if (!stream) {
        throw std::runtime_error(file.string() + ": cannot be read: " + std::strerror(errno));
    }

    Dataset digits;
    std::string line;
    for (std::size_t number = 1; std::getline(stream, line); ++number) {
        if (line.ends_with('\r')) line.pop_back();
        const auto values = parse_line(line, LineErrors(file, number));
        for (std::size_t p = 0; p < kPixels; ++p) {
            digits.images.values.push_back(static_cast<float>(values[p]) / kFullInk);
        }
        digits.labels.push_back(values[kPixels]);
    }
    if (stream.bad()) throw std::runtime_error(file.string() + ": reading failed");

    digits.images.rows = digits.labels.size();
    digits.images.cols = kPixels;
    if (digits.images.rows < kFewestDigits) {
        throw std::runtime_error(file.string() + ": " + std::to_string(digits.images.rows) +
                                 " digits, wanted at least " + std::to_string(kFewestDigits));
    }
    return digits;
}

Split hold_out(const Dataset& all, std::mt19937_64& random) {
    std::vector<std::size_t> order(all.images.rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), random);
    const std::span<const std::size_t> shuffled(order);
    const std::size_t n_held_out = held_out_count(order.size());
    return {take(all, shuffled.subspan(n_held_out)), take(all, shuffled.first(n_held_out))};
}

}  // namespace digits
