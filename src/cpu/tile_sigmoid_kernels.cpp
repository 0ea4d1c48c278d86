// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_sigmoid_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/tile_sigmoid_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include "cpu/exp2.inl.hpp"
#include "kernels/logits.h"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// 2^-|t|: at most 1, and what both functions lose digits without.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Decay(D d, V t) {
    return Exp2(d, hn::Neg(hn::Abs(t)));
}

/// sigmoid(s) = 1 / (1 + e) or e / (1 + e), e = Decay(t).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Sigmoid(D d, V t, V e) {
    const V one = hn::Set(d, hn::TFromD<D>{1});
    return hn::Div(hn::IfThenElse(hn::Lt(t, hn::Zero(d)), e, one), hn::Add(one, e));
}

/// softplus(s) = max(s, 0) + log(1 + e). A NaN comes with e.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Softplus(D d, V t, V e) {
    const V ln2 = hn::Set(d, static_cast<hn::TFromD<D>>(kernels::kLn2));
    return hn::MulAdd(hn::Max(t, hn::Zero(d)), ln2, hn::Log1p(d, e));
}

template <bool kKeep, class T>
HWY_INLINE void StatisticsSigmoid(const TileView<T>& tile, T slope, T offset, T* softplus,
                                  T* sigmoid) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    const V v_offset = hn::Set(d, offset);
    for (std::int64_t r = 0; r < tile.n_rows; ++r) {
        T* row = tile.data + r * tile.ld;
        V softplus_sum = hn::Zero(d);
        V sigmoid_sum = hn::Zero(d);
        for (std::int64_t c = 0; c < tile.n_cols; c += step) {
            const V t = hn::MulAdd(hn::LoadU(d, row + c), v_slope, v_offset);
            const V e = Decay(d, t);
            const V share = Sigmoid(d, t, e);
            softplus_sum = hn::Add(softplus_sum, Softplus(d, t, e));
            sigmoid_sum = hn::Add(sigmoid_sum, share);
            if constexpr (kKeep) hn::StoreU(share, d, row + c);
        }
        softplus[r] += hn::GetLane(hn::SumOfLanes(d, softplus_sum));
        sigmoid[r] += hn::GetLane(hn::SumOfLanes(d, sigmoid_sum));
    }
}

template <bool kKept, class T>
HWY_INLINE void CoefficientsSigmoid(const TileView<const T>& source, T* result, T slope, T offset,
                                    const T* weight) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    const V v_offset = hn::Set(d, offset);
    for (std::int64_t r = 0; r < source.n_rows; ++r) {
        const T* from = source.data + r * source.ld;
        T* to = result + r * source.ld;
        const V v_weight = hn::Set(d, weight[r]);
        for (std::int64_t c = 0; c < source.n_cols; c += step) {
            V share = hn::LoadU(d, from + c);
            if constexpr (!kKept) {
                const V t = hn::MulAdd(share, v_slope, v_offset);
                share = Sigmoid(d, t, Decay(d, t));
            }
            hn::StoreU(hn::Mul(share, v_weight), d, to + c);
        }
    }
}

// Highway exports plain functions: one a kernel and type.
#define CUXENT_FOR_TYPE(T, Suffix)                                                        \
    void StatisticsSigmoid##Suffix(const TileView<T>& tile, T slope, T offset, bool keep, \
                                   T* softplus, T* sigmoid) {                             \
        keep ? StatisticsSigmoid<true>(tile, slope, offset, softplus, sigmoid)            \
             : StatisticsSigmoid<false>(tile, slope, offset, softplus, sigmoid);          \
    }                                                                                     \
    void CoefficientsSigmoid##Suffix(const TileView<const T>& source, T* result, T slope, \
                                     T offset, bool kept, const T* weight) {              \
        kept ? CoefficientsSigmoid<true>(source, result, slope, offset, weight)           \
             : CoefficientsSigmoid<false>(source, result, slope, offset, weight);         \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                                                 \
    HWY_EXPORT(StatisticsSigmoid##Suffix);                                                         \
    HWY_EXPORT(CoefficientsSigmoid##Suffix);                                                       \
    template <>                                                                                    \
    void statistics_sigmoid<T>(const TileView<T>& tile, T slope, T offset, bool keep, T* softplus, \
                               T* sigmoid) {                                                       \
        HWY_DYNAMIC_DISPATCH(StatisticsSigmoid##Suffix)                                            \
        (tile, slope, offset, keep, softplus, sigmoid);                                            \
    }                                                                                              \
    template <>                                                                                    \
    void coefficients_sigmoid<T>(const TileView<const T>& source, T* result, T slope, T offset,    \
                                 bool kept, const T* weight) {                                     \
        HWY_DYNAMIC_DISPATCH(CoefficientsSigmoid##Suffix)                                          \
        (source, result, slope, offset, kept, weight);                                             \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
