// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums of a panel where rows have sets of targets (set_math.h), by label, listed or weighted
// (set_members.h):
//
//   negatives   of 2^(t - shift) over the negatives
//   targets     the same over the targets, with their similarities and their number; of weighted
//               targets both times the weights, and the number itself
//   pairs       over the targets, against the negatives' sums, which are complete:
//               d_rc = ln 2 ((shift_r - t_rc) + log2 sum_r): of softplus(d), of sigmoid(d), number,
//               all times the weights
//
// for its rows and, where mirrored, its columns. The panel is only read: backward wants its
// similarities.
//
// Shapes: panel n_rows x n_cols, ld; labels one a row and a column of the problem, bits of pairs
// one an entry, weights n_rows x n_cols of the problem with a stride and alignment of their own;
// partials as in panel_sums.cuh. Bytes, with b those of the arithmetic type: b n_rows n_cols read,
// labels once a block, or up to 2 bits for each entry, or b for its weight, and b for each field of
// each partial. Determinism: fixed order, no atomics.
#include <cstdint>

#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_sums.cuh"
#include "kernels/scale.cuh"
#include "kernels/set_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class T, class Members>
struct Arguments {
    Panel<T> panel;
    ScaleInput scale;
    Diagonal self;
    Members members;
    bool mirrored;
    RowArrays<T> rows;
    Partials<T> partials;
};

template <SumKind kKind, class Sum, class T, class Members>
__device__ void add_exponentials(const Arguments<T, Members>& a, const Logits<T>& logits) {
    constexpr Entry kMeant = kKind == SumKind::kNegatives ? Entry::kNegative : Entry::kTarget;
    const SetColumns<Members, T> columns_of(a.members, a.panel);
    sum_panel<Sum>(a.panel, a.mirrored, a.partials,
                   [&](std::int64_t r, std::int64_t c, Sum(&columns)[Vector<T>::kSize]) {
                       Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
                       const SetRow<Members, T> row_of(a.members, a.panel, a.self, r, c);
                       Sum row = Sum::none();
#pragma unroll
                       for (int j = 0; j < Vector<T>::kSize; ++j) {
                           if (entry_of(row_of, columns_of, j) != kMeant) {
                               v.at[j] = -T(INFINITY);
                           }
                           if constexpr (kKind == SumKind::kNegatives) {
                               Sum::add(v.at[j], logits, a.mirrored, row, columns[j]);
                           } else {
                               Sum::add(v.at[j], weight_of<Members, T>(row_of, j), logits,
                                        a.mirrored, row, columns[j]);
                           }
                       }
                       return row;
                   });
}

template <class T, class Members, SumKind kKind>
__global__ void __launch_bounds__(kThreads, 1)
    set_statistics_kernel(const Arguments<T, Members> a) {
    using One = ExponentialSum<T, kKind, OneShift>;
    using Running = ExponentialSum<T, kKind, RunningShift>;
    const Logits<T> logits = read_logits<T>(a.scale);
    // The same for all threads of the grid.
    if (logits.one_shift) {
        add_exponentials<kKind, One>(a, logits);
    } else {
        add_exponentials<kKind, Running>(a, logits);
    }
}

/// The negatives of a row, or of a column.
template <class T>
struct Negatives {
    T shift, log2_sum;

    static __device__ Negatives of(const RowArrays<T>& rows, std::int64_t row) {
        return {rows.shift[row], std::log2(rows.sum[row])};
    }
    __device__ void add_pair(T similarity, T weight, T slope, PairSum<T>& sums) const {
        const T d = (fma(-similarity, slope, shift) + log2_sum) * T(kLn2);
        sums.losses += weight * softplus(d);
        sums.shares += weight * std::exp(-softplus(-d));
        sums.count += weight;
    }
};

template <class T, class Members>
__global__ void __launch_bounds__(kThreads, 1)
    pair_statistics_kernel(const Arguments<T, Members> a) {
    const Logits<T> logits = read_logits<T>(a.scale);
    const SetColumns<Members, T> columns_of(a.members, a.panel);
    sum_panel<PairSum<T>>(
        a.panel, a.mirrored, a.partials,
        [&](std::int64_t r, std::int64_t c, PairSum<T>(&columns)[Vector<T>::kSize]) {
            const Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
            const SetRow<Members, T> row_of(a.members, a.panel, a.self, r, c);
            PairSum<T> row = PairSum<T>::none();
        // Few entries are pairs: what they need is read for them alone.
#pragma unroll 1
            for (int j = 0; j < Vector<T>::kSize; ++j) {
                if (entry_of(row_of, columns_of, j) != Entry::kTarget) continue;
                const T weight = weight_of<Members, T>(row_of, j);
                Negatives<T>::of(a.rows, a.panel.row_begin + r)
                    .add_pair(v.at[j], weight, logits.slope, row);
                if (!a.mirrored) continue;
                Negatives<T>::of(a.rows, a.panel.col_begin + c + j)
                    .add_pair(v.at[j], weight, logits.slope, columns[j]);
            }
            return row;
        });
}

template <class T, class Members>
auto kernel_for(SumKind kind) {
    constexpr SumKind kTargets =
        kHasWeights<Members> ? SumKind::kWeightedTargets : SumKind::kTargets;
    return kind == SumKind::kNegatives ? set_statistics_kernel<T, Members, SumKind::kNegatives>
           : kind == kTargets          ? set_statistics_kernel<T, Members, kTargets>
                                       : pair_statistics_kernel<T, Members>;
}

template <class T, class Members>
cudaError_t load_all_kinds() {
    constexpr SumKind kTargets =
        kHasWeights<Members> ? SumKind::kWeightedTargets : SumKind::kTargets;
    return load(kernel_for<T, Members>(SumKind::kNegatives), kernel_for<T, Members>(kTargets),
                kernel_for<T, Members>(SumKind::kPairs));
}

}  // namespace

template <class T>
cudaError_t tile_set_statistics(const Panel<T>& panel, const ScaleInput& scale,
                                const Diagonal& self, const SetMembers<T>& members, SumKind kind,
                                bool mirrored, const RowArrays<T>& rows,
                                const Partials<T>& partials, cudaStream_t stream) {
    const auto enqueue_for = [&](const auto& by) {
        using Members = std::decay_t<decltype(by)>;
        return enqueue(kernel_for<T, Members>(kind), panel_grid(panel), kThreads, stream,
                       Arguments<T, Members>{panel, scale, self, by, mirrored, rows, partials});
    };
    return members.take(enqueue_for);
}

template cudaError_t tile_set_statistics<float>(const Panel<float>&, const ScaleInput&,
                                                const Diagonal&, const SetMembers<float>&, SumKind,
                                                bool, const RowArrays<float>&,
                                                const Partials<float>&, cudaStream_t);
template cudaError_t tile_set_statistics<double>(const Panel<double>&, const ScaleInput&,
                                                 const Diagonal&, const SetMembers<double>&,
                                                 SumKind, bool, const RowArrays<double>&,
                                                 const Partials<double>&, cudaStream_t);

cudaError_t load_tile_set_statistics() {
    return load_all(load_all_kinds<float, SetLabels>, load_all_kinds<double, SetLabels>,
                    load_all_kinds<float, PairBits>, load_all_kinds<double, PairBits>,
                    load_all_kinds<float, SoftTargets<float>>,
                    load_all_kinds<double, SoftTargets<double>>);
}

}  // namespace cuxent::kernels
