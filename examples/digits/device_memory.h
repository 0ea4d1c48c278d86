// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_memory.h
 * @brief Memory of a CUDA device, without a CUDA header.
 */
#pragma once

#include <cstddef>
#include <memory>

#include "cuxent/cuxent.h"

namespace digits {

/**
 * Bytes on the current CUDA device. device_memory_cuda.cpp is what this does; a build without the
 * CUDA runtime takes device_memory_absent.cpp, which says so when one is made.
 */
class DeviceMemory {
 public:
    /// What is in it at first is not defined. Throws std::runtime_error if there is no room.
    explicit DeviceMemory(std::size_t bytes);

    /// Copies from the host, in the order of the stream. `host` may go when this returns.
    void upload(const void* host, std::size_t bytes, cuxentStream stream = nullptr) const;

    /// Copies to the host in the order of the stream, and waits until that has happened.
    void download(void* host, std::size_t bytes, cuxentStream stream = nullptr) const;

    [[nodiscard]] void* data() const noexcept { return data_.get(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
    struct Free {
        void operator()(void* data) const noexcept;
    };
    std::unique_ptr<void, Free> data_;
    std::size_t bytes_;
};

}  // namespace digits
