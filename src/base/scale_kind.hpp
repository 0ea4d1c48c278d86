// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "kernels/logits.h"

namespace cuxent::impl {

/// What a scale input is, in the words of the arithmetic.
inline kernels::ScaleKind scale_kind(cuxentScaleKind kind) {
    switch (kind) {
        case CUXENT_SCALE_TEMPERATURE:
            return kernels::ScaleKind::kTemperature;
        case CUXENT_SCALE_LOGIT:
            return kernels::ScaleKind::kLogit;
        case CUXENT_SCALE_LOG_LOGIT:
            break;
    }
    return kernels::ScaleKind::kLogLogit;
}

}  // namespace cuxent::impl
