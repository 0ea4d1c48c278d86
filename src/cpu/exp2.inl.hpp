// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// Vector 2^t, included once per instruction set (Highway's toggling guard).
//
//   t = n + f, n = round(t), |f| <= 1/2;   2^t = 2^n * p(f)
//
// p interpolates 2^f with p(0) = 1: degree 6 with minimax coefficients in float (0.3 ulp before
// rounding), Taylor of degree 13 in double. Largest error over the whole range, as tests/unit
// measures it: 1.15 ulp, and 1.4 ulp where the machine has no fused multiply-add.
//
// Range: t below kLeast gives exactly 0 (results that would be subnormal are flushed, on every
// instruction set alike), -inf included; NaN gives NaN; t up to 127 (1023) is exact in the above
// sense. Larger t is the caller's to avoid.
#if defined(CUXENT_CPU_EXP2_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CUXENT_CPU_EXP2_INL_HPP
#undef CUXENT_CPU_EXP2_INL_HPP
#else
#define CUXENT_CPU_EXP2_INL_HPP
#endif

#include <hwy/highway.h>

#include "cpu/exp2_range.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::impl {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// p(f) in float: 1 + f q(f), q by Estrin's scheme (few dependent steps). The 1 comes last, so that
/// it is the only rounding of full size.
template <class D, class V>
HWY_INLINE V Exp2PolynomialFloat(D d, V f) {
    const V f2 = hn::Mul(f, f);
    const V q01 = hn::MulAdd(f, hn::Set(d, 0.24022647738456726F), hn::Set(d, 0.6931471824645996F));
    const V q23 =
        hn::MulAdd(f, hn::Set(d, 0.00961843691766262F), hn::Set(d, 0.055503323674201965F));
    const V q45 =
        hn::MulAdd(f, hn::Set(d, 0.00015353361959569156F), hn::Set(d, 0.0013398873852565885F));
    const V q = hn::MulAdd(f2, hn::MulAdd(f2, q45, q23), q01);
    return hn::MulAdd(f, q, hn::Set(d, 1.0F));
}

/// p(f) in double: log(2)^k / k!, from k = 13 down.
template <class D, class V>
HWY_INLINE V Exp2PolynomialDouble(D d, V f) {
    constexpr double kTaylor[] = {1.3691488853904124e-12, 2.5678435993488196e-11,
                                  4.44553827187081e-10,   7.054911620801121e-09,
                                  1.0178086009239696e-07, 1.3215486790144305e-06,
                                  1.5252733804059838e-05, 0.00015403530393381606,
                                  0.0013333558146428441,  0.009618129107628477,
                                  0.055504108664821576,   0.2402265069591007,
                                  0.6931471805599453,     1.0};
    V p = hn::Set(d, kTaylor[0]);
    for (int k = 1; k < 14; ++k) p = hn::MulAdd(p, f, hn::Set(d, kTaylor[k]));
    return p;
}

template <class D, class V>
HWY_INLINE V Exp2Polynomial(D d, V f) {
    if constexpr (sizeof(hn::TFromD<D>) == sizeof(float)) {
        return Exp2PolynomialFloat(d, f);
    } else {
        return Exp2PolynomialDouble(d, f);
    }
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp2(D d, V t) {
    using T = hn::TFromD<D>;
    using Range = Exp2Range<T>;
    const hn::RebindToUnsigned<D> du;
    // Adding 1.5 * 2^mantissa rounds to an integer and leaves n + bias in the lowest bits, from
    // where a shift makes it the exponent of 2^n. 2^n multiplies p (an integer addition to the
    // exponent would turn some NaNs into numbers).
    const V magic = hn::Set(d, Range::kMagic);
    const V rounded = hn::Add(t, magic);
    const V f = hn::Sub(t, hn::Sub(rounded, magic));
    const V power = hn::BitCast(d, hn::ShiftLeft<Range::kMantissaBits>(hn::BitCast(du, rounded)));
    const V result = hn::Mul(Exp2Polynomial(d, f), power);
    return hn::IfThenZeroElse(hn::Lt(t, hn::Set(d, Range::kLeast)), result);
}

}  // namespace HWY_NAMESPACE
}  // namespace cuxent::impl
HWY_AFTER_NAMESPACE();

#endif  // CUXENT_CPU_EXP2_INL_HPP
