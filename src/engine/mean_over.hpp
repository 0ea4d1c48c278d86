// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuxent/cuxent.h"
#include "kernels/row_weights.h"

namespace cuxent::impl {

/// What the mean of a valid problem divides by, in the words of the arithmetic.
inline kernels::MeanOver mean_over(const cuxentProblem& problem) {
    switch (problem.mean_over) {
        case CUXENT_MEAN_OVER_ALL:
            return kernels::MeanOver::kAll;
        case CUXENT_MEAN_OVER_COUNTED:
            return kernels::MeanOver::kCounted;
        case CUXENT_MEAN_OVER_WEIGHTS:
            break;
    }
    return kernels::MeanOver::kWeights;
}

}  // namespace cuxent::impl
