// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file broken_call.h @brief One argument of an execute call, wrong in one way. */
#ifndef CUXENT_TESTS_API_BROKEN_CALL_H
#define CUXENT_TESTS_API_BROKEN_CALL_H

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "api/example_call.h"

namespace api {

/// A rule of the execute calls and how to break it.
struct BrokenCall {
    std::string name;
    cuxentStatus status;
    std::vector<std::string> parts;  ///< of the message: argument, got, wanted
    std::vector<NamedCall> calls;    ///< those that check it
    void (*damage)(ExampleCall&);
    void (*prepare)(cuxentProblem&) = [](cuxentProblem&) {};
};

std::ostream& operator<<(std::ostream& out, const BrokenCall& rule);

/// Expects each call to refuse, say why, and touch nothing.
void expect_refused(const BrokenCall& rule);
/// Expects each call to succeed as long as nothing is broken.
void expect_right_before(const BrokenCall& rule);

const std::vector<NamedCall> kAll = {kForward, kBackward, kForwardBackward};

inline void separate(cuxentProblem& problem) {
    problem.views = CUXENT_VIEWS_SEPARATE;
}
inline void with_columns(cuxentProblem& problem) {
    problem.n_cols = problem.n_rows;
}

/// The same address, no longer aligned for any element type.
inline void* one_byte_on(void* pointer) {
    return static_cast<std::byte*>(pointer) + 1;
}
inline const void* one_byte_on(const void* pointer) {
    return static_cast<const std::byte*>(pointer) + 1;
}

}  // namespace api

#endif  // CUXENT_TESTS_API_BROKEN_CALL_H
