// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels are loaded when first used, which allocates and may not happen while a stream is
// captured: every file names its kernels here, and the host has them loaded beforehand.
#pragma once

#include <cuda_runtime_api.h>

namespace cuxent::kernels {

/// Loads kernels into the current device.
template <class... Kernel>
cudaError_t load(Kernel*... kernel) {
    cudaFuncAttributes unused{};
    cudaError_t error = cudaSuccess;
    const auto load_one = [&](auto* one) {
        if (error == cudaSuccess) {
            error = cudaFuncGetAttributes(&unused, reinterpret_cast<const void*>(one));
        }
    };
    (load_one(kernel), ...);
    return error;
}

/// Calls functions that load kernels, up to the first that fails.
template <class... Load>
cudaError_t load_all(Load*... each) {
    cudaError_t error = cudaSuccess;
    ((error = error == cudaSuccess ? each() : error), ...);
    return error;
}

}  // namespace cuxent::kernels
