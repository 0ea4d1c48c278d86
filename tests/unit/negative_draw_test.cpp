// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/negative_draw.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace cuxent::kernels {
namespace {

struct KnownAnswer {
    PhiloxWords counter;
    std::uint64_t key;
    PhiloxWords want;
};

/// Of the authors' own tests: Random123, kat_vectors, "philox 4x32 10".
constexpr KnownAnswer kKnown[] = {
    {{{0, 0, 0, 0}}, 0, {{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}}},
    {{{0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}},
     0xFFFFFFFFFFFFFFFF,
     {{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}}},
    {{{0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}},
     0x299F31D0A4093822,
     {{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}}},
};

TEST(Philox, GivesTheAuthorsNumbers) {
    for (const KnownAnswer& known : kKnown) {
        const PhiloxWords got = philox(known.counter, known.key);
        for (int i = 0; i < 4; ++i) EXPECT_EQ(got.at[i], known.want.at[i]) << i;
    }
}

TEST(DrawBelow, IsUniformForBoundsThatAreNoPowersOfTwo) {
    for (const std::int64_t bound : {1, 2, 3, 5, 7, 33}) {
        constexpr int kDraws = 20000;
        std::vector<int> counts(static_cast<std::size_t>(bound));
        for (std::uint64_t slot = 0; slot < kDraws; ++slot) {
            ++counts.at(static_cast<std::size_t>(draw_below(bound, slot, 9, 4)));
        }
        const double expected = static_cast<double>(kDraws) / static_cast<double>(bound);
        double chi_square = 0;
        for (const int count : counts) chi_square += std::pow(count - expected, 2) / expected;
        // Mean bound - 1, variance twice that: five standard deviations, for a fixed seed.
        const auto freedom = static_cast<double>(bound - 1);
        EXPECT_LE(chi_square, freedom + 5 * std::sqrt(2 * freedom)) << bound;
    }
}

TEST(DrawBelow, ReachesBeyond32Bits) {
    constexpr std::int64_t kBound = (std::int64_t{1} << 40) + 1;
    bool is_large = false;
    for (std::uint64_t slot = 0; slot < 100; ++slot) {
        const std::int64_t drawn = draw_below(kBound, slot, 0, 0);
        ASSERT_GE(drawn, 0);
        ASSERT_LT(drawn, kBound);
        is_large = is_large || drawn > (std::int64_t{1} << 39);
    }
    EXPECT_TRUE(is_large);
}

TEST(DrawBelow, DependsOnEveryBitOfSlotStepAndSeed) {
    constexpr std::int64_t kBound = std::int64_t{1} << 62;
    std::set<std::int64_t> seen{draw_below(kBound, 0, 0, 0)};
    for (unsigned bit = 0; bit < 64; ++bit) {
        const std::uint64_t one = std::uint64_t{1} << bit;
        if (bit < 48) seen.insert(draw_below(kBound, one, 0, 0));
        seen.insert(draw_below(kBound, 0, one, 0));
        seen.insert(draw_below(kBound, 0, 0, one));
    }
    EXPECT_EQ(seen.size(), 1U + 48 + 64 + 64);
}

TEST(Excluded, LeavesEveryOtherRowInOrder) {
    for (const auto& [first, second] : {std::pair{2, 5}, {5, 2}, {0, 1}, {6, 0}, {3, 3}, {4, -1}}) {
        Excluded excluded{};
        excluded.add(first, 7);
        excluded.add(second, 7);
        std::vector<std::int64_t> want;
        for (int row = 0; row < 7; ++row) {
            if (row != first && row != second) want.push_back(row);
        }
        std::vector<std::int64_t> got;
        for (int place = 0; place < 7 - excluded.n; ++place)
            got.push_back(excluded.nth_left(place));
        EXPECT_EQ(got, want) << first << " " << second;
    }
}

}  // namespace
}  // namespace cuxent::kernels
