// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file judge.h @brief What every call has to keep to, whatever it was given. */
#ifndef CUXENT_TESTS_FUZZ_JUDGE_H
#define CUXENT_TESTS_FUZZ_JUDGE_H

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fuzz/memory.h"

namespace fuzz {

[[noreturn]] inline void fail(const char* call, const char* what) {
    std::fprintf(stderr, "%s: %s; last message: %s\n", call, what, cuxentGetLastErrorMessage());
    std::abort();
}

/// A refused call says why, beginning with its own name, and has changed nothing.
inline void expect_refusal(const char* call, cuxentStatus status) {
    const char* message = cuxentGetLastErrorMessage();
    if (std::strncmp(message, call, std::strlen(call)) != 0) fail(call, "refused without a word");
    if (std::strcmp(cuxentGetStatusName(status), "unknown status") == 0)
        fail(call, "unknown status");
}

/// Judges a call that was to write `results`, and makes what is there the start of the next.
inline cuxentStatus judge(const char* call, cuxentStatus status, Results& results) {
    if (status != CUXENT_STATUS_SUCCESS) {
        expect_refusal(call, status);
        if (!results.are_untouched()) fail(call, "refused, but has written");
    } else if (!results.gaps_are_untouched()) {
        fail(call, "has written between the rows of a result");
    }
    results.remember();
    return status;
}

}  // namespace fuzz

#endif  // CUXENT_TESTS_FUZZ_JUDGE_H
