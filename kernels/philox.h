// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Philox-4x32-10 (Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"), for host and
// device: 128 random bits that are a function of a 128-bit counter and a 64-bit key. No state, so
// whoever computes a number, and when, does not change it.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"

namespace cuxent::kernels {

struct PhiloxWords {
    std::uint32_t at[4];
};

CUXENT_HOST_DEVICE inline PhiloxWords philox(PhiloxWords counter, std::uint64_t key) {
    constexpr int kRounds = 10;
    constexpr std::uint32_t kMultiplier[2] = {0xD2511F53U, 0xCD9E8D57U};
    constexpr std::uint32_t kWeyl[2] = {0x9E3779B9U, 0xBB67AE85U};  // golden ratio, sqrt(3) - 1
    auto low_key = static_cast<std::uint32_t>(key);
    auto high_key = static_cast<std::uint32_t>(key >> 32U);
    for (int round = 0; round < kRounds; ++round) {
        const std::uint64_t first = std::uint64_t{kMultiplier[0]} * counter.at[0];
        const std::uint64_t second = std::uint64_t{kMultiplier[1]} * counter.at[2];
        counter = {{static_cast<std::uint32_t>(second >> 32U) ^ counter.at[1] ^ low_key,
                    static_cast<std::uint32_t>(second),
                    static_cast<std::uint32_t>(first >> 32U) ^ counter.at[3] ^ high_key,
                    static_cast<std::uint32_t>(first)}};
        low_key += kWeyl[0];
        high_key += kWeyl[1];
    }
    return counter;
}

}  // namespace cuxent::kernels
