// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/logit_row_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/logit_row_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "cpu/element.inl.hpp"
#include "cpu/exp2.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {

/// A chunk, with whole vectors of a neutral element at its end.
template <class T>
struct PaddedChunk {
    T at[kChunk + hn::MaxLanes(hn::ScalableTag<T>())];

    HWY_INLINE void Fill(const TypedRow<T>& x, std::int64_t begin, std::int64_t n, T neutral) {
        const T* from = x.Chunk(begin, n, at);
        if (from != at) std::copy_n(from, n, at);
        const hn::ScalableTag<T> d;
        hn::StoreU(hn::Set(d, neutral), d, at + n);
    }
};

template <class T>
HWY_INLINE T LargestEntryOf(const TypedRow<T>& x, std::int64_t n_cols) {
    constexpr T kNone = -std::numeric_limits<T>::infinity();
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    PaddedChunk<T> chunk;
    auto largest = hn::Set(d, kNone);
    ForEachChunk(n_cols, [&](std::int64_t begin, std::int64_t n) {
        chunk.Fill(x, begin, n, kNone);
        for (std::int64_t i = 0; i < n; i += step) {
            largest = hn::Max(largest, hn::LoadU(d, chunk.at + i));
        }
    });
    return hn::GetLane(hn::MaxOfLanes(d, largest));
}

/// Sum of 2^((x - largest) slope).
template <class T>
HWY_INLINE T ExponentialSum(const TypedRow<T>& x, std::int64_t n_cols, T largest, T slope) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_largest = hn::Set(d, largest);
    const auto v_slope = hn::Set(d, slope);
    PaddedChunk<T> chunk;
    T sum = 0;
    ForEachChunk(n_cols, [&](std::int64_t begin, std::int64_t n) {
        chunk.Fill(x, begin, n, -std::numeric_limits<T>::infinity());
        auto sums = hn::Zero(d);
        for (std::int64_t i = 0; i < n; i += step) {
            const auto gap = hn::Sub(hn::LoadU(d, chunk.at + i), v_largest);
            sums = hn::Add(sums, Exp2(d, hn::Mul(gap, v_slope)));
        }
        sum += hn::GetLane(hn::SumOfLanes(d, sums));
    });
    return sum;
}

/// What a row's largest similarity and exponential sum make of its entries.
template <class T>
struct RowShare {
    T largest;
    T inverse_sum;  ///< 0 where there is no column
    T log_sum;      ///< infinite there
};

template <class T>
HWY_INLINE void WriteRow(const TypedRow<T>& x, std::int64_t n_cols,
                         const kernels::Logits<T>& logits, const RowShare<T>& share,
                         const SoftmaxRow& results) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto largest = hn::Set(d, share.largest);
    const auto slope = hn::Set(d, logits.slope);
    const auto scale = hn::Set(d, logits.scale);
    const auto inverse_sum = hn::Set(d, share.inverse_sum);
    const auto log_sum = hn::Set(d, share.log_sum);
    PaddedChunk<T> chunk;
    PaddedChunk<T> logarithms;
    ForEachChunk(n_cols, [&](std::int64_t begin, std::int64_t n) {
        chunk.Fill(x, begin, n, T{0});
        for (std::int64_t i = 0; i < n; i += step) {
            const auto gap = hn::Sub(hn::LoadU(d, chunk.at + i), largest);
            const auto power = Exp2(d, hn::Mul(gap, slope));
            hn::StoreU(hn::MulSub(gap, scale, log_sum), d, logarithms.at + i);
            hn::StoreU(hn::Mul(power, inverse_sum), d, chunk.at + i);
        }
        if (results.softmax != nullptr) {
            NarrowRow(chunk.at, n, element_at(results.softmax, results.type, begin), results.type,
                      false);
        }
        if (results.log_softmax != nullptr) {
            NarrowRow(logarithms.at, n, element_at(results.log_softmax, results.type, begin),
                      results.type, false);
        }
    });
}

template <class T>
HWY_INLINE T SoftmaxOfRow(const TypedRow<T>& x, std::int64_t n_cols,
                          const kernels::Logits<T>& logits, const SoftmaxRow& results) {
    constexpr T kInfinity = std::numeric_limits<T>::infinity();
    T largest = LargestEntryOf(x, n_cols);
    // Nothing is left in: -inf - -inf would be NaN.
    if (largest == -kInfinity) largest = 0;
    const T sum = ExponentialSum(x, n_cols, largest, logits.slope);
    const bool empty = sum == 0;
    const RowShare<T> share{largest, empty ? T{0} : T{1} / sum, empty ? kInfinity : std::log(sum)};
    if (results.softmax != nullptr || results.log_softmax != nullptr) {
        WriteRow(x, n_cols, logits, share, results);
    }
    return empty ? -kInfinity : largest * logits.scale + share.log_sum;
}

template <class T>
HWY_INLINE kernels::RankCounts CountAbove(const TypedRow<T>& x, std::int64_t n_cols, T target) {
    const hn::ScalableTag<T> d;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const auto v_target = hn::Set(d, target);
    T buffer[kChunk];
    std::int64_t at_most = 0;
    std::int64_t equal = 0;
    ForEachChunk(n_cols, [&](std::int64_t begin, std::int64_t n) {
        const T* chunk = x.Chunk(begin, n, buffer);
        std::int64_t i = 0;
        for (; i + step <= n; i += step) {
            const auto v = hn::LoadU(d, chunk + i);
            at_most += static_cast<std::int64_t>(hn::CountTrue(d, hn::Le(v, v_target)));
            equal += static_cast<std::int64_t>(hn::CountTrue(d, hn::Eq(v, v_target)));
        }
        for (; i < n; ++i) {
            at_most += chunk[i] <= target ? 1 : 0;
            equal += chunk[i] == target ? 1 : 0;
        }
    });
    return {n_cols - at_most, equal};
}

#define CUXENT_FOR_TYPE(T, Suffix)                                                         \
    T SoftmaxRow##Suffix(const void* x, cuxentType type, std::int64_t n,                   \
                         const kernels::Logits<T>& logits, const SoftmaxRow& results) {    \
        return SoftmaxOfRow(TypedRow<T>{x, type}, n, logits, results);                     \
    }                                                                                      \
    kernels::RankCounts CountAbove##Suffix(const void* x, cuxentType type, std::int64_t n, \
                                           T target) {                                     \
        return CountAbove(TypedRow<T>{x, type}, n, target);                                \
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
    HWY_EXPORT(SoftmaxRow##Suffix);                                                                \
    HWY_EXPORT(CountAbove##Suffix);                                                                \
    template <>                                                                                    \
    T softmax_row<T>(const void* x, cuxentType type, std::int64_t n,                               \
                     const kernels::Logits<T>& logits, const SoftmaxRow& results) {                \
        return HWY_DYNAMIC_DISPATCH(SoftmaxRow##Suffix)(x, type, n, logits, results);              \
    }                                                                                              \
    template <>                                                                                    \
    kernels::RankCounts count_above<T>(const void* x, cuxentType type, std::int64_t n, T target) { \
        return HWY_DYNAMIC_DISPATCH(CountAbove##Suffix)(x, type, n, target);                       \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
