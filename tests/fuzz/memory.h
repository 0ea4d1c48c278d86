// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file memory.h @brief Operands and results that end where they may no longer be touched. */
#ifndef CUXENT_TESTS_FUZZ_MEMORY_H
#define CUXENT_TESTS_FUZZ_MEMORY_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "fuzz/draw.h"

namespace fuzz {

/// 0 stands for float32 where it stands for anything.
inline std::size_t bytes_of(cuxentType type) {
    const bool is_half = type == CUXENT_TYPE_FLOAT16 || type == CUXENT_TYPE_BFLOAT16;
    return type == CUXENT_TYPE_FLOAT64 ? 8 : is_half ? 2 : 4;
}

/// Bytes on the heap, exactly as many as asked for, so that the address sanitizer sees the next.
class Block {
 public:
    static constexpr std::size_t kAlignment = 256;

    /// `ahead`: bytes before them, to take their alignment away.
    explicit Block(std::size_t bytes, std::size_t ahead = 0)
        : size_(bytes), ahead_(ahead), memory_(allocate(bytes + ahead), &std::free) {}

    [[nodiscard]] std::byte* data() const { return memory_.get() + ahead_; }
    [[nodiscard]] std::size_t size() const { return size_; }

 private:
    static std::byte* allocate(std::size_t bytes) {
        void* memory = nullptr;
        if (posix_memalign(&memory, kAlignment, bytes) != 0) std::abort();
        return static_cast<std::byte*>(memory);
    }

    std::size_t size_;
    std::size_t ahead_;
    std::unique_ptr<std::byte, void (*)(void*)> memory_;
};

/// What a call is given to write: filled with a pattern, and remembered.
class Results {
 public:
    static constexpr std::byte kPattern{0xA5};

    /// `row_bytes` bytes to be written every `step` bytes, n times.
    std::byte* add(std::size_t n, std::size_t step, std::size_t row_bytes, std::size_t ahead) {
        const std::size_t bytes = n == 0 ? 0 : (n - 1) * step + row_bytes;
        entries_.push_back({Block(bytes, ahead), {}, step, row_bytes});
        Entry& entry = entries_.back();
        std::fill_n(entry.block.data(), bytes, kPattern);
        entry.before.assign(bytes, kPattern);
        return entry.block.data();
    }

    /// Whether no byte has changed since the last call of this.
    [[nodiscard]] bool are_untouched() const {
        return std::all_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
            return std::equal(entry.before.begin(), entry.before.end(), entry.block.data());
        });
    }
    /// Whether nothing between the rows has changed.
    [[nodiscard]] bool gaps_are_untouched() const {
        for (const Entry& entry : entries_) {
            for (std::size_t at = 0; at < entry.before.size(); ++at) {
                const bool is_gap = at % entry.step >= entry.row_bytes;
                if (is_gap && entry.block.data()[at] != kPattern) return false;
            }
        }
        return true;
    }
    void remember() {
        for (Entry& entry : entries_) {
            std::copy_n(entry.block.data(), entry.before.size(), entry.before.begin());
        }
    }

 private:
    struct Entry {
        Block block;
        std::vector<std::byte> before;
        std::size_t step, row_bytes;
    };
    std::deque<Entry> entries_;
};

/// Where a call finds its operands: each in a block of its own, of any contents.
class Operands {
 public:
    explicit Operands(Draw& draw) : draw_(draw) {}

    /// n numbers of a type, mostly near 1, some NaN, infinite, tiny or huge if the draw says so.
    void* numbers(std::int64_t n, cuxentType type) {
        const std::size_t step = bytes_of(type);
        std::byte* data = take(static_cast<std::size_t>(n) * step);
        const int kind = draw_.below(4);
        std::uint64_t state = draw_.word() | 1U;
        for (std::int64_t i = 0; i < n; ++i) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            const auto bits = static_cast<std::uint32_t>(state >> 32U);
            const double value = static_cast<double>(bits) * 0x1p-31 - 1;
            put(data + static_cast<std::size_t>(i) * step, type, kind, bits, value);
        }
        return data;
    }
    /// n integers of 4 or 8 bytes from 0 to below, or hostile ones where the call checks them.
    void* integers(std::int64_t n, bool is_64_bit, std::int64_t below, bool are_checked = true) {
        const std::size_t step = is_64_bit ? 8 : 4;
        std::byte* data = take(static_cast<std::size_t>(n) * step);
        std::uint64_t state = draw_.word() | 1U;
        const bool any = are_checked && draw_.hostile();
        for (std::int64_t i = 0; i < n; ++i) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            const auto range = static_cast<std::uint64_t>(std::max<std::int64_t>(1, below));
            std::int64_t value = static_cast<std::int64_t>((state >> 33U) % range);
            if (any && (state >> 60U) == 0) value = draw_.strange_integer();
            const auto narrow = static_cast<std::int32_t>(value);
            is_64_bit ? std::memcpy(data + 8 * i, &value, 8)
                      : std::memcpy(data + 4 * i, &narrow, 4);
        }
        return data;
    }
    cuxentBuffer buffer(std::size_t bytes) {
        if (draw_.hostile()) return {nullptr, bytes};
        const std::size_t have = draw_.hostile() && bytes > 0 ? bytes - 1 : bytes;
        std::byte* data = take(have);
        std::fill_n(data, have, std::byte{0xFF});
        return {data, have};
    }

 private:
    /// At times a pointer that is aligned for nothing.
    std::byte* take(std::size_t bytes) {
        blocks_.emplace_back(bytes, draw_.hostile() ? 1 : 0);
        return blocks_.back().data();
    }
    static void put(std::byte* to, cuxentType type, int kind, std::uint32_t bits, double value) {
        if (kind == 3) {  // any bits: NaN, infinity, subnormal numbers
            std::uint64_t wide = bits * 0x9E3779B97F4A7C15U;
            std::memcpy(to, &wide, bytes_of(type));
            return;
        }
        if (kind == 2 && bits % 4 == 0) value = 0;
        const auto single = static_cast<float>(value);
        std::uint32_t image = 0;
        std::memcpy(&image, &single, 4);
        if (type == CUXENT_TYPE_FLOAT64) std::memcpy(to, &value, 8);
        if (bytes_of(type) == 4) std::memcpy(to, &single, 4);
        // Some half of the same order, whatever its digits.
        const auto half = static_cast<std::uint16_t>(
            type == CUXENT_TYPE_BFLOAT16 ? image >> 16U : 0x3000U | (bits & 0x8FFFU));
        if (bytes_of(type) == 2) std::memcpy(to, &half, 2);
    }

    Draw& draw_;
    std::deque<Block> blocks_;
};

}  // namespace fuzz

#endif  // CUXENT_TESTS_FUZZ_MEMORY_H
