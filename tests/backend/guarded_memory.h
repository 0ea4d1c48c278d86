// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file guarded_memory.h @brief Device memory that notices what it should not have suffered. */
#ifndef CUXENT_TESTS_BACKEND_GUARDED_MEMORY_H
#define CUXENT_TESTS_BACKEND_GUARDED_MEMORY_H

#include <cstddef>
#include <vector>

#include "backend/device.h"
#include "cuxent/cuxent.h"

namespace backend {

/// Bytes of fresh memory: NaN in every element type, so that reading them shows.
constexpr std::byte kPoison{0xFF};

/// 256-byte aligned memory between two canaries, poisoned when made.
class GuardedMemory {
 public:
    GuardedMemory(Device& device, std::size_t bytes);
    GuardedMemory(GuardedMemory&& other) noexcept;
    GuardedMemory(const GuardedMemory&) = delete;
    GuardedMemory& operator=(const GuardedMemory&) = delete;
    GuardedMemory& operator=(GuardedMemory&&) = delete;
    ~GuardedMemory();

    [[nodiscard]] void* data() const;
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] cuxentBuffer buffer() const { return {data(), bytes_}; }

    void write(const std::vector<std::byte>& contents);
    [[nodiscard]] std::vector<std::byte> read() const;
    /// Whether nothing was written outside.
    [[nodiscard]] bool guards_intact() const;

 private:
    Device& device_;
    std::size_t bytes_;
    std::byte* memory_;
};

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_GUARDED_MEMORY_H
