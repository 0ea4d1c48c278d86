// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file launch.h
 * @brief How many blocks a kernel needs, and whether it was launched.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>

#include "cuda_check.h"

namespace digits {

/// Blocks of `block` that cover `size` things.
inline unsigned blocks_for(std::size_t size, unsigned block) {
    return static_cast<unsigned>((size + block - 1) / block);
}

/// Throws if the launch of the kernel just before has failed.
inline void check_launch(const char* kernel) {
    cuda_check(cudaGetLastError(), kernel);
}

}  // namespace digits
