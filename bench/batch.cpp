// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "batch.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <random>

namespace cuxent::bench {
namespace {

// Cosine of the two views of a pair about 1 / sqrt(1 + kNoise^2) = 0.89: a batch in mid-training.
constexpr float kNoise = 0.5F;

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

}  // namespace

Batch make_batch(const BenchProblem& problem, double temperature, std::uint64_t seed) {
    const std::size_t size = element_size(problem.type);
    const auto n_view = static_cast<std::size_t>(problem.n_rows / 2 * problem.dim);
    Batch batch{problem, temperature, std::vector<std::byte>(2 * n_view * size)};
    std::mt19937_64 generator(seed);
    std::normal_distribution<float> normal;
    for (std::size_t i = 0; i < n_view; ++i) {
        const float value = normal(generator);
        encode(value, problem.type, &batch.embeddings[i * size]);
        encode(value + kNoise * normal(generator), problem.type,
               &batch.embeddings[(n_view + i) * size]);
    }
    return batch;
}

std::vector<double> decode(const std::byte* data, std::size_t n, cuxentType type) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) values[i] = decode_one(data + i * element_size(type), type);
    return values;
}

}  // namespace cuxent::bench
