// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// z = x / |x|: rows of any type to rows of any type, or into the slots of a ring.
//
// The largest entry of a row is brought to about 1 by a power of two before squares are summed, so
// that rows of 1e-30 or 1e30 are as good as any. NaN or Inf in a row makes all of it NaN. A small
// row, |x| <= eps, becomes 0, or x / eps where the rule clamps. Without normalisation z = x. A row
// that does not count becomes 0 unread.
//
// Shapes: x n_rows x dim in one or two matrices; z with a leading dimension,
// row i in row i or in slot (position + i) mod capacity; norm one a row, or none. Bytes, with b_z
// those of z's type, b_x of the caller's and b of the arithmetic type:
// n dim (b_x + b_z) + n b for dim <= 1024; a wider row is read three times, n dim 2 b_x more.
// Determinism: fixed order within a warp.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/norm.cuh"
#include "kernels/ring.h"

namespace cuxent::kernels {
namespace {

/// The row of z that takes row i of x.
__device__ inline std::int64_t target_row(const Ring& ring, std::int64_t row) {
    if (ring.capacity == 0) return row;
    const std::int64_t position = ring.position == nullptr ? 0 : *ring.position;
    return ring_slot(position, ring.begin + row, ring.capacity);
}

template <class T, class E, class Z, int kHeld>
__global__ void __launch_bounds__(kRowThreads)
    normalize_rows_kernel(const ConstViews x, std::int64_t dim, const NormRule rule,
                          const RowWeights<T> weights, const RowTarget z, T* norm) {
    const std::int64_t row = row_of_warp();
    if (row >= x.n_rows) return;
    const bool first = row < x.n_in_first;
    const E* from = first ? static_cast<const E*>(x.data[0]) + row * x.ld[0]
                          : static_cast<const E*>(x.data[1]) + (row - x.n_in_first) * x.ld[1];
    Z* to = static_cast<Z*>(z.data) + target_row(z.ring, row) * z.ld;
    const auto read = [from](std::int64_t column) { return widen<T>(from[column]); };
    if (!weights.counts(row)) {
        for (std::int64_t k = threadIdx.x % 32; k < dim; k += 32) to[k] = Narrow<Z>::from(T(0));
        if (norm != nullptr && threadIdx.x % 32 == 0) norm[row] = T(0);
        return;
    }
    with_row<T, kHeld>(dim, read, [&](const auto& held) {
        const RowNorm<T> n = row_norm<T>(held, rule);
        held.for_each(
            [&](std::int64_t column, T value) { to[column] = Narrow<Z>::from(n.z(value)); });
        if (norm != nullptr && threadIdx.x % 32 == 0) norm[row] = n.norm;
    });
}

template <class T>
struct Arguments {
    ConstViews x;
    std::int64_t dim;
    NormRule rule;
    RowWeights<T> weights;
    RowTarget z;
    T* norm;
};

template <class T, class E, class Z>
cudaError_t launch(const Arguments<T>& a, cudaStream_t stream) {
    return with_held(a.dim, [&](auto held) {
        return enqueue(normalize_rows_kernel<T, E, Z, decltype(held)::value>, row_grid(a.x.n_rows),
                       kRowThreads, stream, a.x, a.dim, a.rule, a.weights, a.z, a.norm);
    });
}

template <class E>
cudaError_t launch_from(const Arguments<float>& a, cudaStream_t stream) {
    switch (a.z.element) {
        case Element::kHalf:
            return launch<float, E, __half>(a, stream);
        case Element::kBFloat:
            return launch<float, E, __nv_bfloat16>(a, stream);
        default:
            return launch<float, E, float>(a, stream);
    }
}

template <class T, class E, class Z>
cudaError_t load_widths() {
    return load(normalize_rows_kernel<T, E, Z, 8>, normalize_rows_kernel<T, E, Z, 32>,
                normalize_rows_kernel<T, E, Z, 0>);
}

}  // namespace

template <>
cudaError_t normalize_rows<float>(const ConstViews& x, std::int64_t dim, const NormRule& rule,
                                  const RowWeights<float>& weights, const RowTarget& z, float* norm,
                                  cudaStream_t stream) {
    const Arguments<float> a{x, dim, rule, weights, z, norm};
    switch (x.element) {
        case Element::kHalf:
            return launch_from<__half>(a, stream);
        case Element::kBFloat:
            return launch_from<__nv_bfloat16>(a, stream);
        default:
            return launch_from<float>(a, stream);
    }
}

template <>
cudaError_t normalize_rows<double>(const ConstViews& x, std::int64_t dim, const NormRule& rule,
                                   const RowWeights<double>& weights, const RowTarget& z,
                                   double* norm, cudaStream_t stream) {
    return launch<double, double, double>({x, dim, rule, weights, z, norm}, stream);
}

cudaError_t load_normalize_rows() {
    return load_all(
        load_widths<float, float, float>, load_widths<float, float, __half>,
        load_widths<float, float, __nv_bfloat16>, load_widths<float, __half, float>,
        load_widths<float, __half, __half>, load_widths<float, __half, __nv_bfloat16>,
        load_widths<float, __nv_bfloat16, float>, load_widths<float, __nv_bfloat16, __half>,
        load_widths<float, __nv_bfloat16, __nv_bfloat16>, load_widths<double, double, double>);
}

}  // namespace cuxent::kernels
