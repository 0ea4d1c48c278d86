// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Mean rank, and for each k the share of rows in the top k. Rows without a target, whose rank is 0,
// spoil both or are left out.
//
// Shapes: rank and ties one for each of n rows; one number for each k. One block. Bytes: 16 n.
// Determinism: sums of whole numbers, divided once.
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/row_team.cuh"

namespace cuxent::kernels {
namespace {

struct Summary {
    std::int64_t twice_ranks, unranked;
    std::int64_t hits[TopValues::kMost];

    template <class Combine>
    __device__ Summary each(const Summary& other, const Combine& combine) const {
        Summary out{combine(twice_ranks, other.twice_ranks), combine(unranked, other.unranked), {}};
        for (int i = 0; i < TopValues::kMost; ++i) out.hits[i] = combine(hits[i], other.hits[i]);
        return out;
    }
    __device__ void merge(const Summary& other) {
        *this = each(other, [](std::int64_t a, std::int64_t b) { return a + b; });
    }
    __device__ Summary from_lane(int mask) const {
        return each(*this, [mask](std::int64_t a, std::int64_t) {
            return __shfl_xor_sync(0xFFFFFFFFU, a, mask);
        });
    }
};

template <class T>
__global__ void __launch_bounds__(kBlockTeam)
    summarize_ranks_kernel(const std::int64_t* rank, const std::int64_t* ties, std::int64_t n,
                           TieRule rule, Unranked unranked, const TopValues top, T* mean_rank,
                           T* shares) {
    using Team = RowTeam<kBlockTeam>;
    Summary summary{};
    Team::for_each_column(n, [&](std::int64_t row) {
        const std::int64_t twice = twice_rank({rank[row], ties[row]}, rule);
        summary.twice_ranks += twice;
        summary.unranked += twice == 0 ? 1 : 0;
        for (int i = 0; i < top.n; ++i) summary.hits[i] += is_in_top(twice, top.values[i]) ? 1 : 0;
    });
    summary = Team::all(summary);
    if (Team::member() != 0) return;
    const double n_rows = rows_of_mean(n, summary.unranked, unranked);
    if (mean_rank != nullptr) {
        *mean_rank = static_cast<T>(mean_of(static_cast<double>(summary.twice_ranks) / 2, n_rows));
    }
    for (int i = 0; shares != nullptr && i < top.n; ++i) {
        shares[i] = static_cast<T>(mean_of(static_cast<double>(summary.hits[i]), n_rows));
    }
}

}  // namespace

template <class T>
cudaError_t summarize_ranks(const std::int64_t* rank, const std::int64_t* ties, std::int64_t n,
                            TieRule rule, Unranked unranked, const TopValues& top, T* mean_rank,
                            T* shares, cudaStream_t stream) {
    return enqueue(summarize_ranks_kernel<T>, 1, kBlockTeam, stream, rank, ties, n, rule, unranked,
                   top, mean_rank, shares);
}

template cudaError_t summarize_ranks<float>(const std::int64_t*, const std::int64_t*, std::int64_t,
                                            TieRule, Unranked, const TopValues&, float*, float*,
                                            cudaStream_t);
template cudaError_t summarize_ranks<double>(const std::int64_t*, const std::int64_t*, std::int64_t,
                                             TieRule, Unranked, const TopValues&, double*, double*,
                                             cudaStream_t);

cudaError_t load_summarize_ranks() {
    return load(summarize_ranks_kernel<float>, summarize_ranks_kernel<double>);
}

}  // namespace cuxent::kernels
