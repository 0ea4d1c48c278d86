// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// Elements of any type as numbers and back, included once per instruction set (Highway's toggling
// guard): conversion of 16-bit types, and rows read in chunks.
#if defined(CUXENT_CPU_ELEMENT_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CUXENT_CPU_ELEMENT_INL_HPP
#undef CUXENT_CPU_ELEMENT_INL_HPP
#else
#define CUXENT_CPU_ELEMENT_INL_HPP
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/element_size.hpp"
#include "cpu/chunk.hpp"
#include "cuxent/cuxent.h"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

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
    static HWY_INLINE void Store(D /*d*/, V v, std::uint16_t* to) {
        // Round to nearest even by hand: Highway 1.0's own conversion truncates.
        const hn::Rebind<std::uint32_t, D> du32;
        const auto bits = hn::BitCast(du32, v);
        const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du32, 1u));
        const auto rounded =
            hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(du32, 0x7FFFu))));
        const auto quiet_nan = hn::Set(du32, 0x7FC0u);
        const auto result = hn::IfThenElse(hn::RebindMask(du32, hn::IsNaN(v)), quiet_nan, rounded);
        const hn::Rebind<std::uint16_t, D> du16;
        const hn::Rebind<std::int32_t, D> di32;  // 16 bits as they are: Highway demotes signed only
        hn::StoreU(hn::DemoteTo(du16, hn::BitCast(di32, result)), du16, to);
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

/// Reads `dim` elements of any type as T (float for 16- and 32-bit types, double for 64-bit).
template <class T>
HWY_INLINE void WidenRow(const void* from, cuxentType type, std::int64_t dim, T* to) {
    if constexpr (sizeof(T) == sizeof(float)) {
        const auto* half = static_cast<const std::uint16_t*>(from);
        if (type == CUXENT_TYPE_FLOAT16) return Widen<Half>(half, dim, to);
        if (type == CUXENT_TYPE_BFLOAT16) return Widen<BFloat>(half, dim, to);
    }
    std::copy_n(static_cast<const T*>(from), dim, to);
}

/// Writes (or adds to) `dim` elements of any type, rounded to nearest even.
template <class T>
HWY_INLINE void NarrowRow(const T* from, std::int64_t dim, void* to, cuxentType type,
                          bool accumulate) {
    if constexpr (sizeof(T) == sizeof(float)) {
        auto* half = static_cast<std::uint16_t*>(to);
        if (type == CUXENT_TYPE_FLOAT16) return Narrow<Half>(from, dim, half, accumulate);
        if (type == CUXENT_TYPE_BFLOAT16) return Narrow<BFloat>(from, dim, half, accumulate);
    }
    T* same = static_cast<T*>(to);
    for (std::int64_t i = 0; i < dim; ++i) same[i] = accumulate ? same[i] + from[i] : from[i];
}

/// Calls use(begin, n) for pieces of at most kChunk elements that together are the whole row.
template <class Use>
HWY_INLINE void ForEachChunk(std::int64_t dim, const Use& use) {
    for (std::int64_t begin = 0; begin < dim; begin += kChunk) {
        use(begin, std::min(kChunk, dim - begin));
    }
}

/// A row of any type, read in chunks: no memory beside the stack, however wide it is.
template <class T>
struct TypedRow {
    const void* data;
    cuxentType type;

    /// Elements [begin, begin + n) as T: where they are, or widened into `buffer`.
    HWY_INLINE const T* Chunk(std::int64_t begin, std::int64_t n, T* buffer) const {
        const auto* from = element_at(data, type, begin);
        if (size_of(type) == sizeof(T)) return static_cast<const T*>(from);
        WidenRow(from, type, n, buffer);
        return buffer;
    }
};

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#endif  // CUXENT_CPU_ELEMENT_INL_HPP
