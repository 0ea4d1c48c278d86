// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cuxent::impl {

// Tangents between unit vectors, by Highway for the instruction set found at run time: on the
// sphere t = b - cosine a leads from a to b.

/// <t, t> and <a, t>, which is 0 but for rounding.
template <class T>
struct TangentSums {
    T square;
    T along;
};
template <class T>
TangentSums<T> tangent_sums(const T* a, const T* b, T cosine, std::int64_t dim);

/// sum += factor (t - a along) / length
template <class T>
void add_tangent(const T* a, const T* b, T cosine, T along, T length, T factor, std::int64_t dim,
                 T* sum);

}  // namespace cuxent::impl
