// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// to = scale * from, rounded once to the type of `to`; in place as well.
//
// Shapes: both n_rows x n_cols with leading dimensions. A block takes a piece of one row:
// blockIdx.x is the row, blockIdx.y the piece. Bytes, with b those of the arithmetic type and b_to
// of the result's: n_rows n_cols (b + b_to). Determinism: elementwise.
#include <algorithm>

#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/scale.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

constexpr std::int64_t kMostPieces = 65535;  // of blockIdx.y
constexpr std::int64_t kPiece = 8 * kThreads;

template <class T, class E>
__global__ void __launch_bounds__(kThreads)
    scaled_copy_kernel(const T* from, std::int64_t ld_from, std::int64_t n_cols, std::int64_t piece,
                       const ScaleInput scale, E* to, std::int64_t ld_to) {
    const auto row = static_cast<std::int64_t>(blockIdx.x);
    const std::int64_t begin = blockIdx.y * piece;
    const std::int64_t end = begin + piece < n_cols ? begin + piece : n_cols;
    const auto factor = static_cast<T>(read_logit_scale<T>(scale));
    for (std::int64_t column = begin + threadIdx.x; column < end; column += kThreads) {
        to[row * ld_to + column] = Narrow<E>::from(factor * from[row * ld_from + column]);
    }
}

template <class T, class E>
cudaError_t launch(const T* from, std::int64_t ld_from, std::int64_t n_rows, std::int64_t n_cols,
                   const ScaleInput& scale, const Rows& to, cudaStream_t stream) {
    const std::int64_t piece = std::max(kPiece, divide_up(n_cols, kMostPieces));
    const dim3 grid(static_cast<unsigned>(n_rows), static_cast<unsigned>(divide_up(n_cols, piece)));
    return enqueue(scaled_copy_kernel<T, E>, grid, kThreads, stream, from, ld_from, n_cols, piece,
                   scale, static_cast<E*>(to.data), to.ld);
}

}  // namespace

template <>
cudaError_t scaled_copy<float>(const float* from, std::int64_t ld_from, std::int64_t n_rows,
                               std::int64_t n_cols, const ScaleInput& scale, const Rows& to,
                               cudaStream_t stream) {
    switch (to.element) {
        case Element::kHalf:
            return launch<float, __half>(from, ld_from, n_rows, n_cols, scale, to, stream);
        case Element::kBFloat:
            return launch<float, __nv_bfloat16>(from, ld_from, n_rows, n_cols, scale, to, stream);
        default:
            return launch<float, float>(from, ld_from, n_rows, n_cols, scale, to, stream);
    }
}

template <>
cudaError_t scaled_copy<double>(const double* from, std::int64_t ld_from, std::int64_t n_rows,
                                std::int64_t n_cols, const ScaleInput& scale, const Rows& to,
                                cudaStream_t stream) {
    return launch<double, double>(from, ld_from, n_rows, n_cols, scale, to, stream);
}

cudaError_t load_scaled_copy() {
    return load(scaled_copy_kernel<float, float>, scaled_copy_kernel<float, __half>,
                scaled_copy_kernel<float, __nv_bfloat16>, scaled_copy_kernel<double, double>);
}

}  // namespace cuxent::kernels
