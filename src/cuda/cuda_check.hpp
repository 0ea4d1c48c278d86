// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "base/failure.hpp"

namespace cuxent::impl {

/// Throws Failure unless a runtime call succeeded. The error is the library's to tell: it is taken
/// from where the runtime left it, so that the caller's next cudaGetLastError() does not find it.
inline void cuda_check(cudaError_t error, const char* what) {
    if (error == cudaSuccess) return;
    cudaGetLastError();
    const cuxentStatus status = error == cudaErrorNoKernelImageForDevice
                                    ? CUXENT_STATUS_NOT_SUPPORTED
                                    : CUXENT_STATUS_EXECUTION_FAILED;
    throw Failure(status, std::string(what) + ": " + cudaGetErrorName(error) + ", " +
                              cudaGetErrorString(error));
}

/// Makes a device current, and the one that was current before again at the end.
class DeviceGuard {
 public:
    explicit DeviceGuard(int device) {
        cuda_check(cudaGetDevice(&before_), "cudaGetDevice");
        if (before_ != device) cuda_check(cudaSetDevice(device), "cudaSetDevice");
        changed_ = before_ != device;
    }
    ~DeviceGuard() {
        if (changed_) cudaSetDevice(before_);
    }
    DeviceGuard(const DeviceGuard&) = delete;
    DeviceGuard& operator=(const DeviceGuard&) = delete;

 private:
    int before_ = 0;
    bool changed_ = false;
};

}  // namespace cuxent::impl
