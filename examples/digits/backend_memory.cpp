// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend_memory.h"

namespace digits {

BackendBuffer::BackendBuffer(cuxentBackend backend, std::size_t bytes)
    : memory_(std::in_place_type<cuxent::HostBuffer>, backend == CUXENT_BACKEND_CPU ? bytes : 0) {
    if (backend == CUXENT_BACKEND_CUDA) memory_.emplace<DeviceMemory>(bytes);
}

BackendBuffer::operator cuxentBuffer() const {
    if (const auto* device = std::get_if<DeviceMemory>(&memory_)) {
        return {device->data(), device->bytes()};
    }
    return std::get<cuxent::HostBuffer>(memory_);
}

BackendFloats::BackendFloats(cuxentBackend backend, std::size_t size) {
    if (backend == CUXENT_BACKEND_CUDA) copy_.emplace(size * sizeof(float));
}

const float* BackendFloats::upload(std::span<const float> host) const {
    if (!copy_) return host.data();
    copy_->upload(host.data(), host.size_bytes());
    return static_cast<const float*>(copy_->data());
}

float* BackendFloats::target(std::span<float> host) const {
    return copy_ ? static_cast<float*>(copy_->data()) : host.data();
}

void BackendFloats::download(std::span<float> host) const {
    if (copy_) copy_->download(host.data(), host.size_bytes());
}

}  // namespace digits
