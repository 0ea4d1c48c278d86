// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "device_memory.h"

// Stands in for device_memory_cuda.cpp where CMake has found no CUDA toolkit. The constructor
// throws, so nothing else here is ever called.
namespace digits {

DeviceMemory::DeviceMemory(std::size_t /*bytes*/) : bytes_(0) {
    throw std::runtime_error(
        "this program was built without the CUDA runtime, and cannot use a CUDA device: "
        "install the CUDA toolkit and build it again");
}

void DeviceMemory::upload(const void*, std::size_t, cuxentStream) const {}

void DeviceMemory::download(void*, std::size_t, cuxentStream) const {}

void DeviceMemory::Free::operator()(void*) const noexcept {}

}  // namespace digits
