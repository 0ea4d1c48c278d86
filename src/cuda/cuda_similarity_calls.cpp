// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_similarity_calls.hpp"

#include <cuda_runtime_api.h>

#include "base/with_arithmetic.hpp"
#include "cuda/cuda_check.hpp"
#include "cuda/device_element.hpp"
#include "kernels/launch.h"

namespace cuxent::impl {
namespace {

kernels::NormRule norm_rule(bool normalizes, cuxentSmallNorm small_norm, double norm_eps) {
    return {normalizes, small_norm == CUXENT_SMALL_NORM_CLAMP, norm_eps};
}

kernels::ConstRows rows_of(const cuxentConstMatrix& matrix, cuxentType type) {
    return {matrix.data, matrix.ld, element_of(type)};
}

/// One matrix as the first of two views.
kernels::ConstViews only_view(const cuxentConstMatrix& matrix, std::int64_t n_rows,
                              cuxentType type) {
    return {{matrix.data, nullptr}, {matrix.ld, 0}, n_rows, n_rows, element_of(type)};
}

cudaStream_t stream_of(cuxentStream stream) {
    return static_cast<cudaStream_t>(stream);
}

}  // namespace

void CudaSimilarityCalls::normalize(const NormalizeCall& call) {
    const DeviceGuard guard(device_);
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(
            kernels::normalize_rows<T>(only_view(call.x, what.n_rows, what.type), what.n_rows,
                                       what.dim, norm_rule(true, what.small_norm, what.norm_eps),
                                       kernels::RowWeights<T>{nullptr},
                                       {call.z.data, call.z.ld, element_of(what.z_type), {}},
                                       static_cast<T*>(call.norms), stream_of(call.stream)),
            "normalize_rows");
    });
}

void CudaSimilarityCalls::normalize_backward(const NormalizeBackwardCall& call) {
    const DeviceGuard guard(device_);
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(kernels::normalize_rows_backward<T>(
                       rows_of(call.x, what.type), rows_of(call.dz, what.z_type), what.n_rows,
                       what.dim, norm_rule(true, what.small_norm, what.norm_eps), call.dx.data,
                       call.dx.ld, call.accumulate, stream_of(call.stream)),
                   "normalize_rows_backward");
    });
}

void load_similarity_kernels() {
    for (const auto load : {kernels::load_normalize_rows_backward}) {
        cuda_check(load(), "cudaFuncGetAttributes");
    }
}

}  // namespace cuxent::impl
