// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_cap_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/tile_cap_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>
// After it: one for each instruction set.
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
HWY_INLINE void CapEntries(T bound, std::int64_t n, T* s) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_bound = hn::Set(d, bound);
    for (std::int64_t j = 0; j < n; j += step) {
        const auto v = hn::LoadU(d, s + j);
        const auto capped = hn::Mul(v_bound, hn::Tanh(d, hn::Div(v, v_bound)));
        hn::StoreU(hn::IfThenElse(hn::IsNaN(v), v, capped), d, s + j);
    }
}

template <class T>
HWY_INLINE void AddCapSlopes(T bound, std::int64_t n, const CappedEntries<T>& of, T* slope) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto one = hn::Set(d, T{1});
    const auto to_q = hn::Set(d, of.factor * bound);
    for (std::int64_t j = 0; j < n; j += step) {
        auto v = hn::LoadU(d, of.entries + j);
        if (of.terms != nullptr) v = hn::Sub(v, hn::LoadU(d, of.terms + j));
        const auto q = hn::Div(v, to_q);
        const auto own = hn::Mul(hn::Sub(one, q), hn::Add(one, q));
        const auto is_in = hn::Le(hn::Mul(q, q), one);
        hn::StoreU(hn::Add(hn::LoadU(d, slope + j), hn::IfThenElseZero(is_in, own)), d, slope + j);
    }
}

// Highway exports plain functions: one a kernel and type.
#define CUXENT_FOR_TYPE(T, Suffix)                                                             \
    void CapEntries##Suffix(T bound, std::int64_t n, T* s) {                                   \
        CapEntries(bound, n, s);                                                               \
    }                                                                                          \
    void AddCapSlopes##Suffix(T bound, std::int64_t n, const CappedEntries<T>& of, T* slope) { \
        AddCapSlopes(bound, n, of, slope);                                                     \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                                          \
    HWY_EXPORT(CapEntries##Suffix);                                                         \
    HWY_EXPORT(AddCapSlopes##Suffix);                                                       \
    template <>                                                                             \
    void cap_entries<T>(T bound, std::int64_t n, T * s) {                                   \
        HWY_DYNAMIC_DISPATCH(CapEntries##Suffix)(bound, n, s);                              \
    }                                                                                       \
    template <>                                                                             \
    void add_cap_slopes<T>(T bound, std::int64_t n, const CappedEntries<T>& of, T* slope) { \
        HWY_DYNAMIC_DISPATCH(AddCapSlopes##Suffix)(bound, n, of, slope);                    \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
