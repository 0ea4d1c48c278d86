// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Similarities of anchors with columns of their own, and what the row function needs of them.
//
//   similarity_ij = <z_i, z_j>,   z = x / |x| as in normalize_rows.cu
//   sum_i         = sum over the negatives of 2^(t_ij - shift_i),   t = slope * similarity, or what
//                   entry_math.h puts in its place
//
// A block takes an anchor, each of its warps every kWarps-th column.
//
// An anchor with an index that names no row, its own or a column's, gets NaNs as its sum and as the
// similarity of its positive, and with them a NaN loss and NaN gradients; what is not there is read
// as zeros.
//
// With label smoothing also the mean and the number of the columns that an anchor sees, for
// smoothing_math.h: those of its own that ids and a guide leave it, as the softmax sees them.
//
// Shapes: n anchors and positives, n x K negatives, D wide. Bytes, with b those of the arithmetic
// type and b_x of the caller's: n (K + 2) D b_x for D <= 1024, a wider row is read four times;
// n ((K + 2) (2 b + index) + (K + 1) b + 3 b) beside, and the terms and ids of n (K + 1) columns.
// Determinism: fixed order within a warp, then over the warps.
#include "kernels/enqueue.cuh"
#include "kernels/exponential_sum.cuh"
#include "kernels/gathered_rows.cuh"
#include "kernels/gathered_similarity.cuh"
#include "kernels/load.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kWarps = kRowThreads / 32;

template <class T>
struct Arguments {
    GatheredRows gathered;
    NormRule rule;
    ScaleInput scale;
    EntryOptions<T> entries;
    RowWeights<T> weights;
    RowArrays<T> rows;
    GatheredArrays<T> arrays;
    std::int64_t* n_out_of_range;
};

/// Leaves the norm of a row for the way back. One lane writes.
template <class T>
__device__ void note_norm(const Arguments<T>& a, const Gathered& row, const RowNorm<T>& norm) {
    if (threadIdx.x % 32 != 0) return;
    const std::int64_t source = a.gathered.shape.source(row);
    a.arrays.norm_scale[source] = norm.scale;
    a.arrays.norm_divisor[source] = norm.divisor;
}

/// The columns that an anchor sees.
struct Seen {
    double total;  ///< of their entries
    std::int64_t n;

    template <class T>
    __device__ void add(T entry) {
        if (entry == -T(INFINITY)) return;
        total += static_cast<double>(entry);
        ++n;
    }
};

/// Merges the sums of the warps and writes what is known of the row.
template <class Sum, class T>
__device__ void finish(const Arguments<T>& a, const Logits<T>& logits, const Sum& of_warp,
                       T positive, const Seen& seen_by_warp, bool is_broken) {
    __shared__ T shifts[kWarps];
    __shared__ T sums[kWarps];
    __shared__ Seen seen[kWarps];
    __shared__ T target;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    if (threadIdx.x == 0) target = positive;  // column 0 is warp 0's
    const SumArrays<T> by_warp{shifts, sums, nullptr, nullptr};
    if (threadIdx.x % 32 == 0) {
        of_warp.store(by_warp, warp);
        seen[warp] = seen_by_warp;
    }
    const bool any_broken = __syncthreads_or(is_broken ? 1 : 0) != 0;
    if (threadIdx.x != 0) return;
    Sum sum = Sum::load(by_warp, 0);
    for (int other = 1; other < kWarps; ++other) sum.merge(Sum::load(by_warp, other));
    const std::int64_t i = blockIdx.x;
    a.rows.shift[i] = logits.shift;
    sum.store({a.rows.shift, a.rows.sum, nullptr, nullptr}, i);
    a.rows.positive[i] = target;
    if (a.rows.smoothed_mean != nullptr) {
        Seen all{};
        for (int other = 0; other < kWarps; ++other) {
            all.total += seen[other].total;
            all.n += seen[other].n;
        }
        a.rows.smoothed_mean[i] = static_cast<T>(all.total / static_cast<double>(all.n));
        a.arrays.n_seen[i] = all.n;
    }
    if (!any_broken || !a.weights.counts(i)) return;
    a.rows.sum[i] = a.rows.positive[i] = T(NAN);
    if (a.rows.target_cosine != nullptr) a.rows.target_cosine[i] = T(NAN);
    a.arrays.similarity[i * a.gathered.shape.n_columns()] = T(NAN);
}

template <class Sum, class T, class E, int kHeld, class Row>
__device__ void visit_columns(const Arguments<T>& a, const Logits<T>& logits, const Row& z,
                              bool is_broken) {
    const std::int64_t i = blockIdx.x;
    const std::int64_t n_columns = a.gathered.shape.n_columns();
    const auto factors = a.entries.factors(logits);
    Sum sum = Sum::none();
    T positive = 0;
    Seen seen{};
    int n_broken = is_broken && threadIdx.x < 32 ? 1 : 0;
    for (std::int64_t j = threadIdx.x / 32; j < n_columns; j += kWarps) {
        const Gathered column = a.gathered.shape.column(i, j);
        const E* x = address_of<E>(a.gathered, column);
        if (x == nullptr) ++n_broken;
        const T with_z =
            similarity_with<T, kHeld>(a.gathered.dim, a.rule, z, x,
                                      [&](const RowNorm<T>& norm) { note_norm(a, column, norm); });
        const T similarity = a.weights.counts(i) ? with_z : T(0);
        T entry = adjusted_entry(a.entries, factors, similarity, i, j,
                                 place_of_options(a.gathered, column));
        seen.add(entry);
        if (threadIdx.x % 32 == 0) a.arrays.similarity[i * n_columns + j] = similarity;
        if (j == 0) {
            if (a.rows.target_cosine != nullptr && threadIdx.x == 0) {
                a.rows.target_cosine[i] = factors.capped(similarity);
            }
            positive = entry;
        } else {
            Sum of_column = Sum::none();  // nobody's
            Sum::add(entry, logits, false, sum, of_column);
        }
    }
    if (n_broken != 0 && a.n_out_of_range != nullptr && threadIdx.x % 32 == 0) {
        atomicAdd(reinterpret_cast<unsigned long long*>(a.n_out_of_range),
                  static_cast<unsigned long long>(n_broken));
    }
    finish(a, logits, sum, positive, seen, n_broken != 0);
}

// One block a multiprocessor is enough to ask for: two rows in registers would be spilled for the
// sake of occupancy.
template <class T, class E, int kHeld>
__global__ void __launch_bounds__(kRowThreads, 1) gathered_statistics_kernel(const Arguments<T> a) {
    const Logits<T> logits = read_logits<T>(a.scale);
    const Gathered anchor{Part::kAnchor, static_cast<std::int64_t>(blockIdx.x)};
    const E* x = address_of<E>(a.gathered, anchor);
    const bool counts = a.weights.counts(anchor.number);
    const auto visit = [&](const auto& z, const RowNorm<T>& norm) {
        if (threadIdx.x < 32) note_norm(a, anchor, norm);
        if (logits.one_shift) {
            visit_columns<OneShift<T>, T, E, kHeld>(a, logits, z, x == nullptr);
        } else {
            visit_columns<RunningShift<T>, T, E, kHeld>(a, logits, z, x == nullptr);
        }
    };
    with_unit_row<T, kHeld>(a.gathered.dim, a.rule, x, counts, visit);
}

}  // namespace

template <class T>
cudaError_t gathered_statistics(const GatheredRows& gathered, const NormRule& rule,
                                const ScaleInput& scale, const EntryOptions<T>& entries,
                                const RowWeights<T>& weights, const RowArrays<T>& rows,
                                const GatheredArrays<T>& arrays, std::int64_t* n_out_of_range,
                                cudaStream_t stream) {
    const Arguments<T> a{gathered, rule, scale, entries, weights, rows, arrays, n_out_of_range};
    const auto grid = static_cast<unsigned>(gathered.shape.n_rows);
    return with_element<T>(gathered.element, [&](auto element) {
        using E = decltype(element);
        return with_held(gathered.dim, [&](auto held) {
            return enqueue(gathered_statistics_kernel<T, E, decltype(held)::value>, grid,
                           kRowThreads, stream, a);
        });
    });
}

template cudaError_t gathered_statistics<float>(const GatheredRows&, const NormRule&,
                                                const ScaleInput&, const EntryOptions<float>&,
                                                const RowWeights<float>&, const RowArrays<float>&,
                                                const GatheredArrays<float>&, std::int64_t*,
                                                cudaStream_t);
template cudaError_t gathered_statistics<double>(const GatheredRows&, const NormRule&,
                                                 const ScaleInput&, const EntryOptions<double>&,
                                                 const RowWeights<double>&,
                                                 const RowArrays<double>&,
                                                 const GatheredArrays<double>&, std::int64_t*,
                                                 cudaStream_t);

cudaError_t load_gathered_statistics() {
    return load(
        gathered_statistics_kernel<float, float, 8>, gathered_statistics_kernel<float, float, 32>,
        gathered_statistics_kernel<float, float, 0>, gathered_statistics_kernel<float, __half, 8>,
        gathered_statistics_kernel<float, __half, 32>, gathered_statistics_kernel<float, __half, 0>,
        gathered_statistics_kernel<float, __nv_bfloat16, 8>,
        gathered_statistics_kernel<float, __nv_bfloat16, 32>,
        gathered_statistics_kernel<float, __nv_bfloat16, 0>,
        gathered_statistics_kernel<double, double, 8>,
        gathered_statistics_kernel<double, double, 32>,
        gathered_statistics_kernel<double, double, 0>);
}

}  // namespace cuxent::kernels
