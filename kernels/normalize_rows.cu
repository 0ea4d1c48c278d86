// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// z = x / |x|, in the arithmetic type.
//
// The largest entry of a row is brought to about 1 by a power of two before squares are summed, so
// that rows of 1e-30 or 1e30 are as good as any. NaN or Inf in a row makes all of it NaN. A small
// row, |x| <= eps, becomes 0, or x / eps where the rule clamps. Without normalisation z = x. A row
// that does not count becomes 0 unread.
//
// Shapes: x two views of n_rows x dim in one or two matrices; z n_rows x dim, dense; norm
// one a row. Bytes, with b those of the arithmetic type and b_x of the caller's, and n rows:
// n dim (b_x + b) + n b for dim <= 1024; a wider row is read three times, n dim 2 b_x more.
// Determinism: fixed order within a warp.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/norm.cuh"

namespace cuxent::kernels {
namespace {

template <class T, class E, int kHeld>
__global__ void __launch_bounds__(kRowThreads)
    normalize_rows_kernel(const ConstViews x, std::int64_t dim, const NormRule rule,
                          const RowWeights<T> weights, T* z, T* norm) {
    const std::int64_t row = row_of_warp();
    if (row >= x.n_rows) return;
    const bool first = row < x.n_in_first;
    const E* from = first ? static_cast<const E*>(x.data[0]) + row * x.ld[0]
                          : static_cast<const E*>(x.data[1]) + (row - x.n_in_first) * x.ld[1];
    const auto read = [from](std::int64_t column) { return widen<T>(from[column]); };
    if (!weights.counts(row)) {
        for (std::int64_t k = threadIdx.x % 32; k < dim; k += 32) z[row * dim + k] = T(0);
        if (threadIdx.x % 32 == 0) norm[row] = T(0);
        return;
    }
    with_row<T, kHeld>(dim, read, [&](const auto& held) {
        const RowNorm<T> n = row_norm<T>(held, rule);
        held.for_each([&](std::int64_t column, T value) {
            z[row * dim + column] = n.divisor == T(0) ? T(0) : value * n.scale / n.divisor;
        });
        if (threadIdx.x % 32 == 0) norm[row] = n.norm;
    });
}

template <class T, class E>
cudaError_t launch(const ConstViews& x, std::int64_t dim, const NormRule& rule,
                   const RowWeights<T>& weights, T* z, T* norm, cudaStream_t stream) {
    const unsigned grid = row_grid(x.n_rows);
    switch (held_for(dim)) {
        case 8:
            return enqueue(normalize_rows_kernel<T, E, 8>, grid, kRowThreads, stream, x, dim, rule,
                           weights, z, norm);
        case 32:
            return enqueue(normalize_rows_kernel<T, E, 32>, grid, kRowThreads, stream, x, dim, rule,
                           weights, z, norm);
        default:
            return enqueue(normalize_rows_kernel<T, E, 0>, grid, kRowThreads, stream, x, dim, rule,
                           weights, z, norm);
    }
}

}  // namespace

template <>
cudaError_t normalize_rows<float>(const ConstViews& x, std::int64_t dim, const NormRule& rule,
                                  const RowWeights<float>& weights, float* z, float* norm,
                                  cudaStream_t stream) {
    switch (x.element) {
        case Element::kHalf:
            return launch<float, __half>(x, dim, rule, weights, z, norm, stream);
        case Element::kBFloat:
            return launch<float, __nv_bfloat16>(x, dim, rule, weights, z, norm, stream);
        default:
            return launch<float, float>(x, dim, rule, weights, z, norm, stream);
    }
}

template <>
cudaError_t normalize_rows<double>(const ConstViews& x, std::int64_t dim, const NormRule& rule,
                                   const RowWeights<double>& weights, double* z, double* norm,
                                   cudaStream_t stream) {
    return launch<double, double>(x, dim, rule, weights, z, norm, stream);
}

cudaError_t load_normalize_rows() {
    return load(normalize_rows_kernel<float, float, 8>, normalize_rows_kernel<float, float, 32>,
                normalize_rows_kernel<float, float, 0>, normalize_rows_kernel<float, __half, 8>,
                normalize_rows_kernel<float, __half, 32>, normalize_rows_kernel<float, __half, 0>,
                normalize_rows_kernel<float, __nv_bfloat16, 8>,
                normalize_rows_kernel<float, __nv_bfloat16, 32>,
                normalize_rows_kernel<float, __nv_bfloat16, 0>,
                normalize_rows_kernel<double, double, 8>, normalize_rows_kernel<double, double, 32>,
                normalize_rows_kernel<double, double, 0>);
}

}  // namespace cuxent::kernels
