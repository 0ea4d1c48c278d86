// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/set_kernels.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/row_math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "cpu/set_kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "cpu/exp2.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Which entries are targets. A NaN is one: it must reach the sums. Not equal is false of a NaN for
/// some instruction sets, equal for all.
template <class D, class V>
HWY_INLINE hn::Mask<D> IsTarget(D d, V similarity) {
    return hn::Not(hn::Eq(similarity, hn::Set(d, -static_cast<hn::TFromD<D>>(INFINITY))));
}

/// A vector of a row's weights from column c on, 0 beyond its last column.
template <class D, class T>
HWY_INLINE hn::Vec<D> WeightsAt(D d, const T* row, std::int64_t c, std::int64_t n_cols) {
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    if (c + lanes <= n_cols) return hn::LoadU(d, row + c);
    HWY_ALIGN T tail[hn::MaxLanes(d)] = {};
    for (std::int64_t i = c; i < n_cols; ++i) tail[i - c] = row[i];
    return hn::Load(d, tail);
}

/// Which of the sums a visit takes.
enum class Sums { kRows, kRowsAndColumns, kWeightedRows };

/// Columns [begin, end) of a tile; of the columns, the sums so far in `total` and `count`.
template <Sums kSums, class T>
HWY_INLINE void TotalsOfColumns(const TileView<T>& tile, const TargetWeights<T>& weights,
                                std::int64_t begin, std::int64_t end, const TargetTotals<T>& rows,
                                T* HWY_RESTRICT total, T* HWY_RESTRICT count) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V one = hn::Set(d, T{1});
    for (std::int64_t r = 0; r < tile.n_rows; ++r) {
        const T* row = tile.data + r * tile.ld + begin;
        V row_total = hn::Zero(d);
        V row_count = hn::Zero(d);
        [[maybe_unused]] V row_number = hn::Zero(d);
        for (std::int64_t c = 0; c < end - begin; c += step) {
            const V s = hn::LoadU(d, row + c);
            const auto is_target = IsTarget(d, s);
            V term = hn::IfThenElseZero(is_target, s);
            V counted = hn::IfThenElseZero(is_target, one);
            if constexpr (kSums == Sums::kWeightedRows) {
                row_number = hn::Add(row_number, counted);
                const V weight =
                    WeightsAt(d, weights.data + r * weights.ld, begin + c, weights.n_cols);
                term = hn::Mul(term, weight);
                counted = hn::IfThenElseZero(is_target, weight);
            }
            row_total = hn::Add(row_total, term);
            row_count = hn::Add(row_count, counted);
            if constexpr (kSums == Sums::kRowsAndColumns) {
                hn::StoreU(hn::Add(hn::LoadU(d, total + c), term), d, total + c);
                hn::StoreU(hn::Add(hn::LoadU(d, count + c), counted), d, count + c);
            }
        }
        rows.total[r] += hn::GetLane(hn::SumOfLanes(d, row_total));
        rows.count[r] += hn::GetLane(hn::SumOfLanes(d, row_count));
        if constexpr (kSums == Sums::kWeightedRows) {
            rows.number[r] += hn::GetLane(hn::SumOfLanes(d, row_number));
        }
    }
}

template <class T>
HWY_INLINE void AddTargetTotals(const TileView<T>& tile, const TargetWeights<T>& weights,
                                const TargetTotals<T>& rows, const TargetTotals<T>& cols) {
    if (weights.data != nullptr) {
        TotalsOfColumns<Sums::kWeightedRows>(tile, weights, 0, tile.n_cols, rows, cols.total,
                                             cols.count);
        return;
    }
    if (cols.total == nullptr) {
        TotalsOfColumns<Sums::kRows>(tile, weights, 0, tile.n_cols, rows, cols.total, cols.count);
        return;
    }
    constexpr std::int64_t kColumnsAtATime = 256;
    HWY_ALIGN T total[kColumnsAtATime];
    HWY_ALIGN T count[kColumnsAtATime];
    for (std::int64_t begin = 0; begin < tile.n_cols; begin += kColumnsAtATime) {
        const std::int64_t end = std::min(begin + kColumnsAtATime, tile.n_cols);
        std::fill(total, total + (end - begin), T{0});
        std::fill(count, count + (end - begin), T{0});
        TotalsOfColumns<Sums::kRowsAndColumns>(tile, weights, begin, end, rows, total, count);
        for (std::int64_t c = begin; c < end; ++c) {
            cols.total[c] += total[c - begin];
            cols.count[c] += count[c - begin];
        }
    }
}

/// The terms of one row, or of a vector of columns.
template <class D>
struct TargetTerm {
    using V = hn::Vec<D>;
    V minus_shift, weight, center, offset;

    HWY_INLINE V Of(D d, V s, V slope) const {
        const V e = Exp2(d, hn::MulAdd(s, slope, minus_shift));
        return hn::MulAdd(weight, hn::Sub(e, center), offset);
    }
    HWY_INLINE TargetTerm Times(V target_weight) const {
        return {minus_shift, weight, hn::Mul(center, target_weight),
                hn::Mul(offset, target_weight)};
    }
};

template <class D>
struct PairTerm {
    using V = hn::Vec<D>;
    V minus_shift, weight, center, offset;

    HWY_INLINE V Of(D d, V s, V slope) const {
        V t = hn::Sub(hn::MulAdd(s, slope, minus_shift), center);
        // Beyond, the quotient is 0 for all that matters, and the exponential out of its range. A
        // NaN stays one.
        const V most = hn::Set(d, -kernels::kLeastExponent<hn::TFromD<D>>);
        t = hn::IfThenElse(hn::Gt(t, most), most, t);
        return hn::Div(offset, hn::Add(hn::Set(d, hn::TFromD<D>{1}), Exp2(d, t)));
    }
    HWY_INLINE PairTerm Times(V target_weight) const {
        return {minus_shift, weight, center, hn::Mul(offset, target_weight)};
    }
};

/// With one shift nobody has a shift of its own: the pointer is not read.
template <template <class> class Term, Sums kSums, class T>
HWY_INLINE void AddCoefficients(const TileView<const T>& tile, const TargetWeights<T>& weights,
                                T* result, const kernels::Logits<T>& logits,
                                const TargetSide<T>& rows, const TargetSide<T>& cols) {
    const hn::ScalableTag<T> d;
    using D = hn::ScalableTag<T>;
    using V = hn::Vec<D>;
    const auto step = static_cast<std::int64_t>(hn::Lanes(d));
    const V slope = hn::Set(d, logits.slope);
    const V one_shift = hn::Set(d, -logits.shift);
    for (std::int64_t r = 0; r < tile.n_rows; ++r) {
        const T* from = tile.data + r * tile.ld;
        T* to = result + r * tile.ld;
        const Term<D> row{logits.one_shift ? one_shift : hn::Set(d, -rows.shift[r]),
                          hn::Set(d, rows.weight[r]), hn::Set(d, rows.center[r]),
                          hn::Set(d, rows.offset[r])};
        for (std::int64_t c = 0; c < tile.n_cols; c += step) {
            const V s = hn::LoadU(d, from + c);
            const auto is_target = IsTarget(d, s);
            if (hn::AllFalse(d, is_target)) continue;
            V w;
            if constexpr (kSums == Sums::kWeightedRows) {
                const V weight = WeightsAt(d, weights.data + r * weights.ld, c, weights.n_cols);
                w = row.Times(weight).Of(d, s, slope);
            } else {
                w = row.Of(d, s, slope);
            }
            if constexpr (kSums == Sums::kRowsAndColumns) {
                const Term<D> column{
                    logits.one_shift ? one_shift : hn::Neg(hn::LoadU(d, cols.shift + c)),
                    hn::LoadU(d, cols.weight + c), hn::LoadU(d, cols.center + c),
                    hn::LoadU(d, cols.offset + c)};
                w = hn::Add(w, column.Of(d, s, slope));
            }
            hn::StoreU(hn::Add(hn::LoadU(d, to + c), hn::IfThenElseZero(is_target, w)), d, to + c);
        }
    }
}

template <template <class> class Term, class T>
HWY_INLINE void AddCoefficientsAny(const TileView<const T>& tile, const TargetWeights<T>& weights,
                                   T* result, const kernels::Logits<T>& logits,
                                   const TargetSide<T>& rows, const TargetSide<T>& cols) {
    if (weights.data != nullptr) {
        AddCoefficients<Term, Sums::kWeightedRows>(tile, weights, result, logits, rows, cols);
    } else if (cols.weight != nullptr) {
        AddCoefficients<Term, Sums::kRowsAndColumns>(tile, weights, result, logits, rows, cols);
    } else {
        AddCoefficients<Term, Sums::kRows>(tile, weights, result, logits, rows, cols);
    }
}

#define CUXENT_FOR_TYPE(T, Suffix)                                                                \
    void AddTargetTotals##Suffix(const TileView<T>& tile, const TargetWeights<T>& weights,        \
                                 const TargetTotals<T>& rows, const TargetTotals<T>& cols) {      \
        AddTargetTotals(tile, weights, rows, cols);                                               \
    }                                                                                             \
    void AddTargetCoefficients##Suffix(                                                           \
        const TileView<const T>& tile, const TargetWeights<T>& weights, T* result,                \
        const kernels::Logits<T>& logits, const TargetSide<T>& rows, const TargetSide<T>& cols) { \
        AddCoefficientsAny<TargetTerm>(tile, weights, result, logits, rows, cols);                \
    }                                                                                             \
    void AddPairCoefficients##Suffix(                                                             \
        const TileView<const T>& tile, const TargetWeights<T>& weights, T* result,                \
        const kernels::Logits<T>& logits, const TargetSide<T>& rows, const TargetSide<T>& cols) { \
        AddCoefficientsAny<PairTerm>(tile, weights, result, logits, rows, cols);                  \
    }

CUXENT_FOR_TYPE(float, Float)
CUXENT_FOR_TYPE(double, Double)
#undef CUXENT_FOR_TYPE

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::impl {

#define CUXENT_DISPATCH(T, Suffix)                                                                \
    HWY_EXPORT(AddTargetTotals##Suffix);                                                          \
    HWY_EXPORT(AddTargetCoefficients##Suffix);                                                    \
    HWY_EXPORT(AddPairCoefficients##Suffix);                                                      \
    template <>                                                                                   \
    void add_target_totals<T>(const TileView<T>& targets, const TargetWeights<T>& weights,        \
                              const TargetTotals<T>& rows, const TargetTotals<T>& cols) {         \
        HWY_DYNAMIC_DISPATCH(AddTargetTotals##Suffix)(targets, weights, rows, cols);              \
    }                                                                                             \
    template <>                                                                                   \
    void add_target_coefficients<T>(                                                              \
        const TileView<const T>& targets, const TargetWeights<T>& weights, T* result,             \
        const kernels::Logits<T>& logits, const TargetSide<T>& rows, const TargetSide<T>& cols) { \
        HWY_DYNAMIC_DISPATCH(AddTargetCoefficients##Suffix)                                       \
        (targets, weights, result, logits, rows, cols);                                           \
    }                                                                                             \
    template <>                                                                                   \
    void add_pair_coefficients<T>(                                                                \
        const TileView<const T>& targets, const TargetWeights<T>& weights, T* result,             \
        const kernels::Logits<T>& logits, const TargetSide<T>& rows, const TargetSide<T>& cols) { \
        HWY_DYNAMIC_DISPATCH(AddPairCoefficients##Suffix)                                         \
        (targets, weights, result, logits, rows, cols);                                           \
    }

CUXENT_DISPATCH(float, Float)
CUXENT_DISPATCH(double, Double)
#undef CUXENT_DISPATCH

namespace {

/// Sums over the pairs of one row or column.
template <class T>
class PairSums {
 public:
    PairSums(const PairSide<T>& side, std::int64_t i, T slope)
        : slope_(slope), shift_(side.shift[i]), log2_sum_(std::log2(side.sum[i])) {}

    /// The shift comes off first, in one rounding with the product.
    void add(T similarity, T weight) {
        const T d = (std::fma(-similarity, slope_, shift_) + log2_sum_) * T(kernels::kLn2);
        losses_ += weight * kernels::softplus(d);
        shares_ += weight * std::exp(-kernels::softplus(-d));
        count_ += weight;
    }

    void add_to(const PairSide<T>& side, std::int64_t i) const {
        side.losses[i] += losses_;
        side.shares[i] += shares_;
        side.count[i] += count_;
    }

 private:
    T slope_;
    T shift_;
    T log2_sum_;
    T losses_ = 0;
    T shares_ = 0;
    T count_ = 0;
};

}  // namespace

/// Few entries are pairs, and each takes logarithms: one after another. Sums of a tile come first.
template <class T>
void add_pairs(const TileView<T>& targets, const TargetWeights<T>& weights,
               const kernels::Logits<T>& logits, const PairSide<T>& rows, const PairSide<T>& cols) {
    const auto is_pair = [](T similarity) { return similarity != -T(INFINITY); };
    for (std::int64_t r = 0; r < targets.n_rows; ++r) {
        const T* row = targets.data + r * targets.ld;
        const T* weight = weights.data != nullptr ? weights.data + r * weights.ld : nullptr;
        PairSums<T> sums(rows, r, logits.slope);
        for (std::int64_t c = 0; c < targets.n_cols; ++c) {
            if (is_pair(row[c])) sums.add(row[c], weight != nullptr ? weight[c] : T{1});
        }
        sums.add_to(rows, r);
    }
    if (cols.losses == nullptr) return;
    for (std::int64_t c = 0; c < targets.n_cols; ++c) {
        PairSums<T> sums(cols, c, logits.slope);
        for (std::int64_t r = 0; r < targets.n_rows; ++r) {
            const T similarity = targets.data[r * targets.ld + c];
            if (is_pair(similarity)) sums.add(similarity, T{1});
        }
        sums.add_to(cols, c);
    }
}

template void add_pairs<float>(const TileView<float>&, const TargetWeights<float>&,
                               const kernels::Logits<float>&, const PairSide<float>&,
                               const PairSide<float>&);
template void add_pairs<double>(const TileView<double>&, const TargetWeights<double>&,
                                const kernels::Logits<double>&, const PairSide<double>&,
                                const PairSide<double>&);

}  // namespace cuxent::impl
#endif  // HWY_ONCE
