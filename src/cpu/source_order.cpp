// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/source_order.hpp"

#include <array>
#include <utility>

namespace cuxent::impl {
namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

struct Sources {
    std::uint32_t* key;
    std::uint32_t* source;
};

/// Stable, by kDigitBits bits of the key.
void sort_by_digit(const Sources& from, std::int64_t n, int shift, const Sources& to) {
    const auto digit_of = [shift](std::uint32_t key) { return key >> shift & (kDigits - 1); };
    std::array<std::uint32_t, kDigits> position{};
    for (std::int64_t i = 0; i < n; ++i) ++position[digit_of(from.key[i])];
    std::uint32_t before = 0;
    for (std::uint32_t& count : position) before += std::exchange(count, before);
    for (std::int64_t i = 0; i < n; ++i) {
        const std::uint32_t at = position[digit_of(from.key[i])]++;
        to.key[at] = from.key[i];
        to.source[at] = from.source[i];
    }
}

Sources sources_of(const GatheredBuffers& buffers, int side) {
    return {static_cast<std::uint32_t*>(buffers.key[side]),
            static_cast<std::uint32_t*>(buffers.source[side])};
}

}  // namespace

SourceOrder order_sources(const GatheredBuffers& buffers, std::int64_t n,
                          std::int64_t n_table_rows) {
    Sources sorted = sources_of(buffers, 0);
    Sources other = sources_of(buffers, 1);
    for (std::int64_t i = 0; i < n; ++i) sorted.source[i] = static_cast<std::uint32_t>(i);
    for (int shift = 0; (n_table_rows - 1) >> shift != 0; shift += kDigitBits) {
        sort_by_digit(sorted, n, shift, other);
        std::swap(sorted, other);
    }
    auto* begin = static_cast<std::uint32_t*>(buffers.segment_begin);
    std::int64_t n_segments = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        if (i > 0 && sorted.key[i] == sorted.key[i - 1]) continue;
        begin[n_segments++] = static_cast<std::uint32_t>(i);
    }
    begin[n_segments] = static_cast<std::uint32_t>(n);
    return {sorted.key, sorted.source, begin, n_segments};
}

}  // namespace cuxent::impl
