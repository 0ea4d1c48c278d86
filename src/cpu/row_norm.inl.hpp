// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// Norms of rows, and what they make of the rows and of their gradients; included once per
// instruction set (Highway's toggling guard).
#if defined(CUXENT_CPU_ROW_NORM_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CUXENT_CPU_ROW_NORM_INL_HPP
#undef CUXENT_CPU_ROW_NORM_INL_HPP
#else
#define CUXENT_CPU_ROW_NORM_INL_HPP
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "cpu/element.inl.hpp"
#include "cpu/norm_rule.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// <a, b>: four partial sums of vectors and a scalar rest.
template <class T>
HWY_INLINE T Dot(const T* a, const T* b, std::int64_t dim) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    V sum0 = hn::Zero(d);
    V sum1 = hn::Zero(d);
    V sum2 = hn::Zero(d);
    V sum3 = hn::Zero(d);
    const auto add = [&](std::int64_t at, V sum) {
        return hn::MulAdd(hn::LoadU(d, a + at), hn::LoadU(d, b + at), sum);
    };
    std::int64_t i = 0;
    for (; i + 4 * step <= dim; i += 4 * step) {
        sum0 = add(i, sum0);
        sum1 = add(i + step, sum1);
        sum2 = add(i + 2 * step, sum2);
        sum3 = add(i + 3 * step, sum3);
    }
    for (; i + step <= dim; i += step) sum0 = add(i, sum0);
    const V all = hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3));
    T sum = hn::GetLane(hn::SumOfLanes(d, all));
    for (; i < dim; ++i) sum += a[i] * b[i];
    return sum;
}

template <class T>
HWY_INLINE T LargestMagnitude(const T* x, std::int64_t dim) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    auto largest = hn::Zero(d);
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) {
        largest = hn::Max(largest, hn::Abs(hn::LoadU(d, x + i)));
    }
    T result = hn::GetLane(hn::MaxOfLanes(d, largest));
    for (; i < dim; ++i) result = std::max(result, std::abs(x[i]));
    return result;
}

/// z = x * factor
template <class T>
HWY_INLINE void Scale(const T* x, std::int64_t dim, T factor, T* z) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_factor = hn::Set(d, factor);
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) hn::StoreU(hn::Mul(hn::LoadU(d, x + i), v_factor), d, z + i);
    for (; i < dim; ++i) z[i] = x[i] * factor;
}

/// The power of two that brings `largest` to [1, 2), kept within the range of normal numbers.
template <class T>
HWY_INLINE T ScaleFor(T largest) {
    constexpr int kMost = sizeof(T) == sizeof(double) ? 1022 : 126;
    if (!(largest > 0)) return T{1};
    if (!std::isfinite(largest)) return T{0};  // Inf * 0 makes the row NaN, as it should be
    return std::ldexp(T{1}, std::clamp(-std::ilogb(largest), -kMost, kMost));
}

/// Whether a sum of squares is one: no square has overflown, and what underflowed does not count.
template <class T>
HWY_INLINE bool IsSumOfSquares(T sum) {
    constexpr bool kDouble = sizeof(T) == sizeof(double);
    constexpr T kLeast = static_cast<T>(kDouble ? 0x1p-800 : 0x1p-60);
    constexpr T kMost = static_cast<T>(kDouble ? 0x1p+1000 : 0x1p+120);
    return kLeast <= sum && sum <= kMost;
}

/// Sum of (x_i scale)^2, chunk by chunk.
template <class T>
HWY_INLINE T SumOfSquares(const TypedRow<T>& x, std::int64_t dim, T scale) {
    T buffer[kChunk];
    T sum = 0;
    ForEachChunk(dim, [&](std::int64_t begin, std::int64_t n) {
        const T* chunk = x.Chunk(begin, n, buffer);
        if (scale != T{1}) {
            Scale(chunk, n, scale, buffer);  // exact
            chunk = buffer;
        }
        sum += Dot(chunk, chunk, n);
    });
    return sum;
}

template <class T>
HWY_INLINE T LargestMagnitudeOf(const TypedRow<T>& x, std::int64_t dim) {
    T buffer[kChunk];
    T largest = 0;
    ForEachChunk(dim, [&](std::int64_t begin, std::int64_t n) {
        largest = std::max(largest, LargestMagnitude(x.Chunk(begin, n, buffer), n));
    });
    return largest;
}

/// Norm of a row of any type, without over- or underflow.
template <class T>
HWY_INLINE RowNorm<T> NormOf(const TypedRow<T>& x, std::int64_t dim, const NormRule<T>& rule) {
    if (!rule.normalizes) return {1, 1, 1};
    T scale = 1;
    T squares = SumOfSquares(x, dim, scale);
    if (!IsSumOfSquares(squares)) {
        scale = ScaleFor(LargestMagnitudeOf(x, dim));
        squares = SumOfSquares(x, dim, scale);
    }
    return row_norm(rule, std::sqrt(squares), scale);
}

/// z = (x * scale) * inverse; z may be x.
template <class T>
HWY_INLINE void Divide(const T* x, std::int64_t n, const RowNorm<T>& norm, T* z) {
    if (norm.inverse == 0) {
        std::fill_n(z, n, T{0});
    } else if (norm.scale == 1) {
        Scale(x, n, norm.inverse, z);
    } else {
        Scale(x, n, norm.scale, z);  // exact
        Scale(z, n, norm.inverse, z);
    }
}

/// dx_i = ((gradient_i - z_i * radial) * factor) * inverse
template <class T>
HWY_INLINE void Tangent(const T* z, const T* gradient, std::int64_t n, const WayBack<T>& back,
                        T factor, T* dx) {
    if (back.inverse == 0) {
        std::fill_n(dx, n, T{0});
        return;
    }
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_radial = hn::Set(d, back.radial);
    const auto v_inverse = hn::Set(d, back.inverse);
    const auto v_factor = hn::Set(d, factor);
    std::int64_t i = 0;
    for (; i + step <= n; i += step) {
        const auto tangent =
            hn::NegMulAdd(hn::LoadU(d, z + i), v_radial, hn::LoadU(d, gradient + i));
        hn::StoreU(hn::Mul(hn::Mul(tangent, v_factor), v_inverse), d, dx + i);
    }
    for (; i < n; ++i) dx[i] = (gradient[i] - z[i] * back.radial) * factor * back.inverse;
}

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#endif  // CUXENT_CPU_ROW_NORM_INL_HPP
