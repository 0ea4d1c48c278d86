// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file guide.h @brief Makes the embeddings of a Spec's guide. */
#ifndef CUXENT_TESTS_HARNESS_GUIDE_H
#define CUXENT_TESTS_HARNESS_GUIDE_H

#include "harness/spec.h"
#include "reference/guide.h"

namespace harness {

/// Seeded rows of few directions, of any length, some of them zero: no arithmetic rounds a cosine,
/// which is a multiple of 1/4, so that no comparison is in doubt, and many are of equal numbers.
/// With dim 0 there is none.
reference::Guide guide_of(const Spec& spec, const reference::Rule& rule);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_GUIDE_H
