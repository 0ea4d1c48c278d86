// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "batch.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <utility>

namespace cuxent::bench {
namespace {

// Cosine of a row and its target about 1 / sqrt(1 + kNoise^2) = 0.89: a batch in mid-training.
constexpr float kNoise = 0.5F;

constexpr double kSigLipBias = -10;  // where training begins
constexpr double kArcFaceMargin = 0.5;

// Widening is exact. Narrowing cuts off: any 16-bit number near the drawn one serves.
std::uint16_t to_binary16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
    const int exponent = static_cast<int>((bits >> 23) & 0xFFU) - 127 + 15;
    if (exponent <= 0) return sign;
    return static_cast<std::uint16_t>(sign | (exponent << 10) | ((bits >> 13) & 0x3FFU));
}

double from_binary16(std::uint16_t value) {
    const int exponent = (value >> 10) & 0x1F;
    const int mantissa = value & 0x3FF;
    const double sign = (value & 0x8000U) != 0 ? -1.0 : 1.0;
    if (exponent == 0) return sign * std::ldexp(mantissa, -24);
    if (exponent == 0x1F) return mantissa != 0 ? std::nan("") : sign * HUGE_VAL;
    return sign * std::ldexp(0x400 + mantissa, exponent - 25);
}

std::uint16_t to_bfloat16(float value) {
    return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16);
}

double from_bfloat16(std::uint16_t value) {
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16));
}

template <class T>
void put(std::byte* to, T value) {
    std::memcpy(to, &value, sizeof value);
}

template <class T>
T get(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

void encode(float value, cuxentType type, std::byte* to) {
    switch (type) {
        case CUXENT_TYPE_FLOAT16:
            return put(to, to_binary16(value));
        case CUXENT_TYPE_BFLOAT16:
            return put(to, to_bfloat16(value));
        case CUXENT_TYPE_FLOAT64:
            return put(to, static_cast<double>(value));
        default:
            return put(to, value);
    }
}

double decode_one(const std::byte* from, cuxentType type) {
    switch (type) {
        case CUXENT_TYPE_FLOAT16:
            return from_binary16(get<std::uint16_t>(from));
        case CUXENT_TYPE_BFLOAT16:
            return from_bfloat16(get<std::uint16_t>(from));
        case CUXENT_TYPE_FLOAT64:
            return get<double>(from);
        default:
            return static_cast<double>(get<float>(from));
    }
}

class Generator {
 public:
    Generator(const BenchProblem& problem, std::uint64_t seed)
        : type_(problem.type),
          size_(element_size(problem.type)),
          dim_(static_cast<std::size_t>(problem.dim)),
          generator_(seed) {}

    // n rows, and n more that are the same with noise.
    void pairs(std::int64_t n, std::vector<std::byte>& first, std::vector<std::byte>& second) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(n) * dim_; ++i) {
            const float value = normal_(generator_);
            append(value, first);
            append(value + kNoise * normal_(generator_), second);
        }
    }
    void directions(std::int64_t n, std::vector<std::byte>& to) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(n) * dim_; ++i) {
            append(normal_(generator_), to);
        }
    }
    // A row for each label: its centre with noise.
    void around(const std::vector<std::byte>& centers, const std::vector<std::int64_t>& labels,
                std::vector<std::byte>& to) {
        const std::vector<double> center = decode(centers.data(), centers.size() / size_, type_);
        for (const std::int64_t label : labels) {
            for (std::size_t k = 0; k < dim_; ++k) {
                const double value = center[static_cast<std::size_t>(label) * dim_ + k];
                append(static_cast<float>(value) + kNoise * normal_(generator_), to);
            }
        }
    }
    std::vector<std::int64_t> labels(std::int64_t n, std::int64_t n_classes) {
        std::vector<std::int64_t> values;
        for (std::int64_t i = 0; i < n; ++i) values.push_back(i % n_classes);
        std::shuffle(values.begin(), values.end(), generator_);
        return values;
    }

 private:
    void append(float value, std::vector<std::byte>& to) {
        to.resize(to.size() + size_);
        encode(value, type_, &to[to.size() - size_]);
    }

    cuxentType type_;
    std::size_t size_, dim_;
    std::mt19937_64 generator_;
    std::normal_distribution<float> normal_;
};

}  // namespace

Batch make_batch(const BenchProblem& problem, double temperature, std::uint64_t seed) {
    Batch batch;
    batch.problem = problem;
    batch.temperature = temperature;
    if (problem.loss == CUXENT_LOSS_SIGLIP) batch.bias = kSigLipBias;
    if (problem.margin_kind == CUXENT_MARGIN_ARCFACE) batch.margin = kArcFaceMargin;
    Generator generator(problem, seed);
    if (problem.n_classes != 0) {
        std::vector<std::byte> centers;
        generator.directions(problem.n_classes, centers);
        batch.labels = generator.labels(problem.n_rows, problem.n_classes);
        generator.around(centers, batch.labels, batch.rows);
        if (n_cols(problem) != 0) batch.cols = std::move(centers);
        return batch;
    }
    std::vector<std::byte> targets;
    generator.pairs(problem.n_rows / n_views(problem), batch.rows, targets);
    auto& home = n_cols(problem) == 0 ? batch.rows : batch.cols;
    home.insert(home.end(), targets.begin(), targets.end());
    if (n_cols(problem) != 0) generator.directions(n_cols(problem) - problem.n_rows, batch.cols);
    return batch;
}

std::vector<double> decode(const std::byte* data, std::size_t n, cuxentType type) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = decode_one(data + i * element_size(type), type);
    return values;
}

}  // namespace cuxent::bench
