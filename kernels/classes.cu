// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The steps of a softmax over classes that are not in the panels: a row against its own class, the
// island term, and what both add to the gradients. See class_math.h.
//
//   compare_with_targets   c_i = <z_i, w_y>, |w_y - c_i z_i|
//   island_term            |class_sum|^2 + C (C - 1) - sum_j |w_j|^2
//   add_to_rows            g_i += pull w_y + margin_pull slope t / |t|
//   add_to_classes         g_j += the same sums over the rows of class j, in their order
//                                 + island_pull (class_sum - w_j)
//
// with t the tangent at one vector towards the other: t / |t| is bounded, where the derivative of
// the margin by the cosine is not.
//
// Shapes: z n x dim and w C x dim, dense; one entry a row; a sum of dim doubles. One warp a row or
// class. A class looks through the labels of all rows, C n of them in all, which stay in the cache:
// as many as the panels have entries. Bytes, with b those of the arithmetic type:
// compare_with_targets 4 b n dim, add_to_rows 4 b n dim, add_to_classes 2 b C dim + 2 b n dim, and
// the labels. Determinism: fixed order, no atomics.
#include <cub/block/block_reduce.cuh>

#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/row_visit.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kIslandThreads = 256;

/// t = b - cosine a, entry by entry.
template <class T>
struct Tangent {
    const T* a;
    const T* b;
    T cosine;

    __device__ T operator[](std::int64_t k) const { return fma(-cosine, a[k], b[k]); }
};

/// Sum over the row of term(k), in every lane.
template <class T, class Term>
__device__ T sum_over_row(std::int64_t dim, const Term& term) {
    T sum = 0;
    for (std::int64_t k = threadIdx.x % 32; k < dim; k += 32) sum += term(k);
    return warp_sum(sum);
}

template <class T>
__device__ T length_of(const Tangent<T>& t, std::int64_t dim) {
    return sqrt(sum_over_row<T>(dim, [&](std::int64_t k) { return t[k] * t[k]; }));
}

/// gradient += factor (t - a <a, t>) / |t|: rounding leaves a little of a in t.
template <class T>
__device__ void add_tangent(const Tangent<T>& t, T factor, std::int64_t dim, T* gradient) {
    const T length = length_of(t, dim);
    const T along = sum_over_row<T>(dim, [&](std::int64_t k) { return t.a[k] * t[k]; });
    if (length == T(0)) return;
    for (std::int64_t k = threadIdx.x % 32; k < dim; k += 32) {
        gradient[k] += factor * (fma(-along, t.a[k], t[k]) / length);
    }
}

template <class T>
__global__ void __launch_bounds__(kRowThreads)
    compare_with_targets_kernel(const ClassOperands<T> o, const ClassRule rule,
                                const RowWeights<T> weights, const ClassRows<T> rows) {
    const std::int64_t row = row_of_warp();
    if (row >= o.n_rows || !weights.counts(row)) return;
    const T* z = o.z + row * o.dim;
    const T* w = o.w + weights.labels.column(row) * o.dim;
    const T cosine = sum_over_row<T>(o.dim, [&](std::int64_t k) { return z[k] * w[k]; });
    T sine = 0;
    if (rule.margin == Margin::kArcFace) {
        sine = sine_of(cosine, length_of(Tangent<T>{z, w, cosine}, o.dim), o.dim);
    }
    if (threadIdx.x % 32 != 0) return;
    rows.cosine[row] = cosine;
    rows.sine[row] = sine;
}

template <class T>
__global__ void __launch_bounds__(kIslandThreads)
    island_term_kernel(const ClassOperands<T> o, const T* norm, const NormRule norm_rule,
                       const ClassRule rule, const ClassRows<T> rows, double* result) {
    using Reduce = cub::BlockReduce<double, kIslandThreads, cub::BLOCK_REDUCE_WARP_REDUCTIONS>;
    __shared__ typename Reduce::TempStorage storage;
    double part = 0;
    for (std::int64_t k = threadIdx.x; k < o.dim; k += kIslandThreads) {
        part += rows.class_sum[k] * rows.class_sum[k];
    }
    for (std::int64_t j = threadIdx.x; j < rule.n_classes; j += kIslandThreads) {
        // A unit vector's own square is 1 before it is rounded.
        double own = 1;
        if (norm[j] <= static_cast<T>(norm_rule.eps)) {
            own = 0;
            for (std::int64_t k = 0; k < o.dim; ++k) {
                const double w = o.w[j * o.dim + k];
                own += w * w;
            }
        }
        part -= own;
    }
    const double sum = Reduce(storage).Sum(part);
    const auto n = static_cast<double>(rule.n_classes);
    if (threadIdx.x == 0) *result = rule.island * (sum + n * (n - 1));
}

/// Factor of the unit tangent between a row and its class; 0 where there is none.
template <class T>
__device__ T tangent_pull(const ClassRule& rule, const ClassRows<T>& rows, std::int64_t row) {
    if (rows.margin_pull[row] == T(0) || rows.sine[row] == T(0)) return T(0);
    return rows.margin_pull[row] * target_of(rule, rows.cosine[row], rows.sine[row]).slope;
}

template <class T>
__global__ void __launch_bounds__(kRowThreads)
    add_to_rows_kernel(const ClassOperands<T> o, const ClassRule rule, const RowWeights<T> weights,
                       const ClassRows<T> rows, const T* pull, T* gradient) {
    const std::int64_t row = row_of_warp();
    if (row >= o.n_rows || !weights.counts(row)) return;
    const T* z = o.z + row * o.dim;
    const T* w = o.w + weights.labels.column(row) * o.dim;
    T* g = gradient + row * o.dim;
    for (std::int64_t k = threadIdx.x % 32; k < o.dim; k += 32) {
        g[k] = fma(pull[row], w[k], g[k]);
    }
    const T by_margin = tangent_pull(rule, rows, row);
    if (by_margin != T(0)) {
        add_tangent(Tangent<T>{z, w, rows.cosine[row]}, by_margin, o.dim, g);
    }
}

template <class T>
__global__ void __launch_bounds__(kRowThreads)
    add_to_classes_kernel(const ClassOperands<T> o, const ClassRule rule,
                          const RowWeights<T> weights, const ClassRows<T> rows, const T* pull,
                          const ScaleInput scale, const CallScalars* scalars, T* gradient) {
    const std::int64_t index = row_of_warp();
    if (index >= rule.n_classes) return;
    const T* w = o.w + index * o.dim;
    T* g = gradient + index * o.dim;
    const int lane = static_cast<int>(threadIdx.x % 32);
    for (std::int64_t begin = 0; begin < o.n_rows; begin += 32) {
        const std::int64_t own = begin + lane;
        const bool is_member =
            own < o.n_rows && weights.labels.column(own) == index && weights.counts(own);
        unsigned members = __ballot_sync(0xFFFFFFFFU, is_member);
        for (; members != 0; members &= members - 1) {
            const std::int64_t row = begin + (__ffs(static_cast<int>(members)) - 1);
            const T* z = o.z + row * o.dim;
            for (std::int64_t k = lane; k < o.dim; k += 32) g[k] = fma(pull[row], z[k], g[k]);
            const T by_margin = tangent_pull(rule, rows, row);
            if (by_margin != T(0)) {
                add_tangent(Tangent<T>{w, z, rows.cosine[row]}, by_margin, o.dim, g);
            }
        }
    }
    if (rule.island == 0) return;
    const double island_pull = 2 * rule.island / (scalars->magnitude * read_logit_scale<T>(scale));
    for (std::int64_t k = lane; k < o.dim; k += 32) {
        g[k] = fma(static_cast<T>(island_pull),
                   static_cast<T>(rows.class_sum[k] - static_cast<double>(w[k])), g[k]);
    }
}

}  // namespace

template <class T>
cudaError_t compare_with_targets(const ClassOperands<T>& operands, const ClassRule& rule,
                                 const RowWeights<T>& weights, const ClassRows<T>& rows,
                                 cudaStream_t stream) {
    return enqueue(compare_with_targets_kernel<T>, row_grid(operands.n_rows), kRowThreads, stream,
                   operands, rule, weights, rows);
}

template <class T>
cudaError_t island_term(const ClassOperands<T>& operands, const T* norm, const NormRule& norm_rule,
                        const ClassRule& rule, const ClassRows<T>& rows, double* result,
                        cudaStream_t stream) {
    return enqueue(island_term_kernel<T>, 1, kIslandThreads, stream, operands, norm, norm_rule,
                   rule, rows, result);
}

template <class T>
cudaError_t add_to_rows(const ClassOperands<T>& operands, const ClassRule& rule,
                        const RowWeights<T>& weights, const ClassRows<T>& rows, const T* pull,
                        T* gradient, cudaStream_t stream) {
    return enqueue(add_to_rows_kernel<T>, row_grid(operands.n_rows), kRowThreads, stream, operands,
                   rule, weights, rows, pull, gradient);
}

template <class T>
cudaError_t add_to_classes(const ClassOperands<T>& operands, const ClassRule& rule,
                           const RowWeights<T>& weights, const ClassRows<T>& rows, const T* pull,
                           const ScaleInput& scale, const CallScalars* scalars, T* gradient,
                           cudaStream_t stream) {
    return enqueue(add_to_classes_kernel<T>, row_grid(rule.n_classes), kRowThreads, stream,
                   operands, rule, weights, rows, pull, scale, scalars, gradient);
}

#define CUXENT_INSTANTIATE(T)                                                                    \
    template cudaError_t compare_with_targets<T>(const ClassOperands<T>&, const ClassRule&,      \
                                                 const RowWeights<T>&, const ClassRows<T>&,      \
                                                 cudaStream_t);                                  \
    template cudaError_t island_term<T>(const ClassOperands<T>&, const T*, const NormRule&,      \
                                        const ClassRule&, const ClassRows<T>&, double*,          \
                                        cudaStream_t);                                           \
    template cudaError_t add_to_rows<T>(const ClassOperands<T>&, const ClassRule&,               \
                                        const RowWeights<T>&, const ClassRows<T>&, const T*, T*, \
                                        cudaStream_t);                                           \
    template cudaError_t add_to_classes<T>(                                                      \
        const ClassOperands<T>&, const ClassRule&, const RowWeights<T>&, const ClassRows<T>&,    \
        const T*, const ScaleInput&, const CallScalars*, T*, cudaStream_t);

CUXENT_INSTANTIATE(float)
CUXENT_INSTANTIATE(double)
#undef CUXENT_INSTANTIATE

cudaError_t load_classes() {
    return load(compare_with_targets_kernel<float>, compare_with_targets_kernel<double>,
                island_term_kernel<float>, island_term_kernel<double>, add_to_rows_kernel<float>,
                add_to_rows_kernel<double>, add_to_classes_kernel<float>,
                add_to_classes_kernel<double>);
}

}  // namespace cuxent::kernels
