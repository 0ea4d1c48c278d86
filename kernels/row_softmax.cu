// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Softmax of the rows of a matrix of similarities x.
//
//   g_j = x_j - max x,   t_j = g_j scale log2 e,   sum = sum_j 2^t_j
//   softmax_j = 2^t_j / sum,   log_softmax_j = g_j scale - log sum,   lse = max x scale + log sum
//
// The largest is taken out before the scale comes in: nothing overflows, and the error of a result
// is in proportion to its distance from the largest, not to the size of the similarities. A row of
// -inf alone has sum 0: softmax 0, the others -inf. +inf makes a NaN of inf - inf, and a NaN
// reaches the sum.
//
// Shapes: x and the matrices of results n_rows x n_cols with leading dimensions; lse one a row. Any
// of the results may be missing, and one of the matrices may be x. Bytes, with b_x and b_r those of
// x's and the results' types and b of the arithmetic: n_rows (n_cols (b_x + b_r a matrix) + b) for
// n_cols <= 1024, n_rows n_cols 2 b_x more for wider rows. Determinism: fixed order within a team.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/exponential.cuh"
#include "kernels/load.cuh"
#include "kernels/row_team.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Largest {
    T value;
    __device__ void merge(const Largest& other) {
        value = value < other.value ? other.value : value;
    }
    __device__ Largest from_lane(int mask) const {
        return {__shfl_xor_sync(0xFFFFFFFFU, value, mask)};
    }
};

template <class T>
struct Sum {
    T value;
    __device__ void merge(const Sum& other) { value += other.value; }
    __device__ Sum from_lane(int mask) const { return {__shfl_xor_sync(0xFFFFFFFFU, value, mask)}; }
};

template <class T, class E, class Result, int kTeam, int kHeld>
__global__ void __launch_bounds__(RowTeam<kTeam>::kThreadsOfABlock)
    row_softmax_kernel(const ConstRows x, std::int64_t n_rows, std::int64_t n_cols,
                       const ScaleInput scale, const SoftmaxTarget to, T* lse) {
    using Team = RowTeam<kTeam>;
    const std::int64_t row = Team::row();
    if (row >= n_rows) return;  // a whole team
    const E* from = static_cast<const E*>(x.data) + row * x.ld;
    const auto result_row = [row](const Rows& rows) {
        return rows.data == nullptr ? nullptr : static_cast<Result*>(rows.data) + row * rows.ld;
    };
    Result* softmax = result_row(to.softmax);
    Result* log_softmax = result_row(to.log_softmax);
    const Logits<T> logits = read_logits<T>(scale);
    const auto read = [from](std::int64_t column) { return widen<T>(from[column]); };
    with_team_row<T, kTeam, kHeld>(n_cols, read, [&](const auto& held) {
        Largest<T> found{-T(INFINITY)};
        held.for_each([&](std::int64_t, T value) { found.merge({value}); });
        found = Team::all(found);
        // Nothing is left in: -inf - -inf would be NaN.
        const T largest = found.value == -T(INFINITY) ? T(0) : found.value;
        Sum<T> sums{0};
        held.for_each([&](std::int64_t, T value) {
            sums.value += exponential2((value - largest) * logits.slope);
        });
        const T sum = Team::all(sums).value;
        const bool empty = sum == T(0);
        const T log_sum = empty ? T(INFINITY) : log(sum);
        const T inverse = empty ? T(0) : T(1) / sum;
        if (softmax != nullptr || log_softmax != nullptr) {
            held.for_each([&](std::int64_t column, T value) {
                const T gap = value - largest;
                if (softmax != nullptr) {
                    softmax[column] =
                        Narrow<Result>::from(exponential2(gap * logits.slope) * inverse);
                }
                if (log_softmax != nullptr) {
                    log_softmax[column] = Narrow<Result>::from(fma(gap, logits.scale, -log_sum));
                }
            });
        }
        if (lse != nullptr && Team::member() == 0) {
            lse[row] = empty ? -T(INFINITY) : fma(largest, logits.scale, log_sum);
        }
    });
}

template <class T>
struct Arguments {
    ConstRows x;
    std::int64_t n_rows, n_cols;
    ScaleInput scale;
    SoftmaxTarget to;
    T* lse;
};

template <class T, class E, class Result, int kTeam, int kHeld>
cudaError_t launch_team(const Arguments<T>& a, cudaStream_t stream) {
    using Team = RowTeam<kTeam>;
    return enqueue(row_softmax_kernel<T, E, Result, kTeam, kHeld>, Team::grid(a.n_rows),
                   Team::kThreadsOfABlock, stream, a.x, a.n_rows, a.n_cols, a.scale, a.to, a.lse);
}

template <class T, class E, class Result>
cudaError_t launch(const Arguments<T>& a, cudaStream_t stream) {
    return with_held(a.n_cols, [&](auto held) {
        constexpr int kHeld = decltype(held)::value;
        // A row that the lanes of a warp could not hold is the work of a block.
        return launch_team < T, E, Result, kHeld == 0 ? kBlockTeam : kWarpTeam, kHeld > (a, stream);
    });
}

template <class E>
cudaError_t launch_from(const Arguments<float>& a, Element result, cudaStream_t stream) {
    return result == Element::kFloat ? launch<float, E, float>(a, stream)
                                     : launch<float, E, E>(a, stream);
}

template <class T, class E, class Result>
cudaError_t load_widths() {
    return load(row_softmax_kernel<T, E, Result, kWarpTeam, 8>,
                row_softmax_kernel<T, E, Result, kWarpTeam, 32>,
                row_softmax_kernel<T, E, Result, kBlockTeam, 0>);
}

}  // namespace

template <>
cudaError_t row_softmax<float>(const ConstRows& x, std::int64_t n_rows, std::int64_t n_cols,
                               const ScaleInput& scale, const SoftmaxTarget& to, float* lse,
                               cudaStream_t stream) {
    const Arguments<float> a{x, n_rows, n_cols, scale, to, lse};
    switch (x.element) {
        case Element::kHalf:
            return launch_from<__half>(a, to.softmax.element, stream);
        case Element::kBFloat:
            return launch_from<__nv_bfloat16>(a, to.softmax.element, stream);
        default:
            return launch_from<float>(a, to.softmax.element, stream);
    }
}

template <>
cudaError_t row_softmax<double>(const ConstRows& x, std::int64_t n_rows, std::int64_t n_cols,
                                const ScaleInput& scale, const SoftmaxTarget& to, double* lse,
                                cudaStream_t stream) {
    return launch<double, double, double>({x, n_rows, n_cols, scale, to, lse}, stream);
}

cudaError_t load_row_softmax() {
    return load_all(load_widths<float, float, float>, load_widths<float, __half, __half>,
                    load_widths<float, __half, float>,
                    load_widths<float, __nv_bfloat16, __nv_bfloat16>,
                    load_widths<float, __nv_bfloat16, float>, load_widths<double, double, double>);
}

}  // namespace cuxent::kernels
