// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Ranks of the positives of gathered rows, from the similarities that gathered_statistics() left,
// or what entry_math.h puts in their place; see rank.h. An anchor whose positive has none, for an
// index that names no row, has the rank of a NaN: behind every negative.
//
// Shapes: similarities n x (K + 1), positives, rank and ties n. Bytes, with b those of the
// arithmetic type: n ((K + 1) b + 16), and the terms and ids of n K columns. Determinism: whole
// numbers.
#include "kernels/enqueue.cuh"
#include "kernels/gathered_launch.h"
#include "kernels/gathered_rows.cuh"
#include "kernels/load.cuh"
#include "kernels/rank_counts.cuh"
#include "kernels/row_team.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    GatheredRows gathered;
    ScaleInput scale;
    EntryOptions<T> entries;
    RowWeights<T> weights;
    const T* similarities;
    const T* positive;
    RankArrays ranks;
};

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T, int kTeam>
__global__ void __launch_bounds__(RowTeam<kTeam>::kThreadsOfABlock, 1)
    gathered_ranks_kernel(const Arguments<T> a) {
    using Team = RowTeam<kTeam>;
    const GatheredShape& shape = a.gathered.shape;
    const std::int64_t row = Team::row();
    if (row >= shape.n_rows) return;  // a whole team
    const auto factors = a.entries.factors(read_logits<T>(a.scale));
    TeamCounts counts{};
    Team::for_each_column(shape.n_negatives, [&](std::int64_t k) {
        const T similarity = a.similarities[row * shape.n_columns() + 1 + k];
        const T entry = adjusted_entry(a.entries, factors, similarity, row, 1 + k,
                                       place_of_options(a.gathered, shape.column(row, 1 + k)));
        counts.above += is_above(entry, a.positive[row]) ? 1 : 0;
        counts.equal += is_beside(entry, a.positive[row]) ? 1 : 0;
    });
    counts = Team::all(counts);
    if (Team::member() != 0) return;
    const bool row_counts = a.weights.counts(row);
    a.ranks.begin(row, row_counts);
    if (row_counts) a.ranks.add(row, counts);
}

template <class T, int kTeam>
cudaError_t launch(const Arguments<T>& a, cudaStream_t stream) {
    using Team = RowTeam<kTeam>;
    return enqueue(gathered_ranks_kernel<T, kTeam>, Team::grid(a.gathered.shape.n_rows),
                   Team::kThreadsOfABlock, stream, a);
}

}  // namespace

template <class T>
cudaError_t gathered_ranks(const GatheredRows& gathered, const ScaleInput& scale,
                           const EntryOptions<T>& entries, const RowWeights<T>& weights,
                           const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                           const RankArrays& ranks, cudaStream_t stream) {
    const Arguments<T> a{gathered,          scale,         entries, weights,
                         arrays.similarity, rows.positive, ranks};
    return gathered.shape.n_negatives > kWidestOfAWarp ? launch<T, kBlockTeam>(a, stream)
                                                       : launch<T, kWarpTeam>(a, stream);
}

template cudaError_t gathered_ranks<float>(const GatheredRows&, const ScaleInput&,
                                           const EntryOptions<float>&, const RowWeights<float>&,
                                           const RowArrays<float>&, const GatheredArrays<float>&,
                                           const RankArrays&, cudaStream_t);
template cudaError_t gathered_ranks<double>(const GatheredRows&, const ScaleInput&,
                                            const EntryOptions<double>&, const RowWeights<double>&,
                                            const RowArrays<double>&, const GatheredArrays<double>&,
                                            const RankArrays&, cudaStream_t);

cudaError_t load_gathered_ranks() {
    return load(gathered_ranks_kernel<float, kWarpTeam>, gathered_ranks_kernel<float, kBlockTeam>,
                gathered_ranks_kernel<double, kWarpTeam>,
                gathered_ranks_kernel<double, kBlockTeam>);
}

}  // namespace cuxent::kernels
