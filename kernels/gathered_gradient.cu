// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Gradient of anchors and of the columns of their own. With W the coefficients of row_math.h (the
// positive's is `pull`), less the share of smoothing_math.h with label smoothing, which a softcap
// takes its slope of:
//
//   g_i     = sum_j W_ij z_j,   radial_i = sum_j W_ij similarity_ij = <z_i, g_i>
//   dense:  dx_i = f (g_i - z_i radial_i) / |x_i|,   dx_j = f W_ij (z_i - z_j similarity_ij) /
//   |x_j| table:  z_i, g_i, radial_i and W_ij are left for segment_gradient.cu
//
// with f = common * scale. Norms and similarities are known since the forward pass, so that nothing
// is summed along a row: a thread takes one element of the anchor and goes through its columns. A
// block takes kThreads elements of one anchor, and works out what the columns have in common for
// kThreads of them at a time.
//
// Shapes: as in gathered_statistics.cu. Bytes, with b those of the arithmetic type, b_x of the
// caller's and b_g of the gradient's: n (K + 2) D b_x read; dense n (K + 2) D b_g written, as much
// read where it accumulates; table 2 n D b + n (K + 1) b written. Beside that 4 n (K + 2) b read
// for every kThreads elements. Determinism: a thread adds the columns up in their order.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/exponential.cuh"
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
    EntryOptions<T> entries;
    RowWeights<T> weights;
    RowArrays<T> rows;
    GatheredArrays<T> arrays;
    GatheredGradients result;
};

/// What the elements of a column have in common.
template <class T, class E, class G>
struct Column {
    const E* x;  ///< null: no row
    G* dx;       ///< null: not wanted
    T coefficient;
    T similarity;
    NormBackward<T> norm;
};

/// Where the gradient of a row of the dense tensors goes; null: not wanted.
template <class G, class T>
__device__ G* gradient_address(const Arguments<T>& a, const Gathered& row) {
    const int part = static_cast<int>(row.part);
    void* data = a.result.data[part];
    return data == nullptr ? nullptr : static_cast<G*>(data) + row.number * a.result.ld[part];
}

template <class T>
__device__ T negative_coefficient(const RowArrays<T>& rows, const Logits<T>& logits, std::int64_t i,
                                  T entry) {
    const T exponent = fma(entry, logits.slope, -rows.shift[i]);
    return rows.weight[i] *
           exponential2(logits.one_shift ? exponent : exponent - rows.weight_shift[i]);
}

template <class T, class E, class G>
__device__ Column<T, E, G> load_column(const Arguments<T>& a, const Logits<T>& logits,
                                       std::int64_t i, std::int64_t j) {
    const Gathered row = a.gathered.shape.column(i, j);
    if (!a.weights.counts(i)) {  // the column may hold anything
        return {nullptr, gradient_address<G>(a, row), T(0), T(0), {T(1), T(0), false}};
    }
    const T similarity = a.arrays.similarity[i * a.gathered.shape.n_columns() + j];
    const T share = a.rows.share != nullptr ? a.rows.share[i] : T(0);
    const auto factors = a.entries.factors(logits);
    const T slope = factors.slope_of_capped(factors.capped(similarity));
    T coefficient = fma(-share, slope, a.rows.pull[i]);
    if (j != 0) {
        const T entry =
            adjusted_entry(a.entries, factors, similarity, i, j, place_of_options(a.gathered, row));
        const T taken = entry == -T(INFINITY) ? T(0) : share;
        coefficient = slope * (negative_coefficient(a.rows, logits, i, entry) - taken);
    }
    return {address_of<E>(a.gathered, row), gradient_address<G>(a, row), coefficient, similarity,
            norm_backward(a.rule, a.arrays, a.gathered.shape.source(row))};
}

/// Writes or adds an element of a gradient.
template <class T, class G>
__device__ void put(G* dx, std::int64_t k, T value, bool accumulate) {
    dx[k] = Narrow<G>::from(accumulate ? value + widen<T>(dx[k]) : value);
}

template <class T, class E, class G>
__device__ void visit_elements(const Arguments<T>& a, const Logits<T>& logits, T factor,
                               std::int64_t k, Column<T, E, G>* columns) {
    const std::int64_t i = blockIdx.x;
    const Gathered anchor{Part::kAnchor, i};
    const NormBackward<T> norm = norm_backward(a.rule, a.arrays, i);
    const E* x = address_of<E>(a.gathered, anchor);
    const bool is_inside = k < a.gathered.dim;
    const bool has_z = is_inside && x != nullptr && a.weights.counts(i);
    const T z = has_z ? norm.z(widen<T>(x[k])) : T(0);
    const std::int64_t n_columns = a.gathered.shape.n_columns();
    T gradient = 0;
    T radial = 0;
    for (std::int64_t first = 0; first < n_columns; first += kThreads) {
        const std::int64_t mine = first + threadIdx.x;
        __syncthreads();  // the last ones are done with
        if (mine < n_columns) {
            columns[threadIdx.x] = load_column<T, E, G>(a, logits, i, mine);
            if (a.arrays.z != nullptr && k == threadIdx.x) {  // once an anchor
                a.arrays.coefficient[i * n_columns + mine] = columns[threadIdx.x].coefficient;
            }
        }
        __syncthreads();
        const auto n_here = static_cast<int>(min(n_columns - first, std::int64_t{kThreads}));
#pragma unroll 4
        for (int j = 0; j < n_here; ++j) {
            const Column<T, E, G>& column = columns[j];
            radial = fma(column.coefficient, column.similarity, radial);
            const T z_column =
                is_inside && column.x != nullptr ? column.norm.z(widen<T>(column.x[k])) : T(0);
            gradient = fma(column.coefficient, z_column, gradient);
            if (column.dx == nullptr || !is_inside) continue;
            const T dx =
                column.norm.dx(z_column, z, column.similarity, factor * column.coefficient);
            put(column.dx, k, dx, a.result.accumulate);
        }
    }
    if (k == 0) a.arrays.radial[i] = radial;
    if (!is_inside) return;
    if (a.arrays.z != nullptr) {
        a.arrays.z[i * a.gathered.dim + k] = z;
        a.arrays.gradient[i * a.gathered.dim + k] = gradient;
    } else if (G* dx = gradient_address<G>(a, anchor); dx != nullptr) {
        put(dx, k, norm.dx(z, gradient, radial, factor), a.result.accumulate);
    }
}

/// Eight blocks on a multiprocessor: left to itself, ptxas aims at more and spills.
template <class T, class E, class G>
__global__ void __launch_bounds__(kThreads, 8) gathered_gradient_kernel(const Arguments<T> a) {
    __shared__ Column<T, E, G> columns[kThreads];
    const Logits<T> logits = read_logits<T>(a.scale);
    const auto factor = static_cast<T>(*a.common * read_logit_scale<T>(a.scale));
    for (std::int64_t first = std::int64_t{blockIdx.y} * kThreads; first < a.gathered.dim;
         first += std::int64_t{gridDim.y} * kThreads) {
        visit_elements(a, logits, factor, first + threadIdx.x, columns);
    }
}

}  // namespace

template <class T>
cudaError_t gathered_gradient(const GatheredRows& gathered, const NormRule& rule,
                              const ScaleInput& scale, const double* common,
                              const EntryOptions<T>& entries, const RowWeights<T>& weights,
                              const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                              const GatheredGradients& result, cudaStream_t stream) {
    const Arguments<T> a{gathered, rule, scale, common, entries, weights, rows, arrays, result};
    return with_elements<T>(gathered.element, result.element, [&](auto element, auto gradient) {
        return enqueue(gathered_gradient_kernel<T, decltype(element), decltype(gradient)>,
                       grid_of_rows(gathered.shape.n_rows, gathered.dim), kThreads, stream, a);
    });
}

template cudaError_t gathered_gradient<float>(const GatheredRows&, const NormRule&,
                                              const ScaleInput&, const double*,
                                              const EntryOptions<float>&, const RowWeights<float>&,
                                              const RowArrays<float>&, const GatheredArrays<float>&,
                                              const GatheredGradients&, cudaStream_t);
template cudaError_t gathered_gradient<double>(const GatheredRows&, const NormRule&,
                                               const ScaleInput&, const double*,
                                               const EntryOptions<double>&,
                                               const RowWeights<double>&, const RowArrays<double>&,
                                               const GatheredArrays<double>&,
                                               const GatheredGradients&, cudaStream_t);

cudaError_t load_gathered_gradient() {
    return load(gathered_gradient_kernel<float, float, float>,
                gathered_gradient_kernel<float, __half, __half>,
                gathered_gradient_kernel<float, __half, float>,
                gathered_gradient_kernel<float, __nv_bfloat16, __nv_bfloat16>,
                gathered_gradient_kernel<float, __nv_bfloat16, float>,
                gathered_gradient_kernel<double, double, double>);
}

}  // namespace cuxent::kernels
