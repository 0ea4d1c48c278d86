// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file calls.h @brief Calls of the C ABI with arguments that are drawn. */
#ifndef CUXENT_TESTS_FUZZ_CALLS_H
#define CUXENT_TESTS_FUZZ_CALLS_H

#include "fuzz/draw.h"

namespace fuzz {

/// A problem, its plan, and some execute calls.
void call_a_loss(cuxentHandle handle, Draw& draw);
/// One of the calls beside the losses: similarity.h and sampling.h.
void call_beside_the_losses(cuxentHandle handle, Draw& draw);

}  // namespace fuzz

#endif  // CUXENT_TESTS_FUZZ_CALLS_H
