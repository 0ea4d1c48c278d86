// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file cuda_device.h
 * @brief Whether a test that needs a CUDA device can run.
 */
#pragma once

#include <cstdio>

#include "cuxent/cuxent.hpp"

namespace digits {

/// Exit code of a test that has not run. CMakeLists.txt tells CTest so.
inline constexpr int kSkipped = 77;

/// Whether the library can compute on a CUDA device; if it cannot, prints why.
inline bool has_cuda_device() {
    try {
        const cuxent::Handle handle(CUXENT_BACKEND_CUDA);
        return true;
    } catch (const cuxent::Error& error) {
        const bool is_missing = error.status() == CUXENT_STATUS_NOT_SUPPORTED ||
                                error.status() == CUXENT_STATUS_BACKEND_NOT_BUILT;
        if (!is_missing) throw;
        std::printf("skipped: %s\n", error.what());
        return false;
    }
}

}  // namespace digits
