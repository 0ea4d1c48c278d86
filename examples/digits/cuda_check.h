// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file cuda_check.h
 * @brief What to do about a CUDA error: say what failed, and stop.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <stdexcept>
#include <string>

namespace digits {

/// Throws std::runtime_error unless a CUDA call succeeded. `what` names the call.
inline void cuda_check(cudaError_t error, const std::string& what) {
    if (error == cudaSuccess) return;
    throw std::runtime_error(what + ": " + cudaGetErrorName(error) + ": " +
                             cudaGetErrorString(error));
}

}  // namespace digits
