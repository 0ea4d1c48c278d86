// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/row_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/row_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "cpu/row_norm.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {

template <class T>
HWY_INLINE void AddScaled(const T* x, std::int64_t dim, T factor, T* sum) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_factor = hn::Set(d, factor);
    std::int64_t i = 0;
    for (; i + step <= dim; i += step) {
        const auto v = hn::MulAdd(hn::LoadU(d, x + i), v_factor, hn::LoadU(d, sum + i));
        hn::StoreU(v, d, sum + i);
    }
    for (; i < dim; ++i) sum[i] += x[i] * factor;
}

#define CUXENT_FOR_TYPE(T, Type, Suffix)                                                  \
    void WidenRow##Suffix(const void* from, cuxentType type, std::int64_t dim, T* to) {   \
        WidenRow(from, type, dim, to);                                                    \
    }                                                                                     \
    void NarrowRow##Suffix(const T* from, std::int64_t dim, void* to, cuxentType type,    \
                           bool accumulate) {                                             \
        NarrowRow(from, dim, to, type, accumulate);                                       \
    }                                                                                     \
    T NormalizeRow##Suffix(const T* x, std::int64_t dim, const NormRule<T>& rule, T* z) { \
        const RowNorm<T> norm = NormOf(TypedRow<T>{x, Type}, dim, rule);                  \
        Divide(x, dim, norm, z);                                                          \
        return norm.norm;                                                                 \
    }                                                                                     \
    void ScaleRow##Suffix(const T* x, std::int64_t dim, T factor, T* z) {                 \
        Scale(x, dim, factor, z);                                                         \
    }                                                                                     \
    void AddScaledRow##Suffix(const T* x, std::int64_t dim, T factor, T* sum) {           \
        AddScaled(x, dim, factor, sum);                                                   \
    }                                                                                     \
    T DotRow##Suffix(const T* a, const T* b, std::int64_t dim) {                          \
        return Dot(a, b, dim);                                                            \
    }                                                                                     \
    void NormalizeBackwardRow##Suffix(const T* z, const T* gradient, std::int64_t dim,    \
                                      const WayBack<T>& back, T factor, T* dx) {          \
        Tangent(z, gradient, dim, back, factor, dx);                                      \
    }

CUXENT_FOR_TYPE(float, CUXENT_TYPE_FLOAT32, Float)
CUXENT_FOR_TYPE(double, CUXENT_TYPE_FLOAT64, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                                              \
    HWY_EXPORT(WidenRow##Suffix);                                                               \
    HWY_EXPORT(NarrowRow##Suffix);                                                              \
    HWY_EXPORT(NormalizeRow##Suffix);                                                           \
    HWY_EXPORT(ScaleRow##Suffix);                                                               \
    HWY_EXPORT(AddScaledRow##Suffix);                                                           \
    HWY_EXPORT(DotRow##Suffix);                                                                 \
    HWY_EXPORT(NormalizeBackwardRow##Suffix);                                                   \
    template <>                                                                                 \
    void widen_row<T>(const void* from, cuxentType type, std::int64_t dim, T* to) {             \
        HWY_DYNAMIC_DISPATCH(WidenRow##Suffix)(from, type, dim, to);                            \
    }                                                                                           \
    template <>                                                                                 \
    void narrow_row<T>(const T* from, std::int64_t dim, void* to, cuxentType type,              \
                       bool accumulate) {                                                       \
        HWY_DYNAMIC_DISPATCH(NarrowRow##Suffix)(from, dim, to, type, accumulate);               \
    }                                                                                           \
    template <>                                                                                 \
    T normalize_row<T>(const T* x, std::int64_t dim, const NormRule<T>& rule, T* z) {           \
        return HWY_DYNAMIC_DISPATCH(NormalizeRow##Suffix)(x, dim, rule, z);                     \
    }                                                                                           \
    template <>                                                                                 \
    void scale_row<T>(const T* x, T factor, std::int64_t dim, T* z) {                           \
        HWY_DYNAMIC_DISPATCH(ScaleRow##Suffix)(x, dim, factor, z);                              \
    }                                                                                           \
    template <>                                                                                 \
    void add_scaled_row<T>(const T* x, T factor, std::int64_t dim, T* sum) {                    \
        HWY_DYNAMIC_DISPATCH(AddScaledRow##Suffix)(x, dim, factor, sum);                        \
    }                                                                                           \
    template <>                                                                                 \
    T dot_row<T>(const T* a, const T* b, std::int64_t dim) {                                    \
        return HWY_DYNAMIC_DISPATCH(DotRow##Suffix)(a, b, dim);                                 \
    }                                                                                           \
    template <>                                                                                 \
    void normalize_backward_row<T>(const T* z, const T* gradient, std::int64_t dim, T radial,   \
                                   T norm, T factor, const NormRule<T>& rule, T* dx) {          \
        const WayBack<T> back = way_back(rule, norm, radial);                                   \
        HWY_DYNAMIC_DISPATCH(NormalizeBackwardRow##Suffix)(z, gradient, dim, back, factor, dx); \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
