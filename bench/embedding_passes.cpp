// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "embedding_passes.hpp"

#include <cmath>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "embedding_passes.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "vector_lanes.inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cuxent::bench::HWY_NAMESPACE {

template <class Stored, class D>
HWY_ATTR HWY_INLINE hn::Vec<D> load_as(D d, const Stored* from) {
    if constexpr (std::is_same_v<Stored, hn::TFromD<D>>) {
        return hn::LoadU(d, from);
    } else {
        return hn::PromoteTo(d, hn::LoadU(hn::Rebind<Stored, D>(), from));
    }
}

template <class Stored, class D, class V>
HWY_ATTR HWY_INLINE void store_as(D d, V v, Stored* to) {
    if constexpr (std::is_same_v<Stored, hn::TFromD<D>>) {
        hn::StoreU(v, d, to);
    } else {
        if constexpr (std::is_same_v<Stored, hwy::bfloat16_t>) {
            // DemoteTo cuts the lower half off: round to nearest even before it does.
            const hn::RebindToUnsigned<D> du;
            const auto bits = hn::BitCast(du, v);
            const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 1));
            const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(du, 0x7FFF)));
            v = hn::BitCast(d, hn::And(rounded, hn::Set(du, 0xFFFF0000U)));
        }
        const hn::Rebind<Stored, D> d_stored;
        hn::StoreU(hn::DemoteTo(d_stored, v), d_stored, to);
    }
}

template <class T>
HWY_ATTR HWY_INLINE T dot(const T* a, const T* b, std::int64_t n) {
    const hn::ScalableTag<T> d;
    auto sum = hn::Zero(d);
    T tail = 0;
    for_lanes<T>(n, [&](auto lanes, std::int64_t j) HWY_ATTR {
        const auto product = hn::Mul(hn::LoadU(lanes, a + j), hn::LoadU(lanes, b + j));
        if constexpr (std::is_same_v<decltype(lanes), hn::ScalableTag<T>>) {
            sum = hn::Add(sum, product);
        } else {
            tail += hn::GetLane(product);
        }
    });
    return tail + hn::GetLane(hn::SumOfLanes(d, sum));
}

template <class Stored, class T>
HWY_ATTR void normalize_rows(const NormalizeRows<T>& pass) {
    for (std::int64_t i = 0; i < pass.n_rows; ++i) {
        const Stored* x = static_cast<const Stored*>(pass.x) + i * pass.dim;
        T* z = pass.z + i * pass.dim;
        for_lanes<T>(pass.dim, [&](auto d, std::int64_t j)
                                   HWY_ATTR { hn::StoreU(load_as(d, x + j), d, z + j); });
        const T inv_norm = T(1) / std::sqrt(dot(z, z, pass.dim));
        for_lanes<T>(pass.dim, [&](auto d, std::int64_t j) HWY_ATTR {
            hn::StoreU(hn::Mul(hn::LoadU(d, z + j), hn::Set(d, inv_norm)), d, z + j);
        });
        pass.inv_norm[i] = inv_norm;
    }
}

template <class Stored, class T>
HWY_ATTR void normalize_backward_rows(const NormalizeBackwardRows<T>& pass) {
    for (std::int64_t i = 0; i < pass.n_rows; ++i) {
        const T* z = pass.z + i * pass.dim;
        const T* dz = pass.dz + i * pass.dim;
        Stored* dx = static_cast<Stored*>(pass.dx) + i * pass.dim;
        const T along = dot(z, dz, pass.dim);
        for_lanes<T>(pass.dim, [&](auto d, std::int64_t j) HWY_ATTR {
            const auto across =
                hn::NegMulAdd(hn::Set(d, along), hn::LoadU(d, z + j), hn::LoadU(d, dz + j));
            store_as(d, hn::Mul(across, hn::Set(d, pass.inv_norm[i])), dx + j);
        });
    }
}

template <class T>
HWY_ATTR void normalize_any(const NormalizeRows<T>& pass) {
    if constexpr (std::is_same_v<T, double>) {
        normalize_rows<double>(pass);
    } else if (pass.x_type == CUXENT_TYPE_FLOAT16) {
        normalize_rows<hwy::float16_t>(pass);
    } else if (pass.x_type == CUXENT_TYPE_BFLOAT16) {
        normalize_rows<hwy::bfloat16_t>(pass);
    } else {
        normalize_rows<float>(pass);
    }
}

template <class T>
HWY_ATTR void normalize_backward_any(const NormalizeBackwardRows<T>& pass) {
    if constexpr (std::is_same_v<T, double>) {
        normalize_backward_rows<double>(pass);
    } else if (pass.dx_type == CUXENT_TYPE_FLOAT16) {
        normalize_backward_rows<hwy::float16_t>(pass);
    } else if (pass.dx_type == CUXENT_TYPE_BFLOAT16) {
        normalize_backward_rows<hwy::bfloat16_t>(pass);
    } else {
        normalize_backward_rows<float>(pass);
    }
}

// Names without overloads, as the dispatch table needs them.
void normalize_f32(const NormalizeRows<float>& pass) {
    normalize_any(pass);
}
void normalize_f64(const NormalizeRows<double>& pass) {
    normalize_any(pass);
}
void backward_f32(const NormalizeBackwardRows<float>& pass) {
    normalize_backward_any(pass);
}
void backward_f64(const NormalizeBackwardRows<double>& pass) {
    normalize_backward_any(pass);
}
const char* target_name() {
    return hwy::TargetName(HWY_TARGET);
}

}  // namespace cuxent::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cuxent::bench {

HWY_EXPORT(normalize_f32);
HWY_EXPORT(normalize_f64);
HWY_EXPORT(backward_f32);
HWY_EXPORT(backward_f64);
HWY_EXPORT(target_name);

void run(const NormalizeRows<float>& pass) {
    HWY_DYNAMIC_DISPATCH(normalize_f32)(pass);
}
void run(const NormalizeRows<double>& pass) {
    HWY_DYNAMIC_DISPATCH(normalize_f64)(pass);
}
void run(const NormalizeBackwardRows<float>& pass) {
    HWY_DYNAMIC_DISPATCH(backward_f32)(pass);
}
void run(const NormalizeBackwardRows<double>& pass) {
    HWY_DYNAMIC_DISPATCH(backward_f64)(pass);
}
const char* vector_target() {
    return HWY_DYNAMIC_DISPATCH(target_name)();
}

}  // namespace cuxent::bench
#endif  // HWY_ONCE
