// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file vector_lanes.inl.hpp
 * @brief Loop over vectors and a remainder of single elements. Included once for each instruction
 * set, hence the guard that Highway toggles.
 */
#if defined(CUXENT_BENCH_VECTOR_LANES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef CUXENT_BENCH_VECTOR_LANES_INL_HPP
#undef CUXENT_BENCH_VECTOR_LANES_INL_HPP
#else
#define CUXENT_BENCH_VECTOR_LANES_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace cuxent::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Calls body(d, begin) for full vectors, then for single elements, until n_cols are done.
template <class T, class Body>
HWY_ATTR HWY_INLINE void for_lanes(std::int64_t n_cols, const Body& body) {
    const hn::ScalableTag<T> d;
    const auto n_lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t j = 0;
    for (; j + n_lanes <= n_cols; j += n_lanes) body(d, j);
    for (; j < n_cols; ++j) body(hn::CappedTag<T, 1>(), j);
}

}  // namespace cuxent::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
