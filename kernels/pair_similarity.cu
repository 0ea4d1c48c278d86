// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Similarity of rows of the same index.
//
//   result_i = scale * <a_i, b_i>, or scale * <a_i / |a_i|, b_i / |b_i|> where the rule normalises
//
// Norms are taken as in normalize_rows.cu; a row that becomes 0 has similarity 0.
//
// Shapes: a, b n_rows x dim of one type, with leading dimensions; result one a row, in the
// arithmetic type. Bytes, with b_x those of a's type and b of the arithmetic: n (2 dim b_x + b) for
// dim <= 1024; a wider row is read five times, n dim 8 b_x more (once without normalisation).
// Determinism: fixed order within a warp.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/norm.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    ConstRows a;
    ConstRows b;
    std::int64_t n_rows;
    std::int64_t dim;
    NormRule rule;
    ScaleInput scale;
    T* result;
};

/// Entries of a row of a and of b: held together, so that both are read once.
template <class T>
struct Entry {
    T a, b;
};

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T, class E, int kHeld>
__global__ void __launch_bounds__(kRowThreads, 1) pair_similarity_kernel(const Arguments<T> p) {
    const std::int64_t row = row_of_warp();
    if (row >= p.n_rows) return;
    const E* a = static_cast<const E*>(p.a.data) + row * p.a.ld;
    const E* b = static_cast<const E*>(p.b.data) + row * p.b.ld;
    const auto read = [a, b](std::int64_t column) {
        return Entry<T>{widen<T>(a[column]), widen<T>(b[column])};
    };
    with_row<Entry<T>, kHeld>(p.dim, read, [&](const auto& held) {
        const RowNorm<T> norm_a =
            row_norm<T>(part_of(held, [](const Entry<T>& e) { return e.a; }), p.rule);
        const RowNorm<T> norm_b =
            row_norm<T>(part_of(held, [](const Entry<T>& e) { return e.b; }), p.rule);
        T sum = 0;
        held.for_each(
            [&](std::int64_t, const Entry<T>& e) { sum = fma(norm_a.z(e.a), norm_b.z(e.b), sum); });
        sum = warp_sum(sum);
        if (threadIdx.x % 32 == 0) {
            p.result[row] = static_cast<T>(read_logit_scale<T>(p.scale)) * sum;
        }
    });
}

template <class T, class E>
cudaError_t launch(const Arguments<T>& p, cudaStream_t stream) {
    const unsigned grid = row_grid(p.n_rows);
    return with_held(p.dim, [&](auto held) {
        return enqueue(pair_similarity_kernel<T, E, decltype(held)::value>, grid, kRowThreads,
                       stream, p);
    });
}

template <class T, class E>
cudaError_t load_widths() {
    return load(pair_similarity_kernel<T, E, 8>, pair_similarity_kernel<T, E, 32>,
                pair_similarity_kernel<T, E, 0>);
}

}  // namespace

template <>
cudaError_t pair_similarity<float>(const ConstRows& a, const ConstRows& b, std::int64_t n_rows,
                                   std::int64_t dim, const NormRule& rule, const ScaleInput& scale,
                                   float* result, cudaStream_t stream) {
    const Arguments<float> p{a, b, n_rows, dim, rule, scale, result};
    switch (a.element) {
        case Element::kHalf:
            return launch<float, __half>(p, stream);
        case Element::kBFloat:
            return launch<float, __nv_bfloat16>(p, stream);
        default:
            return launch<float, float>(p, stream);
    }
}

template <>
cudaError_t pair_similarity<double>(const ConstRows& a, const ConstRows& b, std::int64_t n_rows,
                                    std::int64_t dim, const NormRule& rule, const ScaleInput& scale,
                                    double* result, cudaStream_t stream) {
    return launch<double, double>({a, b, n_rows, dim, rule, scale, result}, stream);
}

cudaError_t load_pair_similarity() {
    return load_all(load_widths<float, float>, load_widths<float, __half>,
                    load_widths<float, __nv_bfloat16>, load_widths<double, double>);
}

}  // namespace cuxent::kernels
