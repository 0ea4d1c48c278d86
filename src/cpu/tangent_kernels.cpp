// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tangent_kernels.hpp"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/tangent_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
HWY_INLINE TangentSums<T> SumsOfTangent(const T* a, const T* b, T cosine, std::int64_t dim) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_cosine = hn::Set(d, cosine);
    auto squares = hn::Zero(d);
    auto products = hn::Zero(d);
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) {
        const auto v_a = hn::LoadU(d, a + i);
        const auto t = hn::NegMulAdd(v_cosine, v_a, hn::LoadU(d, b + i));
        squares = hn::MulAdd(t, t, squares);
        products = hn::MulAdd(v_a, t, products);
    }
    TangentSums<T> sums{hn::GetLane(hn::SumOfLanes(d, squares)),
                        hn::GetLane(hn::SumOfLanes(d, products))};
    for (; i < dim; ++i) {
        const T t = std::fma(-cosine, a[i], b[i]);
        sums.square += t * t;
        sums.along += a[i] * t;
    }
    return sums;
}

template <class T>
HWY_INLINE void AddTangent(const T* a, const T* b, T cosine, T along, T length, T factor,
                           std::int64_t dim, T* sum) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_cosine = hn::Set(d, cosine);
    const auto v_along = hn::Set(d, along);
    const auto v_length = hn::Set(d, length);
    const auto v_factor = hn::Set(d, factor);
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) {
        const auto v_a = hn::LoadU(d, a + i);
        const auto t = hn::NegMulAdd(v_cosine, v_a, hn::LoadU(d, b + i));
        const auto unit = hn::Div(hn::NegMulAdd(v_along, v_a, t), v_length);
        hn::StoreU(hn::MulAdd(v_factor, unit, hn::LoadU(d, sum + i)), d, sum + i);
    }
    for (; i < dim; ++i) {
        const T t = std::fma(-cosine, a[i], b[i]);
        sum[i] += factor * (std::fma(-along, a[i], t) / length);
    }
}

#define CUXENT_FOR_TYPE(T, Suffix)                                                           \
    TangentSums<T> TangentSums##Suffix(const T* a, const T* b, T cosine, std::int64_t dim) { \
        return SumsOfTangent(a, b, cosine, dim);                                             \
    }                                                                                        \
    void AddTangent##Suffix(const T* a, const T* b, T cosine, T along, T length, T factor,   \
                            std::int64_t dim, T* sum) {                                      \
        AddTangent(a, b, cosine, along, length, factor, dim, sum);                           \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                                               \
    HWY_EXPORT(TangentSums##Suffix);                                                             \
    HWY_EXPORT(AddTangent##Suffix);                                                              \
    template <>                                                                                  \
    TangentSums<T> tangent_sums<T>(const T* a, const T* b, T cosine, std::int64_t dim) {         \
        return HWY_DYNAMIC_DISPATCH(TangentSums##Suffix)(a, b, cosine, dim);                     \
    }                                                                                            \
    template <>                                                                                  \
    void add_tangent<T>(const T* a, const T* b, T cosine, T along, T length, T factor,           \
                        std::int64_t dim, T* sum) {                                              \
        HWY_DYNAMIC_DISPATCH(AddTangent##Suffix)(a, b, cosine, along, length, factor, dim, sum); \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
