// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_kernels.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/tile_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "cpu/exp2.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// ------------------------------------------------------------------------------ constant shift

/// Exponentials of one vector of similarities, stored in their place if kept.
template <bool kKeep, class D, class V = hn::Vec<D>>
HWY_INLINE V Exponential(D d, hn::TFromD<D>* at, V slope, V minus_shift) {
    const V e = Exp2(d, hn::MulAdd(hn::LoadU(d, at), slope, minus_shift));
    if constexpr (kKeep) hn::StoreU(e, d, at);
    return e;
}

/// Columns [begin, end) of a tile. `col_sum` has their sums at 0.
template <bool kKeep, bool kColumns, class T>
HWY_INLINE void StatisticsOfColumns(const TileView<T>& tile, std::int64_t begin, std::int64_t end,
                                    T slope, T shift, T* row_sum, T* HWY_RESTRICT col_sum) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    const V v_minus_shift = hn::Set(d, -shift);
    const std::int64_t n_cols = end - begin;
    std::int64_t r = 0;
    // Two rows at a time: half the traffic to the column sums.
    for (; r + 2 <= tile.n_rows; r += 2) {
        T* HWY_RESTRICT row0 = tile.data + r * tile.ld + begin;
        T* HWY_RESTRICT row1 = row0 + tile.ld;
        V sum0 = hn::Zero(d);
        V sum1 = hn::Zero(d);
        for (std::int64_t c = 0; c < n_cols; c += step) {
            const V e0 = Exponential<kKeep>(d, row0 + c, v_slope, v_minus_shift);
            const V e1 = Exponential<kKeep>(d, row1 + c, v_slope, v_minus_shift);
            sum0 = hn::Add(sum0, e0);
            sum1 = hn::Add(sum1, e1);
            if constexpr (kColumns) {
                hn::StoreU(hn::Add(hn::LoadU(d, col_sum + c), hn::Add(e0, e1)), d, col_sum + c);
            }
        }
        row_sum[r] += hn::GetLane(hn::SumOfLanes(d, sum0));
        row_sum[r + 1] += hn::GetLane(hn::SumOfLanes(d, sum1));
    }
    for (; r < tile.n_rows; ++r) {
        T* HWY_RESTRICT row = tile.data + r * tile.ld + begin;
        V sum = hn::Zero(d);
        for (std::int64_t c = 0; c < n_cols; c += step) {
            const V e = Exponential<kKeep>(d, row + c, v_slope, v_minus_shift);
            sum = hn::Add(sum, e);
            if constexpr (kColumns) {
                hn::StoreU(hn::Add(hn::LoadU(d, col_sum + c), e), d, col_sum + c);
            }
        }
        row_sum[r] += hn::GetLane(hn::SumOfLanes(d, sum));
    }
}

/// The columns of a tile are summed apart and added as one: the sum of a long column has the
/// rounding errors of some hundred additions, not of one for every two rows of the problem.
template <bool kKeep, bool kColumns, class T>
HWY_INLINE void StatisticsConstantShift(const TileView<T>& tile, T slope, T shift, T* row_sum,
                                        T* col_sum) {
    if constexpr (!kColumns) {
        StatisticsOfColumns<kKeep, false>(tile, 0, tile.n_cols, slope, shift, row_sum, col_sum);
    } else {
        constexpr std::int64_t kColumnsAtATime = 256;
        HWY_ALIGN T sums[kColumnsAtATime];
        for (std::int64_t begin = 0; begin < tile.n_cols; begin += kColumnsAtATime) {
            const std::int64_t end = std::min(begin + kColumnsAtATime, tile.n_cols);
            std::fill(sums, sums + (end - begin), T{0});
            StatisticsOfColumns<kKeep, true>(tile, begin, end, slope, shift, row_sum, sums);
            for (std::int64_t c = begin; c < end; ++c) col_sum[c] += sums[c - begin];
        }
    }
}

template <class T>
HWY_INLINE void StatisticsConstantShiftAny(const TileView<T>& tile, T slope, T shift, bool keep,
                                           T* row_sum, T* col_sum) {
    if (col_sum != nullptr) {
        keep ? StatisticsConstantShift<true, true>(tile, slope, shift, row_sum, col_sum)
             : StatisticsConstantShift<false, true>(tile, slope, shift, row_sum, col_sum);
    } else {
        keep ? StatisticsConstantShift<true, false>(tile, slope, shift, row_sum, col_sum)
             : StatisticsConstantShift<false, false>(tile, slope, shift, row_sum, col_sum);
    }
}

template <bool kKept, bool kColumns, class T>
HWY_INLINE void CoefficientsConstantShift(const TileView<const T>& source, T* result, T slope,
                                          T shift, const T* row_weight, const T* col_weight) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    const V v_minus_shift = hn::Set(d, -shift);
    for (std::int64_t r = 0; r < source.n_rows; ++r) {
        const T* from = source.data + r * source.ld;
        T* to = result + r * source.ld;
        const V weight_row = hn::Set(d, row_weight[r]);
        for (std::int64_t c = 0; c < source.n_cols; c += step) {
            V e = hn::LoadU(d, from + c);
            if constexpr (!kKept) e = Exp2(d, hn::MulAdd(e, v_slope, v_minus_shift));
            V weight = weight_row;
            if constexpr (kColumns) weight = hn::Add(weight, hn::LoadU(d, col_weight + c));
            hn::StoreU(hn::Mul(e, weight), d, to + c);
        }
    }
}

template <class T>
HWY_INLINE void CoefficientsConstantShiftAny(const TileView<const T>& source, T* result, T slope,
                                             T shift, bool kept, const T* row_weight,
                                             const T* col_weight) {
    if (col_weight != nullptr) {
        kept ? CoefficientsConstantShift<true, true>(source, result, slope, shift, row_weight,
                                                     col_weight)
             : CoefficientsConstantShift<false, true>(source, result, slope, shift, row_weight,
                                                      col_weight);
    } else {
        kept ? CoefficientsConstantShift<true, false>(source, result, slope, shift, row_weight,
                                                      col_weight)
             : CoefficientsConstantShift<false, false>(source, result, slope, shift, row_weight,
                                                       col_weight);
    }
}

// ------------------------------------------------------------------------------- running shift

/// A largest logit of -inf (nothing allowed yet) would give inf - inf; 0 leaves such sums at 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V UsableShift(D d, V shift) {
    const V least = hn::Set(d, -static_cast<hn::TFromD<D>>(INFINITY));
    return hn::IfThenZeroElse(hn::Eq(shift, least), shift);
}

/// Rows and columns go the same way: find the largest logit, rescale the sum so far to it, add the
/// tile's exponentials. A NaN may or may not win a maximum; it always reaches the sum. Kept
/// exponentials are those of the next whole number.
template <bool kKeep, class T>
HWY_INLINE void RunningShiftOfRows(const TileView<T>& tile, T slope, T* row_shift, T* row_sum,
                                   T* rescale) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    for (std::int64_t r = 0; r < tile.n_rows; ++r) {
        T* row = tile.data + r * tile.ld;
        V largest = hn::LoadU(d, row);
        for (std::int64_t c = step; c < tile.n_cols; c += step) {
            largest = hn::Max(largest, hn::LoadU(d, row + c));
        }
        const V old_shift = hn::Set(d, row_shift[r]);
        V new_shift = hn::Max(old_shift, hn::Mul(hn::MaxOfLanes(d, largest), v_slope));
        if constexpr (kKeep) new_shift = hn::Ceil(new_shift);
        const V shift = UsableShift(d, new_shift);
        V sum = hn::Zero(d);
        for (std::int64_t c = 0; c < tile.n_cols; c += step) {
            const V e = Exp2(d, hn::MulSub(hn::LoadU(d, row + c), v_slope, shift));
            if constexpr (kKeep) hn::StoreU(e, d, row + c);
            sum = hn::Add(sum, e);
        }
        const V factor = Exp2(d, hn::Sub(old_shift, shift));
        const V before = hn::Mul(hn::Set(d, row_sum[r]), factor);
        row_sum[r] = hn::GetLane(hn::Add(before, hn::SumOfLanes(d, sum)));
        row_shift[r] = hn::GetLane(new_shift);
        if constexpr (kKeep) rescale[r] = hn::GetLane(factor);
    }
}

template <class T>
HWY_INLINE void RunningShiftOfColumns(const TileView<T>& tile, T slope, T* col_shift, T* col_sum) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    for (std::int64_t c = 0; c < tile.n_cols; c += step) {
        const T* column = tile.data + c;
        V largest = hn::LoadU(d, column);
        for (std::int64_t r = 1; r < tile.n_rows; ++r) {
            largest = hn::Max(largest, hn::LoadU(d, column + r * tile.ld));
        }
        const V old_shift = hn::LoadU(d, col_shift + c);
        const V new_shift = hn::Max(old_shift, hn::Mul(largest, v_slope));
        const V shift = UsableShift(d, new_shift);
        V sum = hn::Mul(hn::LoadU(d, col_sum + c), Exp2(d, hn::Sub(old_shift, shift)));
        for (std::int64_t r = 0; r < tile.n_rows; ++r) {
            const V s = hn::LoadU(d, column + r * tile.ld);
            sum = hn::Add(sum, Exp2(d, hn::MulSub(s, v_slope, shift)));
        }
        hn::StoreU(sum, d, col_sum + c);
        hn::StoreU(new_shift, d, col_shift + c);
    }
}

template <bool kColumns, class T>
HWY_INLINE void CoefficientsRunningShift(const TileView<const T>& source, T* result, T slope,
                                         const WeightSide<T>& rows, const WeightSide<T>& cols) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V v_slope = hn::Set(d, slope);
    for (std::int64_t r = 0; r < source.n_rows; ++r) {
        const T* from = source.data + r * source.ld;
        T* to = result + r * source.ld;
        const V weight = hn::Set(d, rows.weight[r]);
        const V shift = hn::Set(d, rows.shift[r]);
        const V weight_shift = hn::Set(d, rows.weight_shift[r]);
        for (std::int64_t c = 0; c < source.n_cols; c += step) {
            const V s = hn::LoadU(d, from + c);
            // The shift comes off in the same rounding as the product, and the logarithm after it:
            // for large logits one sum of both would lose the digits that matter.
            const V t_row = hn::Sub(hn::MulSub(s, v_slope, shift), weight_shift);
            V w = hn::Mul(weight, Exp2(d, t_row));
            if constexpr (kColumns) {
                const V t_col = hn::Sub(hn::MulSub(s, v_slope, hn::LoadU(d, cols.shift + c)),
                                        hn::LoadU(d, cols.weight_shift + c));
                w = hn::MulAdd(hn::LoadU(d, cols.weight + c), Exp2(d, t_col), w);
            }
            hn::StoreU(w, d, to + c);
        }
    }
}

template <class T>
HWY_INLINE void StatisticsRunningShiftAny(const TileView<T>& tile, T slope, StatisticsSide<T> rows,
                                          StatisticsSide<T> cols) {
    RunningShiftOfRows<false>(tile, slope, rows.shift, rows.sum, static_cast<T*>(nullptr));
    if (cols.sum != nullptr) RunningShiftOfColumns(tile, slope, cols.shift, cols.sum);
}

template <class T>
HWY_INLINE void CoefficientsRunningShiftAny(const TileView<const T>& source, T* result, T slope,
                                            WeightSide<T> rows, WeightSide<T> cols) {
    cols.weight != nullptr ? CoefficientsRunningShift<true>(source, result, slope, rows, cols)
                           : CoefficientsRunningShift<false>(source, result, slope, rows, cols);
}

// Highway exports plain functions: one a kernel and type.
#define CUXENT_FOR_TYPE(T, Suffix)                                                                \
    void StatisticsConstantShift##Suffix(const TileView<T>& tile, T slope, T shift, bool keep,    \
                                         StatisticsSide<T> rows, StatisticsSide<T> cols) {        \
        StatisticsConstantShiftAny(tile, slope, shift, keep, rows.sum, cols.sum);                 \
    }                                                                                             \
    void StatisticsRunningShift##Suffix(const TileView<T>& tile, T slope, StatisticsSide<T> rows, \
                                        StatisticsSide<T> cols) {                                 \
        StatisticsRunningShiftAny(tile, slope, rows, cols);                                       \
    }                                                                                             \
    void ExponentialsRunningShift##Suffix(const TileView<T>& tile, T slope,                       \
                                          StatisticsSide<T> rows, T* rescale) {                   \
        RunningShiftOfRows<true>(tile, slope, rows.shift, rows.sum, rescale);                     \
    }                                                                                             \
    void CoefficientsConstantShift##Suffix(const TileView<const T>& source, T* result, T slope,   \
                                           T shift, bool kept, WeightSide<T> rows,                \
                                           WeightSide<T> cols) {                                  \
        CoefficientsConstantShiftAny(source, result, slope, shift, kept, rows.weight,             \
                                     cols.weight);                                                \
    }                                                                                             \
    void CoefficientsRunningShift##Suffix(const TileView<const T>& source, T* result, T slope,    \
                                          WeightSide<T> rows, WeightSide<T> cols) {               \
        CoefficientsRunningShiftAny(source, result, slope, rows, cols);                           \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

const char* InstructionSet() {
    return hwy::TargetName(HWY_TARGET);
}

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

HWY_EXPORT(InstructionSet);

std::string cpu_instruction_set() {
    return HWY_DYNAMIC_DISPATCH(InstructionSet)();
}

#define CUXENT_DISPATCH(T, Suffix)                                                                 \
    HWY_EXPORT(StatisticsConstantShift##Suffix);                                                   \
    HWY_EXPORT(StatisticsRunningShift##Suffix);                                                    \
    HWY_EXPORT(ExponentialsRunningShift##Suffix);                                                  \
    HWY_EXPORT(CoefficientsConstantShift##Suffix);                                                 \
    HWY_EXPORT(CoefficientsRunningShift##Suffix);                                                  \
    template <>                                                                                    \
    void statistics_constant_shift<T>(const TileView<T>& tile, T slope, T shift, bool keep,        \
                                      StatisticsSide<T> rows, StatisticsSide<T> cols) {            \
        HWY_DYNAMIC_DISPATCH(StatisticsConstantShift##Suffix)                                      \
        (tile, slope, shift, keep, rows, cols);                                                    \
    }                                                                                              \
    template <>                                                                                    \
    void statistics_running_shift<T>(const TileView<T>& tile, T slope, StatisticsSide<T> rows,     \
                                     StatisticsSide<T> cols) {                                     \
        HWY_DYNAMIC_DISPATCH(StatisticsRunningShift##Suffix)(tile, slope, rows, cols);             \
    }                                                                                              \
    template <>                                                                                    \
    void exponentials_running_shift<T>(const TileView<T>& tile, T slope, StatisticsSide<T> rows,   \
                                       T* rescale) {                                               \
        HWY_DYNAMIC_DISPATCH(ExponentialsRunningShift##Suffix)(tile, slope, rows, rescale);        \
    }                                                                                              \
    template <>                                                                                    \
    void coefficients_constant_shift<T>(const TileView<const T>& source, T* result, T slope,       \
                                        T shift, bool kept, WeightSide<T> rows,                    \
                                        WeightSide<T> cols) {                                      \
        HWY_DYNAMIC_DISPATCH(CoefficientsConstantShift##Suffix)                                    \
        (source, result, slope, shift, kept, rows, cols);                                          \
    }                                                                                              \
    template <>                                                                                    \
    void coefficients_running_shift<T>(const TileView<const T>& source, T* result, T slope,        \
                                       WeightSide<T> rows, WeightSide<T> cols) {                   \
        HWY_DYNAMIC_DISPATCH(CoefficientsRunningShift##Suffix)(source, result, slope, rows, cols); \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
