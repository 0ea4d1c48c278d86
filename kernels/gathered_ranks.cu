// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Ranks of the positives of gathered rows, from the similarities that gathered_statistics() left;
// see rank.h. An anchor whose positive has none, for an index that names no row, has the rank of a
// NaN: behind every negative.
//
// Shapes: similarities n x K, positives, rank and ties n. Bytes, with b those of the arithmetic
// type: n ((K + 1) b + 16). Determinism: whole numbers.
#include "kernels/enqueue.cuh"
#include "kernels/gathered_launch.h"
#include "kernels/load.cuh"
#include "kernels/rank_counts.cuh"
#include "kernels/row_team.cuh"

namespace cuxent::kernels {
namespace {

template <class T, int kTeam>
__global__ void __launch_bounds__(RowTeam<kTeam>::kThreadsOfABlock)
    gathered_ranks_kernel(const T* similarities, const GatheredShape shape, const T* positive,
                          const RowWeights<T> weights, const RankArrays ranks) {
    using Team = RowTeam<kTeam>;
    const std::int64_t row = Team::row();
    if (row >= shape.n_rows) return;  // a whole team
    TeamCounts counts{};
    Team::for_each_column(shape.n_negatives, [&](std::int64_t k) {
        const T similarity = similarities[row * shape.n_negatives + k];
        counts.above += is_above(similarity, positive[row]) ? 1 : 0;
        counts.equal += is_beside(similarity, positive[row]) ? 1 : 0;
    });
    counts = Team::all(counts);
    if (Team::member() != 0) return;
    const bool row_counts = weights.counts(row);
    ranks.begin(row, row_counts);
    if (row_counts) ranks.add(row, counts);
}

template <class T, int kTeam>
cudaError_t launch(const GatheredShape& shape, const RowWeights<T>& weights,
                   const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                   const RankArrays& ranks, cudaStream_t stream) {
    using Team = RowTeam<kTeam>;
    return enqueue(gathered_ranks_kernel<T, kTeam>, Team::grid(shape.n_rows),
                   Team::kThreadsOfABlock, stream, arrays.similarity, shape, rows.positive, weights,
                   ranks);
}

}  // namespace

template <class T>
cudaError_t gathered_ranks(const GatheredShape& shape, const RowWeights<T>& weights,
                           const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                           const RankArrays& ranks, cudaStream_t stream) {
    return shape.n_negatives > kWidestOfAWarp
               ? launch<T, kBlockTeam>(shape, weights, rows, arrays, ranks, stream)
               : launch<T, kWarpTeam>(shape, weights, rows, arrays, ranks, stream);
}

template cudaError_t gathered_ranks<float>(const GatheredShape&, const RowWeights<float>&,
                                           const RowArrays<float>&, const GatheredArrays<float>&,
                                           const RankArrays&, cudaStream_t);
template cudaError_t gathered_ranks<double>(const GatheredShape&, const RowWeights<double>&,
                                            const RowArrays<double>&, const GatheredArrays<double>&,
                                            const RankArrays&, cudaStream_t);

cudaError_t load_gathered_ranks() {
    return load(gathered_ranks_kernel<float, kWarpTeam>, gathered_ranks_kernel<float, kBlockTeam>,
                gathered_ranks_kernel<double, kWarpTeam>,
                gathered_ranks_kernel<double, kBlockTeam>);
}

}  // namespace cuxent::kernels
