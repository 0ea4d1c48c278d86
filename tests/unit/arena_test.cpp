// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/arena.hpp"

#include <gtest/gtest.h>

#include <array>

namespace cuxent::impl {
namespace {

TEST(Arena, CountsWhatItHandsOut) {
    alignas(Arena::kAlignment) std::array<std::byte, 2048> memory{};
    Arena counting(nullptr);
    Arena placing(memory.data());

    for (const std::size_t bytes : {1, 256, 257, 0, 300}) {
        EXPECT_EQ(counting.take(bytes), nullptr);
        placing.take(bytes);
    }

    EXPECT_EQ(counting.used(), placing.used());
    EXPECT_EQ(counting.used(), 256U + 256 + 512 + 0 + 512);
}

TEST(Arena, HandsOutAlignedPiecesThatDoNotOverlap) {
    alignas(Arena::kAlignment) std::array<std::byte, 2048> memory{};
    Arena arena(memory.data());

    const auto* first = static_cast<std::byte*>(arena.take(10));
    const auto* second = static_cast<std::byte*>(arena.take(500));

    EXPECT_EQ(first, memory.data());
    EXPECT_EQ(second, memory.data() + Arena::kAlignment);
    EXPECT_EQ(arena.take(0), nullptr);
}

}  // namespace
}  // namespace cuxent::impl
