// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file call_fault.h
 * @brief Lets a call that the library makes to the CUDA runtime or to cuBLAS fail.
 *
 * This program has functions of those names itself, which libcuxent finds before the libraries'.
 * They pass everything on, but for the call that is to fail: that does nothing and returns an
 * error.
 */
#ifndef CUXENT_TESTS_BACKEND_CALL_FAULT_H
#define CUXENT_TESTS_BACKEND_CALL_FAULT_H

#include <string>

namespace backend {

/// The n-th call from now on fails, once. One at a time.
class CallFault {
 public:
    explicit CallFault(int n);
    ~CallFault() { withdraw(); }
    CallFault(const CallFault&) = delete;
    CallFault& operator=(const CallFault&) = delete;

    /// Lets calls succeed again.
    void withdraw();
    /// The function whose call has failed; "" if there were fewer calls.
    [[nodiscard]] static std::string struck();
};

/// Handles of cuBLAS that have been created and not destroyed.
int live_cublas_handles();

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_CALL_FAULT_H
