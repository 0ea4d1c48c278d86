// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"

namespace cuxent::impl {

// Each checks a description and returns it with every default resolved. Throws Failure with a
// message that names the field, what came and what was wanted.

cuxentNormalization resolved(const cuxentNormalization& given);

/// Of the rows of two matrices, one by one.
cuxentSimilarity resolved_pairs(const cuxentSimilarity& given);
/// Of all rows of two matrices.
cuxentSimilarity resolved_matrix(const cuxentSimilarity& given);

cuxentSoftmax resolved(const cuxentSoftmax& given);
/// `has_targets`: they are given, and not by the offset.
cuxentRanking resolved(const cuxentRanking& given, bool has_targets);
/// Where the ranks are there already.
cuxentRanking resolved_summary(const cuxentRanking& given);

cuxentQueue resolved(const cuxentQueue& given);
/// Rows for a queue that has been checked.
cuxentEnqueue resolved(const cuxentEnqueue& given, const cuxentQueue& queue);

}  // namespace cuxent::impl
