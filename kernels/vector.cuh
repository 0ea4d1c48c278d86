// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// 16 bytes of memory as numbers: the widest access of a thread.
#pragma once

#include <cstdint>

namespace cuxent::kernels {

// One 128-bit store. Assigning a struct of four numbers leaves it to the optimiser whether it is
// stored whole, and branches between the numbers make it give up: four stores of a quarter each, 16
// bytes apart from lane to lane, which touch four times the sectors.
__device__ inline void store_whole(float* to, const float (&v)[4]) {
    __stwb(reinterpret_cast<float4*>(to), make_float4(v[0], v[1], v[2], v[3]));
}
__device__ inline void store_whole(double* to, const double (&v)[2]) {
    __stwb(reinterpret_cast<double2*>(to), make_double2(v[0], v[1]));
}

template <class T>
struct alignas(16) Vector {
    static constexpr int kSize = 16 / static_cast<int>(sizeof(T));
    T at[kSize];

    static __device__ Vector load(const T* from) {
        return *reinterpret_cast<const Vector*>(from);  // one 128-bit load
    }
    __device__ void store(T* to) const { store_whole(to, at); }
};

}  // namespace cuxent::kernels
