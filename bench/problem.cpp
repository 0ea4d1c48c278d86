// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "problem.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace cuxent::bench {
namespace {

struct TypeName {
    const char* name;
    cuxentType type;
    std::size_t size;
};

constexpr std::array<TypeName, 4> kTypes{{{"f32", CUXENT_TYPE_FLOAT32, 4},
                                          {"f16", CUXENT_TYPE_FLOAT16, 2},
                                          {"bf16", CUXENT_TYPE_BFLOAT16, 2},
                                          {"f64", CUXENT_TYPE_FLOAT64, 8}}};

constexpr std::string_view kLoss = "nt_xent";
constexpr const char* kKept = "kept";
constexpr const char* kRecompute = "recompute";

const TypeName& type_name(cuxentType type) {
    for (const TypeName& entry : kTypes) {
        if (entry.type == type) return entry;
    }
    throw std::invalid_argument("unknown element type");
}

cuxentType parse_type(const std::string& text) {
    for (const TypeName& entry : kTypes) {
        if (text == entry.name) return entry.type;
    }
    throw std::invalid_argument("type '" + text + "': wanted f32, f16, bf16 or f64");
}

std::int64_t parse_size(const std::string& text, const std::string& key, std::int64_t least) {
    std::int64_t value = 0;
    const std::string prefix = key + "=";
    const char* end = text.data() + text.size();
    if (text.compare(0, prefix.size(), prefix) == 0) {
        const auto result = std::from_chars(text.data() + prefix.size(), end, value);
        if (result.ec == std::errc() && result.ptr == end && value >= least) return value;
    }
    throw std::invalid_argument("'" + text + "': wanted " + prefix +
                                "N with N >= " + std::to_string(least));
}

Memory parse_memory(const std::string& text) {
    if (text == kKept) return Memory::kKept;
    if (text == kRecompute) return Memory::kRecompute;
    throw std::invalid_argument("'" + text + "': wanted kept or recompute");
}

std::string trimmed(const std::string& text) {
    constexpr const char* kBlank = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace

BenchProblem parse_problem(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ':');) parts.push_back(part);
    if (parts.size() != 5 && parts.size() != 6) {
        throw std::invalid_argument("problem '" + text +
                                    "': wanted loss:type:m=M:d=D:kept|recompute[:tile=ROWS]");
    }
    if (parts[0] != kLoss) {
        throw std::invalid_argument("loss '" + parts[0] + "': wanted " + std::string(kLoss));
    }
    BenchProblem problem;
    problem.type = parse_type(parts[1]);
    problem.n_rows = parse_size(parts[2], "m", 4);
    problem.dim = parse_size(parts[3], "d", 1);
    problem.memory = parse_memory(parts[4]);
    if (parts.size() == 6) problem.tile_rows = parse_size(parts[5], "tile", 1);
    if (problem.n_rows % 2 != 0) {
        throw std::invalid_argument("'" + parts[2] + "': two views make an even number of rows");
    }
    return problem;
}

std::string to_string(const BenchProblem& problem) {
    std::ostringstream text;
    text << kLoss << ':' << type_name(problem.type).name << ":m=" << problem.n_rows
         << ":d=" << problem.dim << ':' << to_string(problem.memory);
    if (problem.tile_rows != 0) text << ":tile=" << problem.tile_rows;
    return text.str();
}

std::vector<BenchProblem> read_problems(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be read");
    std::vector<BenchProblem> problems;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::string text = trimmed(line.substr(0, line.find('#')));
        if (text.empty()) continue;
        try {
            problems.push_back(parse_problem(text));
        } catch (const std::invalid_argument& error) {
            throw std::runtime_error(path + ":" + std::to_string(number) + ": " + error.what());
        }
    }
    return problems;
}

const char* to_string(Memory memory) {
    return memory == Memory::kKept ? kKept : kRecompute;
}

const char* to_string(Mode mode) {
    switch (mode) {
        case Mode::kForward:
            return "fwd";
        case Mode::kBackward:
            return "bwd";
        default:
            return "fb";
    }
}

std::size_t element_size(cuxentType type) {
    return type_name(type).size;
}

int flop_factor(Mode mode, Memory memory) {
    constexpr int kSimilarities = 1;
    const int gradient = memory == Memory::kKept ? 2 : 3;
    switch (mode) {
        case Mode::kForward:
            return kSimilarities;
        case Mode::kBackward:
            return gradient;
        default:
            return kSimilarities + gradient;
    }
}

double flop_unit(const BenchProblem& problem) {
    const auto n_rows = static_cast<double>(problem.n_rows);
    return n_rows * n_rows * static_cast<double>(problem.dim);
}

}  // namespace cuxent::bench
