// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Numbers of a call, read on the device: no host waits for them. A scale that is not finite or not
// positive makes NaN of everything it touches, and so does a bias that is not finite.
#pragma once

#include "kernels/launch.h"
#include "kernels/logits.h"

namespace cuxent::kernels {

template <class T>
__device__ inline double read_number(const void* data, double value) {
    return data != nullptr ? static_cast<double>(*static_cast<const T*>(data)) : value;
}

template <class T>
__device__ inline double read_logit_scale(const ScaleInput& input) {
    return logit_scale_of(read_number<T>(input.data, input.value), input.kind);
}

template <class T>
__device__ inline Logits<T> read_logits(const ScaleInput& input) {
    return make_logits<T>(read_logit_scale<T>(input), input.cosine, input.n_terms,
                          read_number<T>(input.bias_data, input.bias));
}

__device__ inline double read_reduction(const ReductionInput& input) {
    return input.data != nullptr ? *input.data : input.value;
}

}  // namespace cuxent::kernels
