// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_similarity_calls.hpp"

#include <algorithm>

#include "base/element_size.hpp"
#include "base/with_arithmetic.hpp"
#include "cpu/typed_row_kernels.hpp"

namespace cuxent::impl {
namespace {

template <class Matrix>
auto row_of(const Matrix& matrix, cuxentType type, std::int64_t row) {
    return element_at(matrix.data, type, row * matrix.ld);
}

template <class T>
NormRule<T> norm_rule(bool normalizes, cuxentSmallNorm small_norm, double norm_eps) {
    return {normalizes, small_norm == CUXENT_SMALL_NORM_CLAMP, static_cast<T>(norm_eps)};
}

}  // namespace

void CpuSimilarityCalls::for_rows(std::int64_t n_rows, std::int64_t width,
                                  FunctionRef<void(std::int64_t)> work) {
    // Work for a few microseconds: less is not worth another thread's attention.
    constexpr std::int64_t kElementsOfARange = 1 << 12;
    const std::int64_t grain = std::max<std::int64_t>(1, kElementsOfARange / width);
    team_->for_ranges(team_->size(), n_rows, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) work(row);
    });
}

void CpuSimilarityCalls::normalize(const NormalizeCall& call) {
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto rule = norm_rule<T>(true, what.small_norm, what.norm_eps);
        auto* norms = static_cast<T*>(call.norms);
        for_rows(what.n_rows, what.dim, [&](std::int64_t row) {
            const T norm = normalize_typed_row(row_of(call.x, what.type, row), what.type, what.dim,
                                               rule, row_of(call.z, what.z_type, row), what.z_type);
            if (norms != nullptr) norms[row] = norm;
        });
    });
}

void CpuSimilarityCalls::normalize_backward(const NormalizeBackwardCall& call) {
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto rule = norm_rule<T>(true, what.small_norm, what.norm_eps);
        for_rows(what.n_rows, what.dim, [&](std::int64_t row) {
            normalize_typed_row_backward(row_of(call.x, what.type, row), what.type,
                                         row_of(call.dz, what.z_type, row), what.z_type, what.dim,
                                         rule, row_of(call.dx, what.type, row), call.accumulate);
        });
    });
}

}  // namespace cuxent::impl
