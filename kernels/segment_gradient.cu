// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Gradient of an embedding table: for every row that is named, the sum over all that names it.
//
//   dz_r = sum over anchors i that name r of g_i  +  sum over columns ij that name r of W_ij z_i
//   dx_r = f (dz_r - z_r <z_r, dz_r>) / |x_r|,    f = common * scale
//
// All sources of a row stand together in the order of order_sources.cu: a segment. It has one
// owner, a block for every kThreads elements, which adds its sources up in their order; and <z_r,
// dz_r> is the sum of numbers that are known already, the radial parts of the anchors and
// coefficients times similarities. So no contribution is written out, and the row is normalised on
// the way back once.
//
// Shapes: n (K + 2) sources of n anchors, D wide. Bytes, with b those of the arithmetic type, b_x
// of the caller's and b_g of the gradient's: n (K + 2) D b read (n D b different ones), and for
// each row that is named D (b_x + b_g), D b_g more where it accumulates. Rows that nothing names
// are untouched. Determinism: fixed order, no atomics.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/gathered_rows.cuh"
#include "kernels/load.cuh"
#include "kernels/scale.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    GatheredRows gathered;
    NormRule rule;
    ScaleInput scale;
    const double* common;
    RowArrays<T> rows;
    GatheredArrays<T> arrays;
    SourceOrder order;
    TableGradient result;
};

/// coefficient * direction is what a source adds to dz, radial what it adds to <z, dz>.
template <class T>
struct Source {
    const T* direction;
    T coefficient;
    T radial;
};

template <class T>
__device__ Source<T> load_source(const Arguments<T>& a, std::int64_t source) {
    const GatheredShape& shape = a.gathered.shape;
    const Gathered row = shape.gathered(source);
    if (row.part == Part::kAnchor) {
        return {a.arrays.gradient + row.number * a.gathered.dim, T(1), a.arrays.radial[row.number]};
    }
    const std::int64_t i = shape.anchor_of(row);
    const std::int64_t at = i * shape.n_columns() + shape.place_of(row);
    const T coefficient = a.arrays.coefficient[at];
    return {a.arrays.z + i * a.gathered.dim, coefficient, coefficient * a.arrays.similarity[at]};
}

/// One element of the gradient of a segment.
template <class T, class E, class G>
__device__ void visit_segment(const Arguments<T>& a, std::int64_t segment, std::int64_t k, T factor,
                              Source<T>* sources) {
    const std::int64_t begin = a.order.begin[segment];
    const std::int64_t end = a.order.begin[segment + 1];
    const bool is_inside = k < a.gathered.dim;
    T gradient = 0;
    T radial = 0;
    for (std::int64_t first = begin; first < end; first += kThreads) {
        const std::int64_t mine = first + threadIdx.x;
        __syncthreads();  // the last ones are done with
        if (mine < end) sources[threadIdx.x] = load_source(a, a.order.source[mine]);
        __syncthreads();
        const auto n_here = static_cast<int>(min(end - first, std::int64_t{kThreads}));
#pragma unroll 4
        for (int s = 0; s < n_here; ++s) {
            radial += sources[s].radial;
            if (is_inside)
                gradient = fma(sources[s].coefficient, sources[s].direction[k], gradient);
        }
    }
    if (!is_inside) return;
    const NormBackward<T> norm = norm_backward(a.rule, a.arrays, a.order.source[begin]);
    const std::int64_t row = a.order.key[begin];
    const T x = widen<T>(static_cast<const E*>(a.gathered.data[0])[row * a.gathered.ld[0] + k]);
    T dx = norm.dx(norm.z(x), gradient, radial, factor);
    const std::int64_t to = a.result.n_packed != nullptr ? segment : row;
    G* at = static_cast<G*>(a.result.data) + to * a.result.ld + k;
    if (a.result.accumulate) dx += widen<T>(*at);
    *at = Narrow<G>::from(dx);
}

template <class T>
__device__ void note_row(const Arguments<T>& a, std::int64_t segment) {
    const std::int64_t row = a.order.key[a.order.begin[segment]];
    void* index = const_cast<void*>(a.result.packed_index.data);
    if (a.result.packed_index.is_64_bit) {
        static_cast<std::int64_t*>(index)[segment] = row;
    } else {
        static_cast<std::int32_t*>(index)[segment] = static_cast<std::int32_t>(row);
    }
}

/// Eight blocks on a multiprocessor: left to itself, ptxas aims at more and spills.
template <class T, class E, class G>
__global__ void __launch_bounds__(kThreads, 8) segment_gradient_kernel(const Arguments<T> a) {
    __shared__ Source<T> sources[kThreads];
    const std::int64_t n_segments = *a.order.n_segments;
    const auto factor = static_cast<T>(*a.common * read_logit_scale<T>(a.scale));
    const bool packs = a.result.n_packed != nullptr && blockIdx.y == 0 && threadIdx.x == 0;
    if (packs && blockIdx.x == 0) *a.result.n_packed = n_segments;
    for (std::int64_t segment = blockIdx.x; segment < n_segments; segment += gridDim.x) {
        if (packs) note_row(a, segment);
        for (std::int64_t first = std::int64_t{blockIdx.y} * kThreads; first < a.gathered.dim;
             first += std::int64_t{gridDim.y} * kThreads) {
            visit_segment<T, E, G>(a, segment, first + threadIdx.x, factor, sources);
        }
    }
}

}  // namespace

template <class T>
cudaError_t segment_gradient(const GatheredRows& gathered, const NormRule& rule,
                             const ScaleInput& scale, const double* common,
                             const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                             const SourceOrder& order, const TableGradient& result,
                             cudaStream_t stream) {
    const Arguments<T> a{gathered, rule, scale, common, rows, arrays, order, result};
    // As many segments as there can be: how many there are only the device knows.
    const dim3 grid = grid_of_rows(order.n_sources, gathered.dim);
    return with_elements<T>(gathered.element, result.element, [&](auto element, auto gradient) {
        return enqueue(segment_gradient_kernel<T, decltype(element), decltype(gradient)>, grid,
                       kThreads, stream, a);
    });
}

template cudaError_t segment_gradient<float>(const GatheredRows&, const NormRule&,
                                             const ScaleInput&, const double*,
                                             const RowArrays<float>&, const GatheredArrays<float>&,
                                             const SourceOrder&, const TableGradient&,
                                             cudaStream_t);
template cudaError_t segment_gradient<double>(const GatheredRows&, const NormRule&,
                                              const ScaleInput&, const double*,
                                              const RowArrays<double>&,
                                              const GatheredArrays<double>&, const SourceOrder&,
                                              const TableGradient&, cudaStream_t);

cudaError_t load_segment_gradient() {
    return load(segment_gradient_kernel<float, float, float>,
                segment_gradient_kernel<float, __half, __half>,
                segment_gradient_kernel<float, __half, float>,
                segment_gradient_kernel<float, __nv_bfloat16, __nv_bfloat16>,
                segment_gradient_kernel<float, __nv_bfloat16, float>,
                segment_gradient_kernel<double, double, double>);
}

}  // namespace cuxent::kernels
