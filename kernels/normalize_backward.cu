// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Gradient with respect to z -> gradient with respect to x, in the caller's type.
//
//   radial = <z, g>,   dx = common * scale * (g - z radial) / |x|
//
// g is the product of the coefficients with the other operand; `common` is what the coefficients
// left out (upstream gradient and reduction), applied here in the arithmetic type before the one
// rounding to the result's type. A row that became 0, or does not count, has gradient 0; a clamped
// one dx = common * scale * g / eps.
//
// Shapes: z, g n x dim, dense; result n x dim in one or two matrices; radial one a row, written
// for every row. Bytes, with b those of the arithmetic type and b_x of the result's:
// n (dim (2 b + b_x) + 2 b) for dim <= 1024, n dim 2 b more for a wider row and n dim b_x more
// where it accumulates. Determinism: fixed order within a warp.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/norm.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    const T* z;
    const T* norm;
    const T* gradient;
    std::int64_t dim;
    NormRule rule;
    RowWeights<T> weights;
    ScaleInput scale;
    const double* common;
    Views result;
    bool accumulate;
    T* radial;
};

/// Entries of a row of z and of g: held together, so that both are read once.
template <class T>
struct Entry {
    T z, g;
};

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T, class E, int kHeld>
__global__ void __launch_bounds__(kRowThreads, 1) normalize_backward_kernel(const Arguments<T> a) {
    const std::int64_t row = row_of_warp();
    if (row >= a.result.n_rows) return;
    const T* z = a.z + row * a.dim;
    const T* g = a.gradient + row * a.dim;
    const bool counts = a.weights.counts(row);
    const auto read = [z, g, counts](std::int64_t column) {
        return counts ? Entry<T>{z[column], g[column]} : Entry<T>{T(0), T(0)};
    };
    const auto factor = static_cast<T>(*a.common * read_logit_scale<T>(a.scale));
    const bool first = row < a.result.n_in_first;
    auto* base = static_cast<E*>(first ? a.result.data[0] : a.result.data[1]);
    const std::int64_t offset =
        first ? row * a.result.ld[0] : (row - a.result.n_in_first) * a.result.ld[1];
    E* to = base == nullptr ? nullptr : base + offset;
    with_row<Entry<T>, kHeld>(a.dim, read, [&](const auto& held) {
        T radial = 0;
        held.for_each([&](std::int64_t, const Entry<T>& e) { radial = fma(e.z, e.g, radial); });
        radial = warp_sum(radial);
        if (threadIdx.x % 32 == 0) a.radial[row] = radial;
        if (to == nullptr) return;
        const T norm = a.rule.normalizes ? a.norm[row] : T(1);
        const WayBack<T> back = way_back(a.rule, norm, radial, factor);
        held.for_each([&](std::int64_t column, const Entry<T>& e) {
            T dx = back.dx(e.z, e.g);
            if (a.accumulate) dx += widen<T>(to[column]);
            to[column] = Narrow<E>::from(dx);
        });
    });
}

template <class T, class E>
cudaError_t launch(const Arguments<T>& a, cudaStream_t stream) {
    const unsigned grid = row_grid(a.result.n_rows);
    return with_held(a.dim, [&](auto held) {
        return enqueue(normalize_backward_kernel<T, E, decltype(held)::value>, grid, kRowThreads,
                       stream, a);
    });
}

}  // namespace

template <>
cudaError_t normalize_backward<float>(const float* z, const float* norm, const float* gradient,
                                      std::int64_t dim, const NormRule& rule,
                                      const RowWeights<float>& weights, const ScaleInput& scale,
                                      const double* common, const Views& result, bool accumulate,
                                      float* radial, cudaStream_t stream) {
    const Arguments<float> a{z,     norm,   gradient, dim,        rule,  weights,
                             scale, common, result,   accumulate, radial};
    switch (result.element) {
        case Element::kHalf:
            return launch<float, __half>(a, stream);
        case Element::kBFloat:
            return launch<float, __nv_bfloat16>(a, stream);
        default:
            return launch<float, float>(a, stream);
    }
}

template <>
cudaError_t normalize_backward<double>(const double* z, const double* norm, const double* gradient,
                                       std::int64_t dim, const NormRule& rule,
                                       const RowWeights<double>& weights, const ScaleInput& scale,
                                       const double* common, const Views& result, bool accumulate,
                                       double* radial, cudaStream_t stream) {
    return launch<double, double>(
        {z, norm, gradient, dim, rule, weights, scale, common, result, accumulate, radial}, stream);
}

cudaError_t load_normalize_backward() {
    return load(
        normalize_backward_kernel<float, float, 8>, normalize_backward_kernel<float, float, 32>,
        normalize_backward_kernel<float, float, 0>, normalize_backward_kernel<float, __half, 8>,
        normalize_backward_kernel<float, __half, 32>, normalize_backward_kernel<float, __half, 0>,
        normalize_backward_kernel<float, __nv_bfloat16, 8>,
        normalize_backward_kernel<float, __nv_bfloat16, 32>,
        normalize_backward_kernel<float, __nv_bfloat16, 0>,
        normalize_backward_kernel<double, double, 8>, normalize_backward_kernel<double, double, 32>,
        normalize_backward_kernel<double, double, 0>);
}

}  // namespace cuxent::kernels
