// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/typed_row_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/typed_row_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "cpu/row_norm.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {

template <class T>
HWY_INLINE T NormalizeTypedRow(const TypedRow<T>& x, std::int64_t dim, const NormRule<T>& rule,
                               void* z, cuxentType z_type) {
    T buffer[kChunk];
    const RowNorm<T> norm = NormOf(x, dim, rule);
    ForEachChunk(dim, [&](std::int64_t begin, std::int64_t n) {
        Divide(x.Chunk(begin, n, buffer), n, norm, buffer);
        NarrowRow(buffer, n, element_at(z, z_type, begin), z_type, false);
    });
    return norm.norm;
}

template <class T>
HWY_INLINE void NormalizeTypedRowBackward(const TypedRow<T>& x, const TypedRow<T>& dz,
                                          std::int64_t dim, const NormRule<T>& rule, void* dx,
                                          bool accumulate) {
    T z[kChunk];
    T buffer[kChunk];
    const RowNorm<T> norm = NormOf(x, dim, rule);
    T radial = 0;
    ForEachChunk(dim, [&](std::int64_t begin, std::int64_t n) {
        Divide(x.Chunk(begin, n, z), n, norm, z);
        radial += Dot(z, dz.Chunk(begin, n, buffer), n);
    });
    const WayBack<T> back = way_back(rule, norm.norm, radial);
    ForEachChunk(dim, [&](std::int64_t begin, std::int64_t n) {
        Divide(x.Chunk(begin, n, z), n, norm, z);
        Tangent(z, dz.Chunk(begin, n, buffer), n, back, T{1}, z);
        NarrowRow(z, n, element_at(dx, x.type, begin), x.type, accumulate);
    });
}

template <class T>
HWY_INLINE T SimilarityOfRows(const TypedRow<T>& a, const TypedRow<T>& b, std::int64_t dim,
                              const NormRule<T>& rule) {
    T z_a[kChunk];
    T z_b[kChunk];
    const RowNorm<T> norm_a = NormOf(a, dim, rule);
    const RowNorm<T> norm_b = NormOf(b, dim, rule);
    T sum = 0;
    ForEachChunk(dim, [&](std::int64_t begin, std::int64_t n) {
        Divide(a.Chunk(begin, n, z_a), n, norm_a, z_a);
        Divide(b.Chunk(begin, n, z_b), n, norm_b, z_b);
        sum += Dot(z_a, z_b, n);
    });
    return sum;
}

#define CUXENT_FOR_TYPE(T, Suffix)                                                               \
    T NormalizeTypedRow##Suffix(const void* x, cuxentType type, std::int64_t dim,                \
                                const NormRule<T>& rule, void* z, cuxentType z_type) {           \
        return NormalizeTypedRow(TypedRow<T>{x, type}, dim, rule, z, z_type);                    \
    }                                                                                            \
    void NormalizeTypedRowBackward##Suffix(const void* x, cuxentType type, const void* dz,       \
                                           cuxentType z_type, std::int64_t dim,                  \
                                           const NormRule<T>& rule, void* dx, bool accumulate) { \
        NormalizeTypedRowBackward(TypedRow<T>{x, type}, TypedRow<T>{dz, z_type}, dim, rule, dx,  \
                                  accumulate);                                                   \
    }                                                                                            \
    T SimilarityOfRows##Suffix(const void* a, const void* b, cuxentType type, std::int64_t dim,  \
                               const NormRule<T>& rule) {                                        \
        return SimilarityOfRows(TypedRow<T>{a, type}, TypedRow<T>{b, type}, dim, rule);          \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                                             \
    HWY_EXPORT(NormalizeTypedRow##Suffix);                                                     \
    HWY_EXPORT(NormalizeTypedRowBackward##Suffix);                                             \
    HWY_EXPORT(SimilarityOfRows##Suffix);                                                      \
    template <>                                                                                \
    T normalize_typed_row<T>(const void* x, cuxentType type, std::int64_t dim,                 \
                             const NormRule<T>& rule, void* z, cuxentType z_type) {            \
        return HWY_DYNAMIC_DISPATCH(NormalizeTypedRow##Suffix)(x, type, dim, rule, z, z_type); \
    }                                                                                          \
    template <>                                                                                \
    void normalize_typed_row_backward<T>(const void* x, cuxentType type, const void* dz,       \
                                         cuxentType z_type, std::int64_t dim,                  \
                                         const NormRule<T>& rule, void* dx, bool accumulate) { \
        HWY_DYNAMIC_DISPATCH(NormalizeTypedRowBackward##Suffix)                                \
        (x, type, dz, z_type, dim, rule, dx, accumulate);                                      \
    }                                                                                          \
    template <>                                                                                \
    T similarity_of_rows<T>(const void* a, const void* b, cuxentType type, std::int64_t dim,   \
                            const NormRule<T>& rule) {                                         \
        return HWY_DYNAMIC_DISPATCH(SimilarityOfRows##Suffix)(a, b, type, dim, rule);          \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
