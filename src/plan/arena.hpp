// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <cstdint>
#include "base/round_up.hpp"

namespace cuxent::impl {

/// Carves a buffer into aligned pieces. With a null base it only counts, so that the size a caller
/// is told and the place where a piece lies come from the same code.
class Arena {
 public:
    static constexpr std::size_t kAlignment = 256;

    explicit Arena(void* base) : base_(static_cast<std::byte*>(base)) {}

    /// The next piece; null while counting, and where `bytes` is 0.
    void* take(std::size_t bytes) {
        const std::size_t begin = used_;
        used_ += round_up(bytes, kAlignment);
        return base_ != nullptr && bytes != 0 ? base_ + begin : nullptr;
    }

    [[nodiscard]] std::size_t used() const { return used_; }

 private:
    std::byte* base_;
    std::size_t used_ = 0;
};

}  // namespace cuxent::impl
