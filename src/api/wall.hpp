// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <new>
#include <string>

#include "base/failure.hpp"
#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Remembers a failure for cuxentGetLastErrorMessage() of this thread and logs it. Returns
/// `status`.
cuxentStatus record_failure(cuxentHandle handle, const char* function, cuxentStatus status,
                            const char* message) noexcept;

/// Runs the body of a C function; no exception passes it. `handle` may be null.
template <class Body>
cuxentStatus wall(cuxentHandle handle, const char* function, const Body& body) noexcept {
    try {
        body();
        return CUXENT_STATUS_SUCCESS;
    } catch (const Failure& failure) {
        return record_failure(handle, function, failure.status(), failure.what());
    } catch (const std::bad_alloc&) {
        return record_failure(handle, function, CUXENT_STATUS_OUT_OF_MEMORY,
                              "the host is out of memory");
    } catch (const std::exception& error) {
        return record_failure(handle, function, CUXENT_STATUS_INTERNAL, error.what());
    } catch (...) {
        return record_failure(handle, function, CUXENT_STATUS_INTERNAL, "unknown exception");
    }
}

[[noreturn]] inline void refuse_null(const char* argument, const char* field, cuxentStatus status) {
    throw Failure(status, std::string(argument) + field + ": got NULL, wanted a pointer");
}

/// Refuses a null pointer argument by name.
inline void require(const void* pointer, const char* argument, const char* field = "") {
    if (pointer == nullptr) refuse_null(argument, field, CUXENT_STATUS_NULL_POINTER);
}

inline void require_handle(cuxentHandle handle) {
    if (handle == nullptr) refuse_null("handle", "", CUXENT_STATUS_NULL_HANDLE);
}

inline void require_plan(cuxentPlan plan) {
    if (plan == nullptr) refuse_null("plan", "", CUXENT_STATUS_NULL_HANDLE);
}

}  // namespace cuxent::impl
