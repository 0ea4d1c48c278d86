// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>

#include "cuda_check.h"
#include "device_memory.h"

namespace digits {

DeviceMemory::DeviceMemory(std::size_t bytes) : bytes_(bytes) {
    void* data = nullptr;
    cuda_check(cudaMalloc(&data, bytes), "cudaMalloc of " + std::to_string(bytes) + " bytes");
    data_.reset(data);
}

void DeviceMemory::upload(const void* host, std::size_t bytes, cuxentStream stream) const {
    // The host's memory is pageable: CUDA has read all of it when this returns.
    cuda_check(cudaMemcpyAsync(data(), host, bytes, cudaMemcpyHostToDevice,
                               static_cast<cudaStream_t>(stream)),
               "copy to the device");
}

void DeviceMemory::download(void* host, std::size_t bytes, cuxentStream stream) const {
    const auto cuda_stream = static_cast<cudaStream_t>(stream);
    cuda_check(cudaMemcpyAsync(host, data(), bytes, cudaMemcpyDeviceToHost, cuda_stream),
               "copy to the host");
    cuda_check(cudaStreamSynchronize(cuda_stream), "work before a copy to the host");
}

void DeviceMemory::Free::operator()(void* data) const noexcept {
    cudaFree(data);
}

}  // namespace digits
