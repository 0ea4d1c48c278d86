// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file random.cuh
 * @brief Random numbers by number: any thread gets any of them, without a state to keep.
 */
#pragma once

#include <cstdint>

namespace digits {

/// Number `index` of the sequence that `seed` begins: SplitMix64 (Steele, Lea & Flood 2014).
__device__ inline std::uint64_t random_bits(std::uint64_t seed, std::uint64_t index) {
    std::uint64_t bits = seed + (index + 1) * 0x9E3779B97F4A7C15U;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31);
}

__device__ inline std::uint32_t low_half(std::uint64_t bits) {
    return static_cast<std::uint32_t>(bits);
}

__device__ inline std::uint32_t high_half(std::uint64_t bits) {
    return static_cast<std::uint32_t>(bits >> 32);
}

/// Two independent standard normal numbers (Box & Muller 1958).
__device__ inline float2 normal_pair(std::uint64_t bits) {
    constexpr float kUnit = 1.0F / 4294967296.0F;                              // 2^-32
    const float in_0_1 = (static_cast<float>(low_half(bits)) + 1.0F) * kUnit;  // never 0
    const float half_turns = 2.0F * kUnit * static_cast<float>(high_half(bits));
    const float radius = sqrtf(-2.0F * logf(in_0_1));
    float sine = 0.0F;
    float cosine = 0.0F;
    sincospif(half_turns, &sine, &cosine);
    return {radius * cosine, radius * sine};
}

}  // namespace digits
