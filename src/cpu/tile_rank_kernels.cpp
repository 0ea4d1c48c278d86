// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_rank_kernels.hpp"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/tile_rank_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D, class V = hn::Vec<D>, class M = hn::Mask<D>>
HWY_INLINE M IsLeftOut(D d, V entry) {
    return hn::Eq(entry, hn::Set(d, -static_cast<hn::TFromD<D>>(INFINITY)));
}

/// -1 in every lane with an entry above, or beside, the target; 0 in the others. Only what compares
/// as equal or less is false of a NaN for certain: Ne() is for some instruction sets.
template <class D, class DI, class V = hn::Vec<D>, class VI = hn::Vec<DI>>
HWY_INLINE VI MinusAbove(D d, DI di, V entry, V target) {
    const auto is_not = hn::Or(hn::Le(entry, target), IsLeftOut(d, entry));
    return hn::VecFromMask(di, hn::RebindMask(di, hn::Not(is_not)));
}
template <class D, class DI, class V = hn::Vec<D>, class VI = hn::Vec<DI>>
HWY_INLINE VI MinusBeside(D d, DI di, V entry, V target) {
    const auto is_beside = hn::AndNot(IsLeftOut(d, entry), hn::Eq(entry, target));
    return hn::VecFromMask(di, hn::RebindMask(di, is_beside));
}

template <bool kColumns, class T>
HWY_INLINE void CountRanks(const TileView<const T>& tile, const RankSide<T>& rows,
                           const RankSide<T>& cols) {
    const hn::ScalableTag<T> d;
    const hn::RebindToSigned<decltype(d)> di;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t r = 0; r < tile.n_rows; ++r) {
        const T* row = tile.data + r * tile.ld;
        const auto target = hn::Set(d, rows.target[r]);
        auto above = hn::Zero(di);
        auto beside = hn::Zero(di);
        for (std::int64_t c = 0; c < tile.n_cols; c += step) {
            const auto entry = hn::LoadU(d, row + c);
            above = hn::Sub(above, MinusAbove(d, di, entry, target));
            beside = hn::Sub(beside, MinusBeside(d, di, entry, target));
            if constexpr (kColumns) {
                const auto of_column = hn::LoadU(d, cols.target + c);
                hn::StoreU(
                    hn::Sub(hn::LoadU(di, cols.above + c), MinusAbove(d, di, entry, of_column)), di,
                    cols.above + c);
                hn::StoreU(
                    hn::Sub(hn::LoadU(di, cols.beside + c), MinusBeside(d, di, entry, of_column)),
                    di, cols.beside + c);
            }
        }
        rows.above[r] += hn::GetLane(hn::SumOfLanes(di, above));
        rows.beside[r] += hn::GetLane(hn::SumOfLanes(di, beside));
    }
}

#define CUXENT_FOR_TYPE(T, Suffix)                                                  \
    void CountRanks##Suffix(const TileView<const T>& tile, const RankSide<T>& rows, \
                            const RankSide<T>& cols) {                              \
        cols.target != nullptr ? CountRanks<true>(tile, rows, cols)                 \
                               : CountRanks<false>(tile, rows, cols);               \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                              \
    HWY_EXPORT(CountRanks##Suffix);                                             \
    template <>                                                                 \
    void count_ranks<T>(const TileView<const T>& tile, const RankSide<T>& rows, \
                        const RankSide<T>& cols) {                              \
        HWY_DYNAMIC_DISPATCH(CountRanks##Suffix)(tile, rows, cols);             \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

}  // namespace cuxent::impl
#endif  // HWY_ONCE
