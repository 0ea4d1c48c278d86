// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Puts a kernel on a stream and returns the error of this launch alone. After <<<>>> one would ask
// cudaGetLastError(), which also reports, and forgets, what a call of the caller's left there.
#pragma once

#include <cuda_runtime.h>

#include <utility>

namespace cuxent::kernels {

template <class... Parameters, class... Arguments>
cudaError_t enqueue(void (*kernel)(Parameters...), dim3 grid, int threads, cudaStream_t stream,
                    Arguments&&... arguments) {
    cudaLaunchConfig_t config{};
    config.gridDim = grid;
    config.blockDim = dim3(static_cast<unsigned>(threads));
    config.stream = stream;
    return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

}  // namespace cuxent::kernels
