// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Elements of any type as the arithmetic type, and back rounded to nearest even.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

namespace cuxent::kernels {

template <class T>
__device__ inline T widen(float x) {
    return static_cast<T>(x);
}
template <class T>
__device__ inline T widen(double x) {
    return static_cast<T>(x);
}
template <class T>
__device__ inline T widen(__half x) {
    return static_cast<T>(__half2float(x));
}
template <class T>
__device__ inline T widen(__nv_bfloat16 x) {
    return static_cast<T>(__bfloat162float(x));
}

template <class Element>
struct Narrow;
template <>
struct Narrow<float> {
    static __device__ float from(float x) { return x; }
};
template <>
struct Narrow<double> {
    static __device__ double from(double x) { return x; }
};
template <>
struct Narrow<__half> {
    static __device__ __half from(float x) { return __float2half_rn(x); }
};
template <>
struct Narrow<__nv_bfloat16> {
    static __device__ __nv_bfloat16 from(float x) { return __float2bfloat16_rn(x); }
};

}  // namespace cuxent::kernels
