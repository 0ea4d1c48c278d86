// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// 2^t on the device. float: the hardware's ex2 (2 ulp, results below 2^-126 are 0); double: the
// CUDA library's. -inf gives 0, NaN stays NaN.
#pragma once

namespace cuxent::kernels {

__device__ inline float exponential2(float t) {
    float result;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(t));
    return result;
}

__device__ inline double exponential2(double t) {
    return exp2(t);
}

}  // namespace cuxent::kernels
