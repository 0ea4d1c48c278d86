// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"

namespace cuxent::impl {

/// Arguments of the calls beside the loss, checked and with every default resolved.
struct NormalizeCall {
    cuxentNormalization what;
    cuxentConstMatrix x;
    cuxentMatrix z;
    void* norms;  ///< null: not wanted
    cuxentStream stream;
};

struct NormalizeBackwardCall {
    cuxentNormalization what;
    cuxentConstMatrix x;
    cuxentConstMatrix dz;
    cuxentMatrix dx;
    bool accumulate;
    cuxentStream stream;
};

/// The calls beside the loss, as a backend carries them out: see cuxent/similarity.h for what each
/// computes.
class SimilarityCalls {
 public:
    virtual ~SimilarityCalls() = default;

    virtual void normalize(const NormalizeCall& call) = 0;
    virtual void normalize_backward(const NormalizeBackwardCall& call) = 0;
};

}  // namespace cuxent::impl
