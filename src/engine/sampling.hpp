// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "kernels/negative_draw.h"

namespace cuxent::impl {

/// One draw of negatives: what is drawn, and where its operands lie.
struct Sampling {
    kernels::NegativeDraw draw;
    cuxentIndexType index_type;
    const void* anchors;  ///< null: an anchor may be its own negative
    const void* positives;
    cuxentCounter step;
    void* negatives;
    cuxentStream stream;
};

}  // namespace cuxent::impl
