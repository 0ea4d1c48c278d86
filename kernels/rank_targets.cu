// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Rank of the target column of each row: kernels/rank.h. A target outside of the columns is not
// read; its row has rank 0, which no other row has.
//
// Shapes: x n_rows x n_cols with a leading dimension; targets, rank and ties one a row. Bytes, with
// b_x those of x's type: n_rows (n_cols b_x + 16), and n_rows 4 or 8 for the targets.
// Determinism: whole numbers.
#include "kernels/element.cuh"
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/rank_counts.cuh"
#include "kernels/row_team.cuh"

namespace cuxent::kernels {
namespace {

__device__ inline std::int64_t target_of(const TargetInput& targets, std::int64_t row) {
    return targets.indices.data == nullptr ? row + targets.offset : targets.indices[row];
}

template <class T, class E, int kTeam>
__global__ void __launch_bounds__(RowTeam<kTeam>::kThreadsOfABlock)
    rank_targets_kernel(const ConstRows x, std::int64_t n_rows, std::int64_t n_cols,
                        const TargetInput targets, std::int64_t* rank, std::int64_t* ties) {
    using Team = RowTeam<kTeam>;
    const std::int64_t row = Team::row();
    if (row >= n_rows) return;  // a whole team
    const E* from = static_cast<const E*>(x.data) + row * x.ld;
    const std::int64_t column = target_of(targets, row);
    const bool exists = column >= 0 && column < n_cols;
    Rank result{0, 0};
    if (exists) {
        const T target = widen<T>(from[column]);
        TeamCounts counts{};
        Team::for_each_column(n_cols, [&](std::int64_t c) {
            const T value = widen<T>(from[c]);
            counts.above += value <= target ? 0 : 1;
            counts.equal += value == target ? 1 : 0;
        });
        counts = Team::all(counts);
        result = rank_of(counts, isnan(target));
    }
    if (Team::member() != 0) return;
    rank[row] = result.rank;
    ties[row] = result.ties;
}

template <class T, class E>
cudaError_t launch(const ConstRows& x, std::int64_t n_rows, std::int64_t n_cols,
                   const TargetInput& targets, std::int64_t* rank, std::int64_t* ties,
                   cudaStream_t stream) {
    const auto launch_team = [&](auto* kernel, unsigned grid, int threads) {
        return enqueue(kernel, grid, threads, stream, x, n_rows, n_cols, targets, rank, ties);
    };
    using Warp = RowTeam<kWarpTeam>;
    using Block = RowTeam<kBlockTeam>;
    return n_cols > kWidestOfAWarp ? launch_team(rank_targets_kernel<T, E, kBlockTeam>,
                                                 Block::grid(n_rows), Block::kThreadsOfABlock)
                                   : launch_team(rank_targets_kernel<T, E, kWarpTeam>,
                                                 Warp::grid(n_rows), Warp::kThreadsOfABlock);
}

template <class T, class E>
cudaError_t load_widths() {
    return load(rank_targets_kernel<T, E, kWarpTeam>, rank_targets_kernel<T, E, kBlockTeam>);
}

}  // namespace

cudaError_t rank_targets(const ConstRows& x, std::int64_t n_rows, std::int64_t n_cols,
                         const TargetInput& targets, std::int64_t* rank, std::int64_t* ties,
                         cudaStream_t stream) {
    switch (x.element) {
        case Element::kHalf:
            return launch<float, __half>(x, n_rows, n_cols, targets, rank, ties, stream);
        case Element::kBFloat:
            return launch<float, __nv_bfloat16>(x, n_rows, n_cols, targets, rank, ties, stream);
        case Element::kDouble:
            return launch<double, double>(x, n_rows, n_cols, targets, rank, ties, stream);
        case Element::kFloat:
            break;
    }
    return launch<float, float>(x, n_rows, n_cols, targets, rank, ties, stream);
}

cudaError_t load_rank_targets() {
    return load_all(load_widths<float, float>, load_widths<float, __half>,
                    load_widths<float, __nv_bfloat16>, load_widths<double, double>);
}

}  // namespace cuxent::kernels
