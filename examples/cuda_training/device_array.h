// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_array.h
 * @brief An array on the current CUDA device.
 */
#pragma once

#include <cstddef>
#include <vector>

#include "device_memory.h"

namespace digits {

template <typename T>
class DeviceArray {
 public:
    explicit DeviceArray(std::size_t size) : memory_(size * sizeof(T)), size_(size) {}

    DeviceArray(const std::vector<T>& host, cuxentStream stream) : DeviceArray(host.size()) {
        memory_.upload(host.data(), memory_.bytes(), stream);
    }

    /// What is there after all earlier work of the stream. Waits for it.
    [[nodiscard]] std::vector<T> download(cuxentStream stream) const {
        std::vector<T> host(size_);
        memory_.download(host.data(), memory_.bytes(), stream);
        return host;
    }

    [[nodiscard]] T* data() const noexcept { return static_cast<T*>(memory_.data()); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
    DeviceMemory memory_;
    std::size_t size_;
};

}  // namespace digits
