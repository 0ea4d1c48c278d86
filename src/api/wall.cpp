// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/wall.hpp"

#include <cstdio>

#include "api/objects.hpp"

namespace cuxent::impl {
namespace {

/// Fixed, so that reporting a failure cannot fail.
thread_local char last_error[512] = "";

}  // namespace

cuxentStatus record_failure(cuxentHandle handle, const char* function, cuxentStatus status,
                            const char* message) noexcept {
    std::snprintf(last_error, sizeof last_error, "%s: %s", function, message);
    if (handle != nullptr && handle->log_callback != nullptr) {
        handle->log_callback(last_error, handle->log_user);
    }
    return status;
}

}  // namespace cuxent::impl

const char* cuxentGetLastErrorMessage(void) noexcept {
    return cuxent::impl::last_error;
}

const char* cuxentGetStatusName(cuxentStatus status) noexcept {
    switch (status) {
        case CUXENT_STATUS_SUCCESS:
            return "CUXENT_STATUS_SUCCESS";
        case CUXENT_STATUS_NULL_HANDLE:
            return "CUXENT_STATUS_NULL_HANDLE";
        case CUXENT_STATUS_VERSION_MISMATCH:
            return "CUXENT_STATUS_VERSION_MISMATCH";
        case CUXENT_STATUS_NULL_POINTER:
            return "CUXENT_STATUS_NULL_POINTER";
        case CUXENT_STATUS_BAD_VALUE:
            return "CUXENT_STATUS_BAD_VALUE";
        case CUXENT_STATUS_BAD_SHAPE:
            return "CUXENT_STATUS_BAD_SHAPE";
        case CUXENT_STATUS_BAD_STRIDE:
            return "CUXENT_STATUS_BAD_STRIDE";
        case CUXENT_STATUS_MISALIGNED:
            return "CUXENT_STATUS_MISALIGNED";
        case CUXENT_STATUS_BUFFER_TOO_SMALL:
            return "CUXENT_STATUS_BUFFER_TOO_SMALL";
        case CUXENT_STATUS_PLAN_MISMATCH:
            return "CUXENT_STATUS_PLAN_MISMATCH";
        case CUXENT_STATUS_LIMIT_TOO_SMALL:
            return "CUXENT_STATUS_LIMIT_TOO_SMALL";
        case CUXENT_STATUS_NOT_SUPPORTED:
            return "CUXENT_STATUS_NOT_SUPPORTED";
        case CUXENT_STATUS_BACKEND_NOT_BUILT:
            return "CUXENT_STATUS_BACKEND_NOT_BUILT";
        case CUXENT_STATUS_INTERNAL:
            return "CUXENT_STATUS_INTERNAL";
        case CUXENT_STATUS_OUT_OF_MEMORY:
            return "CUXENT_STATUS_OUT_OF_MEMORY";
        case CUXENT_STATUS_EXECUTION_FAILED:
            return "CUXENT_STATUS_EXECUTION_FAILED";
    }
    return "unknown status";
}
