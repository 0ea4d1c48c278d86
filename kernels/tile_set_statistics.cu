// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums of a panel where rows have sets of targets, the columns with their label (set_math.h):
//
//   negatives   of 2^(t - shift) over the entries of another label
//   targets     the same over those of the row's label, with their similarities and their number
//   pairs       over the targets, against the negatives' sums, which are complete:
//               d_rc = ln 2 ((shift_r - t_rc) + log2 sum_r): of softplus(d), of sigmoid(d), number
//
// for its rows and, where mirrored, its columns. The panel is only read: backward wants its
// similarities.
//
// Shapes: panel n_rows x n_cols, ld; labels one a row and a column of the problem; partials as in
// panel_sums.cuh. Bytes, with b those of the arithmetic type: b n_rows n_cols read, labels once a
// block, and b for each field of each partial. Determinism: fixed order, no atomics.
#include <cstdint>

#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_sums.cuh"
#include "kernels/scale.cuh"
#include "kernels/set_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    Panel<T> panel;
    ScaleInput scale;
    Diagonal self;
    SetLabels labels;
    bool mirrored;
    RowArrays<T> rows;
    Partials<T> partials;
};

template <bool kTargets, class Sum, class T>
__device__ void add_exponentials(const Arguments<T>& a, const Logits<T>& logits) {
    const ColumnLabels<T> columns_of(a.labels, a.panel);
    sum_panel<Sum>(a.panel, a.mirrored, a.partials,
                   [&](std::int64_t r, std::int64_t c, Sum(&columns)[Vector<T>::kSize]) {
                       Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
                       const RowLabel<T> row_of(a.labels, a.panel, a.self, r, c);
                       Sum row = Sum::none();
#pragma unroll
                       for (int j = 0; j < Vector<T>::kSize; ++j) {
                           if (entry_of(row_of, columns_of, j) !=
                               (kTargets ? Entry::kTarget : Entry::kNegative)) {
                               v.at[j] = -T(INFINITY);
                           }
                           Sum::add(v.at[j], logits, a.mirrored, row, columns[j]);
                       }
                       return row;
                   });
}

template <class T, bool kTargets>
__global__ void __launch_bounds__(kThreads, 1) set_statistics_kernel(const Arguments<T> a) {
    using One = std::conditional_t<kTargets, Totalled<T, OneShift>, OneShift<T>>;
    using Running = std::conditional_t<kTargets, Totalled<T, RunningShift>, RunningShift<T>>;
    const Logits<T> logits = read_logits<T>(a.scale);
    // The same for all threads of the grid.
    if (logits.one_shift) {
        add_exponentials<kTargets, One>(a, logits);
    } else {
        add_exponentials<kTargets, Running>(a, logits);
    }
}

/// The negatives of a row, or of a column.
template <class T>
struct Negatives {
    T shift, log2_sum;

    static __device__ Negatives of(const RowArrays<T>& rows, std::int64_t row) {
        return {rows.shift[row], std::log2(rows.sum[row])};
    }
    __device__ void add_pair(T similarity, T slope, PairSum<T>& sums) const {
        const T d = (fma(-similarity, slope, shift) + log2_sum) * T(kLn2);
        sums.losses += softplus(d);
        sums.shares += std::exp(-softplus(-d));
        sums.count += T(1);
    }
};

template <class T>
__global__ void __launch_bounds__(kThreads, 1) pair_statistics_kernel(const Arguments<T> a) {
    const Logits<T> logits = read_logits<T>(a.scale);
    const ColumnLabels<T> columns_of(a.labels, a.panel);
    sum_panel<PairSum<T>>(
        a.panel, a.mirrored, a.partials,
        [&](std::int64_t r, std::int64_t c, PairSum<T>(&columns)[Vector<T>::kSize]) {
            const Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
            const RowLabel<T> row_of(a.labels, a.panel, a.self, r, c);
            PairSum<T> row = PairSum<T>::none();
        // Few entries are pairs: what they need is read for them alone.
#pragma unroll 1
            for (int j = 0; j < Vector<T>::kSize; ++j) {
                if (entry_of(row_of, columns_of, j) != Entry::kTarget) continue;
                Negatives<T>::of(a.rows, a.panel.row_begin + r)
                    .add_pair(v.at[j], logits.slope, row);
                if (!a.mirrored) continue;
                Negatives<T>::of(a.rows, a.panel.col_begin + c + j)
                    .add_pair(v.at[j], logits.slope, columns[j]);
            }
            return row;
        });
}

template <class T>
auto kernel_for(SumKind kind) {
    return kind == SumKind::kNegatives ? set_statistics_kernel<T, false>
           : kind == SumKind::kTargets ? set_statistics_kernel<T, true>
                                       : pair_statistics_kernel<T>;
}

}  // namespace

template <class T>
cudaError_t tile_set_statistics(const Panel<T>& panel, const ScaleInput& scale,
                                const Diagonal& self, const SetLabels& labels, SumKind kind,
                                bool mirrored, const RowArrays<T>& rows,
                                const Partials<T>& partials, cudaStream_t stream) {
    return enqueue(kernel_for<T>(kind), panel_grid(panel), kThreads, stream,
                   Arguments<T>{panel, scale, self, labels, mirrored, rows, partials});
}

template cudaError_t tile_set_statistics<float>(const Panel<float>&, const ScaleInput&,
                                                const Diagonal&, const SetLabels&, SumKind, bool,
                                                const RowArrays<float>&, const Partials<float>&,
                                                cudaStream_t);
template cudaError_t tile_set_statistics<double>(const Panel<double>&, const ScaleInput&,
                                                 const Diagonal&, const SetLabels&, SumKind, bool,
                                                 const RowArrays<double>&, const Partials<double>&,
                                                 cudaStream_t);

cudaError_t load_tile_set_statistics() {
    return load(kernel_for<float>(SumKind::kNegatives), kernel_for<double>(SumKind::kNegatives),
                kernel_for<float>(SumKind::kTargets), kernel_for<double>(SumKind::kTargets),
                kernel_for<float>(SumKind::kPairs), kernel_for<double>(SumKind::kPairs));
}

}  // namespace cuxent::kernels
