// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "problem.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

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

/// Whether a number belongs to a loss.
enum class Count { kNone, kOptional, kRequired };

struct LossName {
    const char* name;
    cuxentLoss loss;
    int n_views = 1;
    Count negatives = Count::kNone;
    Count classes = Count::kNone;
    bool decoupled = false;
    cuxentMargin margin_kind = CUXENT_MARGIN_NONE;
};

constexpr std::array<LossName, 10> kLosses{{
    {"nt_xent", CUXENT_LOSS_NT_XENT, 2},
    {"dcl", CUXENT_LOSS_NT_XENT, 2, Count::kNone, Count::kNone, true},
    {"clip", CUXENT_LOSS_CLIP, 2},
    {"info_nce", CUXENT_LOSS_INFO_NCE, 1, Count::kOptional},
    {"siglip", CUXENT_LOSS_SIGLIP, 1, Count::kOptional},
    {"sup_con", CUXENT_LOSS_SUP_CON, 1, Count::kNone, Count::kRequired},
    {"label_pairs", CUXENT_LOSS_LABEL_PAIRS, 1, Count::kNone, Count::kRequired},
    {"gathered_info_nce", CUXENT_LOSS_GATHERED_INFO_NCE, 1, Count::kRequired},
    {"class_softmax", CUXENT_LOSS_CLASS_SOFTMAX, 1, Count::kNone, Count::kRequired},
    {"arcface", CUXENT_LOSS_CLASS_SOFTMAX, 1, Count::kNone, Count::kRequired, false,
     CUXENT_MARGIN_ARCFACE},
}};

constexpr const char* kKept = "kept";
constexpr const char* kRecompute = "recompute";
constexpr const char* kFrozen = "frozen";

const TypeName& type_name(cuxentType type) {
    for (const TypeName& entry : kTypes) {
        if (entry.type == type) return entry;
    }
    throw std::invalid_argument("unknown element type");
}

const LossName& loss_name(const BenchProblem& problem) {
    for (const LossName& entry : kLosses) {
        if (entry.loss == problem.loss && entry.decoupled == problem.decoupled &&
            entry.margin_kind == problem.margin_kind)
            return entry;
    }
    throw std::invalid_argument("unknown loss");
}

const LossName& parse_loss(const std::string& text) {
    std::string known;
    for (const LossName& entry : kLosses) {
        if (text == entry.name) return entry;
        known += (known.empty() ? "" : ", ") + std::string(entry.name);
    }
    throw std::invalid_argument("loss '" + text + "': wanted one of " + known);
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
    auto next = parts.begin();
    const auto take = [&]() -> const std::string& {
        if (next != parts.end()) return *next++;
        throw std::invalid_argument(
            "problem '" + text +
            "': wanted loss:type:m=M[:k=K][:c=C]:d=D:kept|recompute[:frozen][:tile=ROWS]");
    };
    const auto take_count = [&](const std::string& key, Count count, std::int64_t least) {
        const bool is_there = next != parts.end() && next->rfind(key + "=", 0) == 0;
        const bool is_taken = count == Count::kRequired || (count == Count::kOptional && is_there);
        return is_taken ? parse_size(take(), key, least) : 0;
    };
    const LossName& loss = parse_loss(take());
    BenchProblem problem;
    problem.loss = loss.loss;
    problem.decoupled = loss.decoupled;
    problem.margin_kind = loss.margin_kind;
    problem.type = parse_type(take());
    problem.n_rows = parse_size(take(), "m", 4);
    problem.n_negatives = take_count("k", loss.negatives, 1);
    problem.n_classes = take_count("c", loss.classes, 2);
    problem.dim = parse_size(take(), "d", 1);
    problem.memory = parse_memory(take());
    problem.frozen = next != parts.end() && *next == kFrozen;
    if (problem.frozen) ++next;
    problem.tile_rows = take_count("tile", Count::kOptional, 1);
    if (next != parts.end()) {
        throw std::invalid_argument("problem '" + text + "': what is '" + *next + "'?");
    }
    if (problem.n_rows % loss.n_views != 0) {
        throw std::invalid_argument("'" + text + "': two views make an even number of rows");
    }
    const bool has_matrix_and_columns =
        n_cols(problem) != 0 && problem.loss != CUXENT_LOSS_GATHERED_INFO_NCE;
    if (problem.frozen && !has_matrix_and_columns) {
        throw std::invalid_argument("'" + text + "': the loss has no columns to freeze");
    }
    const bool has_labels = loss.classes != Count::kNone && n_cols(problem) == 0;
    if (has_labels && problem.n_classes > problem.n_rows / 2) {
        throw std::invalid_argument("'" + text + "': wanted two rows of each label at least");
    }
    return problem;
}

std::string to_string(const BenchProblem& problem) {
    std::ostringstream text;
    text << loss_name(problem).name << ':' << type_name(problem.type).name
         << ":m=" << problem.n_rows;
    if (problem.n_negatives != 0) text << ":k=" << problem.n_negatives;
    if (problem.n_classes != 0) text << ":c=" << problem.n_classes;
    text << ":d=" << problem.dim << ':' << to_string(problem.memory);
    if (problem.frozen) text << ':' << kFrozen;
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

int flop_factor(const BenchProblem& problem, Mode mode, bool recomputes) {
    constexpr int kSimilarities = 1;
    const int gradient = (problem.frozen ? 1 : 2) + (recomputes ? kSimilarities : 0);
    switch (mode) {
        case Mode::kForward:
            return kSimilarities;
        case Mode::kBackward:
            return gradient;
        default:
            return kSimilarities + gradient;
    }
}

int n_views(const BenchProblem& problem) {
    return loss_name(problem).n_views;
}

std::int64_t n_cols(const BenchProblem& problem) {
    switch (problem.loss) {
        case CUXENT_LOSS_INFO_NCE:
        case CUXENT_LOSS_SIGLIP:
            return problem.n_rows + problem.n_negatives;
        case CUXENT_LOSS_GATHERED_INFO_NCE:
            return problem.n_rows * (1 + problem.n_negatives);
        case CUXENT_LOSS_CLASS_SOFTMAX:
            return problem.n_classes;
        default:
            return 0;
    }
}

double flop_unit(const BenchProblem& problem) {
    const auto n_rows = static_cast<double>(problem.n_rows);
    const auto dim = static_cast<double>(problem.dim);
    if (problem.loss == CUXENT_LOSS_CLIP) return n_rows * n_rows / 2 * dim;
    if (n_cols(problem) == 0) return n_rows * n_rows * dim;
    const auto cols = static_cast<double>(n_cols(problem));
    const bool is_gathered = problem.loss == CUXENT_LOSS_GATHERED_INFO_NCE;
    return 2 * (is_gathered ? cols : n_rows * cols) * dim;
}

std::string flop_text(int factor, const BenchProblem& problem) {
    if (problem.loss == CUXENT_LOSS_CLIP) return std::to_string(2 * factor) + "N^2D";
    if (n_cols(problem) == 0) return std::to_string(factor) + "M^2D";
    const bool is_gathered = problem.loss == CUXENT_LOSS_GATHERED_INFO_NCE;
    return std::to_string(2 * factor) + (is_gathered ? "MKD" : "MCD");
}

}  // namespace cuxent::bench
