// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/guarded_memory.h"

#include <algorithm>
#include <utility>

namespace backend {

namespace {

constexpr std::size_t kGuardBytes = 256;
constexpr std::byte kCanary{0xFD};  // huge or NaN as a number: reading it shows as well

}  // namespace

GuardedMemory::GuardedMemory(Device& device, std::size_t bytes)
    : device_(device),
      bytes_(bytes),
      memory_(static_cast<std::byte*>(device.allocate(bytes + 2 * kGuardBytes))) {
    std::vector<std::byte> image(bytes + 2 * kGuardBytes, kCanary);
    std::fill_n(image.begin() + kGuardBytes, bytes, kPoison);
    try {
        device_.upload(memory_, image.data(), image.size());
    } catch (...) {
        device_.release(memory_);
        throw;
    }
}

GuardedMemory::GuardedMemory(GuardedMemory&& other) noexcept
    : device_(other.device_),
      bytes_(other.bytes_),
      memory_(std::exchange(other.memory_, nullptr)) {}

GuardedMemory::~GuardedMemory() {
    if (memory_ != nullptr) device_.release(memory_);
}

void* GuardedMemory::data() const {
    return memory_ + kGuardBytes;
}

void GuardedMemory::write(const std::vector<std::byte>& contents) {
    device_.upload(data(), contents.data(), std::min(bytes_, contents.size()));
}

std::vector<std::byte> GuardedMemory::read() const {
    std::vector<std::byte> contents(bytes_);
    device_.download(contents.data(), data(), bytes_);
    return contents;
}

bool GuardedMemory::guards_intact() const {
    std::vector<std::byte> image(bytes_ + 2 * kGuardBytes);
    device_.download(image.data(), memory_, image.size());
    std::fill_n(image.begin() + kGuardBytes, bytes_, kCanary);
    return std::all_of(image.begin(), image.end(), [](std::byte b) { return b == kCanary; });
}

}  // namespace backend
