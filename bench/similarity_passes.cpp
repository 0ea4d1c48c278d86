// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "similarity_passes.hpp"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "similarity_passes.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

#include "vector_lanes.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::bench::HWY_NAMESPACE {

// 2^y for y <= 0, however small. float: y = n + f with |f| <= 1/2, a polynomial for 2^f of relative
// error 2.4e-7, n added to its exponent.
template <class D>
HWY_ATTR HWY_INLINE hn::Vec<D> exp2_nonpositive(D d, hn::Vec<D> y) {
    if constexpr (std::is_same_v<hn::TFromD<D>, double>) {
        const auto ln2 = hn::Set(d, 0.6931471805599453);
        return hn::Exp(d, hn::Mul(hn::Max(y, hn::Set(d, -1000.0)), ln2));
    } else {
        const hn::RebindToSigned<D> di;
        y = hn::Max(y, hn::Set(d, -126.0F));
        const auto n = hn::Round(y);
        const auto f = hn::Sub(y, n);
        auto p = hn::Set(d, 0.0013276472454890609F);
        p = hn::MulAdd(p, f, hn::Set(d, 0.009675540961325169F));
        p = hn::MulAdd(p, f, hn::Set(d, 0.05550713092088699F));
        p = hn::MulAdd(p, f, hn::Set(d, 0.24022120237350464F));
        p = hn::MulAdd(p, f, hn::Set(d, 0.6931469440460205F));
        p = hn::MulAdd(p, f, hn::Set(d, 1.0000001192092896F));
        const auto exponent = hn::ShiftLeft<23>(hn::ConvertTo(di, n));
        return hn::BitCast(d, hn::Add(hn::BitCast(di, p), exponent));
    }
}

template <bool kColSums, class T>
HWY_ATTR HWY_INLINE T exp_row(T* s, std::int64_t n_cols, T scale, T* col_sum) {
    const hn::ScalableTag<T> d_full;
    auto sum = hn::Zero(d_full);
    T tail = 0;
    for_lanes<T>(n_cols, [&](auto d, std::int64_t j) HWY_ATTR {
        const auto v_scale = hn::Set(d, scale);
        const auto e = exp2_nonpositive(d, hn::MulSub(hn::LoadU(d, s + j), v_scale, v_scale));
        hn::StoreU(e, d, s + j);
        if constexpr (kColSums) hn::StoreU(hn::Add(hn::LoadU(d, col_sum + j), e), d, col_sum + j);
        if constexpr (std::is_same_v<decltype(d), hn::ScalableTag<T>>) {
            sum = hn::Add(sum, e);
        } else {
            tail += hn::GetLane(e);
        }
    });
    return tail + hn::GetLane(hn::SumOfLanes(d_full, sum));
}

template <class T>
HWY_ATTR void exp_rows(const ExpRows<T>& pass) {
    const std::int64_t n_plain = pass.col_sum == nullptr ? pass.n_cols : pass.first_summed;
    for (std::int64_t i = 0; i < pass.n_rows; ++i) {
        T* s = pass.s + i * pass.ld;
        T sum = exp_row<false, T>(s, n_plain, pass.scale, nullptr);
        if (n_plain < pass.n_cols) {
            sum += exp_row<true>(s + n_plain, pass.n_cols - n_plain, pass.scale, pass.col_sum);
        }
        pass.row_sum[i] = sum;
    }
}

template <class T>
HWY_ATTR void sigmoid_rows(const SigmoidRows<T>& pass) {
    const hn::ScalableTag<T> d_full;
    for (std::int64_t i = 0; i < pass.n_rows; ++i) {
        T* s = pass.s + i * pass.ld;
        auto sum = hn::Zero(d_full);
        T tail = 0;
        for_lanes<T>(pass.n_cols, [&](auto d, std::int64_t j) HWY_ATTR {
            const auto zero = hn::Zero(d);
            const auto one = hn::Set(d, T(1));
            const auto t =
                hn::MulAdd(hn::LoadU(d, s + j), hn::Set(d, pass.scale), hn::Set(d, pass.bias));
            const auto log2_e = hn::Set(d, static_cast<T>(-1.4426950408889634));
            const auto e = exp2_nonpositive(d, hn::Mul(hn::Abs(t), log2_e));
            const auto softplus = hn::Add(hn::Max(t, zero), hn::Log1p(d, e));
            const auto numerator = hn::IfThenElse(hn::Ge(t, zero), one, e);
            hn::StoreU(hn::Div(numerator, hn::Add(one, e)), d, s + j);
            if constexpr (std::is_same_v<decltype(d), hn::ScalableTag<T>>) {
                sum = hn::Add(sum, softplus);
            } else {
                tail += hn::GetLane(softplus);
            }
        });
        pass.row_sum[i] = tail + hn::GetLane(hn::SumOfLanes(d_full, sum));
    }
}

template <class T>
HWY_ATTR void finish_rows(const FinishRows<T>& pass) {
    for_lanes<T>(pass.n_rows, [&](auto d, std::int64_t i) HWY_ATTR {
        const auto one = hn::Set(d, T(1));
        const auto neg = hn::LoadU(d, pass.neg + i);
        const auto distance = hn::Sub(one, hn::LoadU(d, pass.pos + i));
        const auto gap = hn::MulAdd(distance, hn::Set(d, pass.inv_temperature), hn::Log(d, neg));
        const auto t = hn::Exp(d, hn::Neg(hn::Abs(gap)));  // in (0, 1]
        auto loss = hn::Add(hn::Max(gap, hn::Zero(d)), hn::Log1p(d, t));
        const auto numerator = hn::IfThenElse(hn::Ge(gap, hn::Zero(d)), one, t);
        auto sigmoid = hn::Div(numerator, hn::Add(one, t));
        if (pass.decoupled) {
            loss = gap;
            sigmoid = one;
        }
        const auto weight = hn::Mul(sigmoid, hn::Set(d, pass.grad_scale));
        hn::StoreU(loss, d, pass.loss + i);
        hn::StoreU(weight, d, pass.pos_weight + i);
        hn::StoreU(hn::Div(weight, neg), d, pass.neg_weight + i);
    });
}

template <class T>
HWY_ATTR void weight_rows(const WeightRows<T>& pass) {
    for (std::int64_t i = 0; i < pass.n_rows; ++i) {
        const T* e = pass.e + i * pass.ld_e;
        T* w = pass.w + i * pass.ld_w;
        for_lanes<T>(pass.n_cols, [&](auto d, std::int64_t j) HWY_ATTR {
            const auto weight =
                hn::Add(hn::Set(d, pass.row_weight[i]), hn::LoadU(d, pass.col_weight + j));
            hn::StoreU(hn::Mul(hn::LoadU(d, e + j), weight), d, w + j);
        });
    }
}

// Names without overloads, as the dispatch table needs them.
void exp_f32(const ExpRows<float>& pass) {
    exp_rows(pass);
}
void exp_f64(const ExpRows<double>& pass) {
    exp_rows(pass);
}
void sigmoid_f32(const SigmoidRows<float>& pass) {
    sigmoid_rows(pass);
}
void sigmoid_f64(const SigmoidRows<double>& pass) {
    sigmoid_rows(pass);
}
void finish_f32(const FinishRows<float>& pass) {
    finish_rows(pass);
}
void finish_f64(const FinishRows<double>& pass) {
    finish_rows(pass);
}
void weight_f32(const WeightRows<float>& pass) {
    weight_rows(pass);
}
void weight_f64(const WeightRows<double>& pass) {
    weight_rows(pass);
}

}  // namespace cuxent::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::bench {

HWY_EXPORT(exp_f32);
HWY_EXPORT(exp_f64);
HWY_EXPORT(sigmoid_f32);
HWY_EXPORT(sigmoid_f64);
HWY_EXPORT(finish_f32);
HWY_EXPORT(finish_f64);
HWY_EXPORT(weight_f32);
HWY_EXPORT(weight_f64);

void run(const ExpRows<float>& pass) {
    HWY_DYNAMIC_DISPATCH(exp_f32)(pass);
}
void run(const ExpRows<double>& pass) {
    HWY_DYNAMIC_DISPATCH(exp_f64)(pass);
}
void run(const SigmoidRows<float>& pass) {
    HWY_DYNAMIC_DISPATCH(sigmoid_f32)(pass);
}
void run(const SigmoidRows<double>& pass) {
    HWY_DYNAMIC_DISPATCH(sigmoid_f64)(pass);
}
void run(const FinishRows<float>& pass) {
    HWY_DYNAMIC_DISPATCH(finish_f32)(pass);
}
void run(const FinishRows<double>& pass) {
    HWY_DYNAMIC_DISPATCH(finish_f64)(pass);
}
void run(const WeightRows<float>& pass) {
    HWY_DYNAMIC_DISPATCH(weight_f32)(pass);
}
void run(const WeightRows<double>& pass) {
    HWY_DYNAMIC_DISPATCH(weight_f64)(pass);
}

}  // namespace cuxent::bench
#endif  // HWY_ONCE
