// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "calls/similarity_calls.hpp"
#include "cuda/device_element.hpp"
#include "kernels/launch.h"

namespace cuxent::impl {

// Arguments of the calls beside the loss as kernels take them.

inline kernels::NormRule device_norm_rule(bool normalizes, cuxentSmallNorm small_norm,
                                          double norm_eps) {
    return {normalizes, small_norm == CUXENT_SMALL_NORM_CLAMP, norm_eps};
}

inline kernels::ConstRows device_rows(const cuxentConstMatrix& matrix, cuxentType type) {
    return {matrix.data, matrix.ld, element_of(type)};
}

/// One matrix as the first of two views.
inline kernels::ConstViews only_view(const cuxentConstMatrix& matrix, std::int64_t n_rows,
                                     cuxentType type) {
    return {{matrix.data, nullptr}, {matrix.ld, 0}, n_rows, n_rows, element_of(type)};
}

/// `n_terms`: logits of a row, where exponentials are taken of them.
inline kernels::ScaleInput device_scale(const Scale& scale, std::int64_t n_terms = 1) {
    return {scale.scalar.data, scale.scalar.value, scale.kind, false, n_terms, nullptr, 0};
}

inline cudaStream_t stream_of(cuxentStream stream) {
    return static_cast<cudaStream_t>(stream);
}

}  // namespace cuxent::impl
