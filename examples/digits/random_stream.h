// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file random_stream.h
 * @brief Independent random numbers for each use, so that changing one leaves the others alone.
 */
#pragma once

#include <cstdint>
#include <random>

namespace digits {

enum class Stream : std::uint32_t { kSplit, kWeights, kBatches, kView1, kView2, kEvaluation };

inline std::mt19937_64 random_stream(std::uint32_t seed, Stream stream) {
    std::seed_seq sequence{seed, static_cast<std::uint32_t>(stream)};
    return std::mt19937_64(sequence);
}

}  // namespace digits
