// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file backend_memory.h
 * @brief Memory that a backend of the library reaches.
 */
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <variant>

#include "cuxent/cuxent.hpp"
#include "device_memory.h"

namespace digits {

/// Working memory of a backend.
class BackendBuffer {
 public:
    BackendBuffer(cuxentBackend backend, std::size_t bytes);

    operator cuxentBuffer() const;

 private:
    std::variant<cuxent::HostBuffer, DeviceMemory> memory_;
};

/// Floats of the host as a backend sees them: in place on the CPU, in a copy on a CUDA device.
class BackendFloats {
 public:
    BackendFloats(cuxentBackend backend, std::size_t size);

    /// Where the backend reads what is in `host`.
    const float* upload(std::span<const float> host) const;

    /// Where the backend writes what is to come to `host` ...
    float* target(std::span<float> host) const;

    /// ... and brings it there, once the backend has written it.
    void download(std::span<float> host) const;

 private:
    std::optional<DeviceMemory> copy_;
};

}  // namespace digits
