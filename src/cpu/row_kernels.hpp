// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/norm_rule.hpp"
#include "cuxent/cuxent.h"

namespace cuxent::impl {

// Row kernels, by Highway for the instruction set found at run time.

/// Reads `dim` elements of any type as T (float for 16- and 32-bit types, double for 64-bit).
template <class T>
void widen_row(const void* from, cuxentType type, std::int64_t dim, T* to);

/// Writes (or adds to) `dim` elements of any type, rounded to nearest even.
template <class T>
void narrow_row(const T* from, std::int64_t dim, void* to, cuxentType type, bool accumulate);

/// z = x / |x|; returns |x|. z may be x itself. Where squares could over- or underflow, the largest
/// entry is scaled to about 1 first, by a power of two. NaN and Inf entries give a row of NaNs.
template <class T>
T normalize_row(const T* x, std::int64_t dim, const NormRule<T>& rule, T* z);

/// z = factor * x
template <class T>
void scale_row(const T* x, T factor, std::int64_t dim, T* z);

/// sum += factor * x
template <class T>
void add_scaled_row(const T* x, T factor, std::int64_t dim, T* sum);

/// <a, b>
template <class T>
T dot_row(const T* a, const T* b, std::int64_t dim);

/// dx = factor * (gradient - z <z, gradient>) / |x|, in the form that `rule` and the row's norm ask
/// for; radial is <z, gradient>. dx may be the gradient itself.
template <class T>
void normalize_backward_row(const T* z, const T* gradient, std::int64_t dim, T radial, T norm,
                            T factor, const NormRule<T>& rule, T* dx);

}  // namespace cuxent::impl
