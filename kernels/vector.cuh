// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// 16 bytes of memory as numbers: the widest access of a thread.
#pragma once

#include <cstdint>

namespace cuxent::kernels {

template <class T>
struct alignas(16) Vector {
    static constexpr int kSize = 16 / static_cast<int>(sizeof(T));
    T at[kSize];

    static __device__ Vector load(const T* from) {
        return *reinterpret_cast<const Vector*>(from);  // one 128-bit load
    }
    __device__ void store(T* to) const { *reinterpret_cast<Vector*>(to) = *this; }
};

}  // namespace cuxent::kernels
