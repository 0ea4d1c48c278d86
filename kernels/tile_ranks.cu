// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Ranks of the targets of a panel's rows and, where mirrored, of its columns; see rank.h.
//
//   rank_r += columns c with S_rc > s_r     ties_r += columns with S_rc = s_r     s the target's
//   and of a mirrored panel  rank_c += rows r with S_rc > s_c  and so on
//
// S masked: own column, target and what the panel has -infinity for are left out. The targets of
// all rows have been noted, and the panel still holds similarities.
//
// Shapes: panel n_rows x n_cols, ld; targets, rank and ties one a row of the problem. Bytes, with b
// those of the arithmetic type: b n_rows n_cols read; for each row and column chunk
// (panel_visit.cuh) an addition to rank, and to ties where there are any. Noting: 2 b for each
// target. Determinism: atomic additions, of whole numbers: in every order the same.
#include <cstdint>

#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_sums.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
__global__ void __launch_bounds__(kThreads)
    begin_ranks_kernel(const RowWeights<T> weights, std::int64_t n_rows, const RankArrays ranks) {
    const std::int64_t row = row_of_thread();
    if (row < n_rows) ranks.begin(row, weights.counts(row));
}

template <class T>
__global__ void __launch_bounds__(kThreads)
    note_targets_kernel(const Panel<T> panel, const Diagonal target, bool mirrored, T* positive) {
    const std::int64_t r = row_of_thread();
    if (r >= panel.n_rows) return;
    const std::int64_t c = position_of(target, panel, r, 0);
    if (c < 0 || c >= panel.n_cols) return;
    const T similarity = panel.data[r * panel.ld + c];
    positive[panel.row_begin + r] = similarity;
    if (mirrored) positive[panel.col_begin + c] = similarity;
}

template <class T>
struct Arguments {
    Panel<T> panel;
    Diagonal self, target;
    bool mirrored;
    const T* positive;
    RowWeights<T> weights;
    RankArrays ranks;
};

/// Entries above and beside a target, in the halves of a word: a block has fewer than 2^16 in a
/// row, or in a column.
struct PanelCount {
    std::uint32_t packed;

    static __device__ PanelCount none() { return {0}; }
    __device__ void merge(const PanelCount& other) { packed += other.packed; }
    __device__ PanelCount from_lane(int mask) const {
        return {__shfl_xor_sync(0xFFFFFFFFU, packed, mask)};
    }
    template <class T>
    __device__ void add(T entry, T target) {
        packed += (is_above(entry, target) ? 1U : 0U) + (is_beside(entry, target) ? 1U << 16 : 0U);
    }
    __device__ void add_to(const RankArrays& ranks, std::int64_t row) const {
        const auto add_count = [row](std::int64_t* to, std::uint32_t count) {
            if (to == nullptr || count == 0) return;
            atomicAdd(reinterpret_cast<unsigned long long*>(to) + row,
                      static_cast<unsigned long long>(count));
        };
        add_count(ranks.rank, packed & 0xFFFFU);
        add_count(ranks.ties, packed >> 16);
    }
};
static_assert(kColumnsPerBlock<float> < 1 << 16 && kRowsPerBlock < 1 << 16);

/// What a row may not see among the thread's columns becomes -infinity.
template <class T>
__device__ void mask_row(const Arguments<T>& a, std::int64_t r, std::int64_t c, Vector<T>& v) {
    const std::int64_t self = position_of(a.self, a.panel, r, c);
    const std::int64_t target = position_of(a.target, a.panel, r, c);
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        if (j == self || j == target || c + j >= a.panel.n_cols) v.at[j] = -T(INFINITY);
    }
}

template <class T>
__global__ void __launch_bounds__(kThreads) tile_ranks_kernel(const Arguments<T> a) {
    constexpr int kSize = Vector<T>::kSize;
    const std::int64_t first = first_column<T>();
    T of_column[kSize];
#pragma unroll
    for (int j = 0; j < kSize; ++j) {
        const bool is_row = a.mirrored && first + j < a.panel.n_cols;
        of_column[j] = is_row ? a.positive[a.panel.col_begin + first + j] : T(0);
    }
    reduce_panel<PanelCount>(
        a.panel,
        [&](std::int64_t r, std::int64_t c, PanelCount(&columns)[kSize]) {
            Vector<T> v = Vector<T>::load(a.panel.data + r * a.panel.ld + c);
            mask_row(a, r, c, v);
            const T of_row = a.positive[a.panel.row_begin + r];
            PanelCount row = PanelCount::none();
#pragma unroll
            for (int j = 0; j < kSize; ++j) {
                row.add(v.at[j], of_row);
                columns[j].add(v.at[j], of_column[j]);
            }
            return row;
        },
        [&](std::int64_t c, const PanelCount(&columns)[kSize]) {
            for (int j = 0; j < kSize && a.mirrored && c + j < a.panel.n_cols; ++j) {
                const std::int64_t row = a.panel.col_begin + c + j;
                if (a.weights.counts(row)) columns[j].add_to(a.ranks, row);
            }
        },
        [&](std::int64_t r, const PanelCount& count) {
            const std::int64_t row = a.panel.row_begin + r;
            if (a.weights.counts(row)) count.add_to(a.ranks, row);
        });
}

}  // namespace

template <class T>
cudaError_t begin_ranks(const RowWeights<T>& weights, std::int64_t n_rows, const RankArrays& ranks,
                        cudaStream_t stream) {
    return enqueue(begin_ranks_kernel<T>, thread_grid(n_rows), kThreads, stream, weights, n_rows,
                   ranks);
}

template <class T>
cudaError_t note_targets(const Panel<T>& panel, const Diagonal& target, bool mirrored, T* positive,
                         cudaStream_t stream) {
    return enqueue(note_targets_kernel<T>, thread_grid(panel.n_rows), kThreads, stream, panel,
                   target, mirrored, positive);
}

template <class T>
cudaError_t tile_ranks(const Panel<T>& panel, const Diagonal& self, const Diagonal& target,
                       bool mirrored, const T* positive, const RowWeights<T>& weights,
                       const RankArrays& ranks, cudaStream_t stream) {
    return enqueue(tile_ranks_kernel<T>, panel_grid(panel), kThreads, stream,
                   Arguments<T>{panel, self, target, mirrored, positive, weights, ranks});
}

template cudaError_t begin_ranks<float>(const RowWeights<float>&, std::int64_t, const RankArrays&,
                                        cudaStream_t);
template cudaError_t begin_ranks<double>(const RowWeights<double>&, std::int64_t, const RankArrays&,
                                         cudaStream_t);
template cudaError_t note_targets<float>(const Panel<float>&, const Diagonal&, bool, float*,
                                         cudaStream_t);
template cudaError_t note_targets<double>(const Panel<double>&, const Diagonal&, bool, double*,
                                          cudaStream_t);
template cudaError_t tile_ranks<float>(const Panel<float>&, const Diagonal&, const Diagonal&, bool,
                                       const float*, const RowWeights<float>&, const RankArrays&,
                                       cudaStream_t);
template cudaError_t tile_ranks<double>(const Panel<double>&, const Diagonal&, const Diagonal&,
                                        bool, const double*, const RowWeights<double>&,
                                        const RankArrays&, cudaStream_t);

cudaError_t load_tile_ranks() {
    return load(begin_ranks_kernel<float>, begin_ranks_kernel<double>, note_targets_kernel<float>,
                note_targets_kernel<double>, tile_ranks_kernel<float>, tile_ranks_kernel<double>);
}

}  // namespace cuxent::kernels
