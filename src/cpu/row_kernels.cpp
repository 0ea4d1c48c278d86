// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/row_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/row_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// ----------------------------------------------------------------------- 16-bit types <-> float

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

// Without a conversion instruction Highway 1.0 has no infinities or subnormals: bit by bit then.

HWY_INLINE float FromHalf(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1FU;
    const std::uint32_t mantissa = half & 0x3FFU;
    if (exponent == 0) {  // zero or subnormal: mantissa * 2^-24
        const float magnitude = static_cast<float>(mantissa) * 0x1p-24F;
        return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide = exponent == 0x1F ? 0xFFU : exponent + 112;
    return std::bit_cast<float>(sign | (wide << 23) | (mantissa << 13));
}

HWY_INLINE std::uint16_t ToHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    std::uint32_t half = 0;
    if (magnitude > 0x7F800000U) {
        half = 0x7E00U;  // NaN
    } else if (magnitude >= 0x47800000U) {
        half = 0x7C00U;  // 2^16 and beyond: infinity
    } else if (magnitude < 0x38800000U) {
        // Below 2^-14 the result is subnormal: adding 1/2 rounds to a multiple of 2^-24.
        half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5F) - 0x3F000000U;
    } else {
        const std::uint32_t odd = (magnitude >> 13) & 1U;
        half = (magnitude - (112U << 23) + 0xFFFU + odd) >> 13;
    }
    return static_cast<std::uint16_t>(sign | half);
}

struct Half {
    template <class D, class V = hn::Vec<D>>
    static HWY_INLINE V Load(D d, const std::uint16_t* from) {
        float lanes[hn::MaxLanes(d)];
        for (std::size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = FromHalf(from[i]);
        return hn::LoadU(d, lanes);
    }
    template <class D, class V>
    static HWY_INLINE void Store(D d, V v, std::uint16_t* to) {
        float lanes[hn::MaxLanes(d)];
        hn::StoreU(v, d, lanes);
        for (std::size_t i = 0; i < hn::Lanes(d); ++i) to[i] = ToHalf(lanes[i]);
    }
};

#else

struct Half {
    template <class D, class V = hn::Vec<D>>
    static HWY_INLINE V Load(D d, const std::uint16_t* from) {
        const hn::Rebind<std::uint16_t, D> du16;
        const hn::Rebind<hwy::float16_t, D> df16;
        return hn::PromoteTo(d, hn::BitCast(df16, hn::LoadU(du16, from)));
    }
    template <class D, class V>
    static HWY_INLINE void Store(D /*d*/, V v, std::uint16_t* to) {
        const hn::Rebind<std::uint16_t, D> du16;
        const hn::Rebind<hwy::float16_t, D> df16;
        hn::StoreU(hn::BitCast(du16, hn::DemoteTo(df16, v)), du16, to);
    }
};

#endif

struct BFloat {
    template <class D, class V = hn::Vec<D>>
    static HWY_INLINE V Load(D d, const std::uint16_t* from) {
        const hn::Rebind<std::uint16_t, D> du16;
        const hn::Rebind<std::uint32_t, D> du32;
        return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(du32, hn::LoadU(du16, from))));
    }
    template <class D, class V>
    static HWY_INLINE void Store(D d, V v, std::uint16_t* to) {
        // Round to nearest even by hand: Highway 1.0's own conversion truncates.
        const hn::Rebind<std::uint32_t, D> du32;
        const auto bits = hn::BitCast(du32, v);
        const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du32, 1u));
        const auto rounded =
            hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(du32, 0x7FFFu))));
        const auto quiet_nan = hn::Set(du32, 0x7FC0u);
        const auto result = hn::IfThenElse(hn::RebindMask(du32, hn::IsNaN(v)), quiet_nan, rounded);
        HWY_ALIGN std::uint32_t lanes[hn::MaxLanes(d)];
        hn::Store(result, du32, lanes);
        for (std::size_t i = 0; i < hn::Lanes(d); ++i) to[i] = static_cast<std::uint16_t>(lanes[i]);
    }
};

/// Whole vectors straight from memory, the rest through a padded copy.
template <class Type>
void Widen(const std::uint16_t* from, std::int64_t dim, float* to) {
    const hn::ScalableTag<float> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) hn::StoreU(Type::Load(d, from + i), d, to + i);
    if (i == dim) return;
    std::uint16_t padded[hn::MaxLanes(d)] = {};
    float rest[hn::MaxLanes(d)];
    std::copy(from + i, from + dim, padded);
    hn::StoreU(Type::Load(d, padded), d, rest);
    std::copy(rest, rest + (dim - i), to + i);
}

template <class Type>
void Narrow(const float* from, std::int64_t dim, std::uint16_t* to, bool accumulate) {
    const hn::ScalableTag<float> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) {
        V v = hn::LoadU(d, from + i);
        if (accumulate) v = hn::Add(v, Type::Load(d, to + i));
        Type::Store(d, v, to + i);
    }
    if (i == dim) return;
    std::uint16_t padded[hn::MaxLanes(d)] = {};
    float rest[hn::MaxLanes(d)] = {};
    std::copy(from + i, from + dim, rest);
    std::copy(to + i, to + dim, padded);
    V v = hn::LoadU(d, rest);
    if (accumulate) v = hn::Add(v, Type::Load(d, padded));
    Type::Store(d, v, padded);
    std::copy(padded, padded + (dim - i), to + i);
}

void WidenHalf(const std::uint16_t* from, std::int64_t dim, float* to) {
    Widen<Half>(from, dim, to);
}
void WidenBFloat(const std::uint16_t* from, std::int64_t dim, float* to) {
    Widen<BFloat>(from, dim, to);
}
void NarrowHalf(const float* from, std::int64_t dim, std::uint16_t* to, bool accumulate) {
    Narrow<Half>(from, dim, to, accumulate);
}
void NarrowBFloat(const float* from, std::int64_t dim, std::uint16_t* to, bool accumulate) {
    Narrow<BFloat>(from, dim, to, accumulate);
}

// ------------------------------------------------------------------------------ normalisation

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

template <class T>
HWY_INLINE T NormalizeRow(const T* x, std::int64_t dim, const NormRule<T>& rule, T* z) {
    T scale = 1;
    T squares = Dot(x, x, dim);
    if (!IsSumOfSquares(squares)) {
        scale = ScaleFor(LargestMagnitude(x, dim));
        Scale(x, dim, scale, z);  // exact
        squares = Dot(z, z, dim);
        x = z;
    }
    const T scaled_norm = std::sqrt(squares);
    const T norm = scaled_norm / scale;
    if (!rule.is_small(norm)) {
        Scale(x, dim, T{1} / scaled_norm, z);
    } else if (rule.clamps && rule.eps > 0) {
        Scale(x, dim, T{1} / scale, z);  // the row as it came
        Scale(z, dim, std::min(T{1} / rule.eps, std::numeric_limits<T>::max()), z);
    } else {
        std::fill(z, z + dim, T{0});
    }
    return norm;
}

/// dx_i = ((gradient_i - z_i * radial) * factor) * inverse
template <class T>
HWY_INLINE void NormalizeBackwardRow(const T* z, const T* gradient, std::int64_t dim, T radial,
                                     T inverse, T factor, T* dx) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_radial = hn::Set(d, radial);
    const auto v_inverse = hn::Set(d, inverse);
    const auto v_factor = hn::Set(d, factor);
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) {
        const auto tangent =
            hn::NegMulAdd(hn::LoadU(d, z + i), v_radial, hn::LoadU(d, gradient + i));
        hn::StoreU(hn::Mul(hn::Mul(tangent, v_factor), v_inverse), d, dx + i);
    }
    for (; i < dim; ++i) dx[i] = (gradient[i] - z[i] * radial) * factor * inverse;
}

#define CUXENT_FOR_TYPE(T, Suffix)                                                               \
    T NormalizeRow##Suffix(const T* x, std::int64_t dim, const NormRule<T>& rule, T* z) {        \
        return NormalizeRow(x, dim, rule, z);                                                    \
    }                                                                                            \
    T DotRow##Suffix(const T* a, const T* b, std::int64_t dim) {                                 \
        return Dot(a, b, dim);                                                                   \
    }                                                                                            \
    void NormalizeBackwardRow##Suffix(const T* z, const T* gradient, std::int64_t dim, T radial, \
                                      T inverse, T factor, T* dx) {                              \
        NormalizeBackwardRow(z, gradient, dim, radial, inverse, factor, dx);                     \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

HWY_EXPORT(WidenHalf);
HWY_EXPORT(WidenBFloat);
HWY_EXPORT(NarrowHalf);
HWY_EXPORT(NarrowBFloat);

template <>
void widen_row<float>(const void* from, cuxentType type, std::int64_t dim, float* to) {
    if (type == CUXENT_TYPE_FLOAT32) {
        std::copy_n(static_cast<const float*>(from), dim, to);
    } else if (type == CUXENT_TYPE_FLOAT16) {
        HWY_DYNAMIC_DISPATCH(WidenHalf)(static_cast<const std::uint16_t*>(from), dim, to);
    } else {
        HWY_DYNAMIC_DISPATCH(WidenBFloat)(static_cast<const std::uint16_t*>(from), dim, to);
    }
}

template <>
void widen_row<double>(const void* from, cuxentType /*FLOAT64*/, std::int64_t dim, double* to) {
    std::copy_n(static_cast<const double*>(from), dim, to);
}

namespace {

template <class T>
void write_row(const T* from, std::int64_t dim, T* to, bool accumulate) {
    for (std::int64_t i = 0; i < dim; ++i) to[i] = accumulate ? to[i] + from[i] : from[i];
}

}  // namespace

template <>
void narrow_row<float>(const float* from, std::int64_t dim, void* to, cuxentType type,
                       bool accumulate) {
    if (type == CUXENT_TYPE_FLOAT32) {
        write_row(from, dim, static_cast<float*>(to), accumulate);
    } else if (type == CUXENT_TYPE_FLOAT16) {
        HWY_DYNAMIC_DISPATCH(NarrowHalf)(from, dim, static_cast<std::uint16_t*>(to), accumulate);
    } else {
        HWY_DYNAMIC_DISPATCH(NarrowBFloat)(from, dim, static_cast<std::uint16_t*>(to), accumulate);
    }
}

template <>
void narrow_row<double>(const double* from, std::int64_t dim, void* to, cuxentType /*FLOAT64*/,
                        bool accumulate) {
    write_row(from, dim, static_cast<double*>(to), accumulate);
}

namespace {

/// 1 / norm, finite also where norm is subnormal: infinity times a tangent of 0 would be NaN.
template <class T>
T inverse_of(T norm) {
    return std::min(T{1} / norm, std::numeric_limits<T>::max());
}

}  // namespace

#define CUXENT_DISPATCH(T, Suffix)                                                            \
    HWY_EXPORT(NormalizeRow##Suffix);                                                         \
    HWY_EXPORT(DotRow##Suffix);                                                               \
    HWY_EXPORT(NormalizeBackwardRow##Suffix);                                                 \
    template <>                                                                               \
    T normalize_row<T>(const T* x, std::int64_t dim, const NormRule<T>& rule, T* z) {         \
        return HWY_DYNAMIC_DISPATCH(NormalizeRow##Suffix)(x, dim, rule, z);                   \
    }                                                                                         \
    template <>                                                                               \
    T dot_row<T>(const T* a, const T* b, std::int64_t dim) {                                  \
        return HWY_DYNAMIC_DISPATCH(DotRow##Suffix)(a, b, dim);                               \
    }                                                                                         \
    template <>                                                                               \
    void normalize_backward_row<T>(const T* z, const T* gradient, std::int64_t dim, T radial, \
                                   T norm, T factor, const NormRule<T>& rule, T* dx) {        \
        const auto backward = HWY_DYNAMIC_DISPATCH(NormalizeBackwardRow##Suffix);             \
        if (!rule.normalizes) {                                                               \
            backward(z, gradient, dim, T{0}, T{1}, factor, dx);                               \
        } else if (!rule.is_small(norm)) {                                                    \
            backward(z, gradient, dim, radial, inverse_of(norm), factor, dx);                 \
        } else if (rule.clamps && rule.eps > 0) {                                             \
            backward(z, gradient, dim, T{0}, inverse_of(rule.eps), factor, dx);               \
        } else {                                                                              \
            std::fill(dx, dx + dim, T{0});                                                    \
        }                                                                                     \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
