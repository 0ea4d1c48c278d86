// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The threads that share a row of any width: a warp, four rows a block, or a whole block for a wide
// row. Column c is the work of thread c mod kTeam.
#pragma once

#include <cstdint>

#include "kernels/row_visit.cuh"

namespace cuxent::kernels {

inline constexpr int kWarpTeam = 32;
inline constexpr int kBlockTeam = 256;

/// Wider rows are the work of a block: those that the lanes of a warp could not hold.
inline constexpr std::int64_t kWidestOfAWarp = 32 * 32;

template <int kTeam>
struct RowTeam {
    static constexpr int kThreadsOfABlock = kTeam == kWarpTeam ? kRowThreads : kTeam;

    static unsigned grid(std::int64_t n_rows) {
        return kTeam == kWarpTeam ? row_grid(n_rows) : static_cast<unsigned>(n_rows);
    }

    /// Row of this thread; it may lie beyond the last.
    static __device__ std::int64_t row() {
        return kTeam == kWarpTeam ? row_of_warp() : static_cast<std::int64_t>(blockIdx.x);
    }
    static __device__ int member() { return static_cast<int>(threadIdx.x) % kTeam; }

    /// Calls use(column) for the columns of this thread.
    template <class Use>
    static __device__ void for_each_column(std::int64_t n_cols, const Use& use) {
        for (std::int64_t column = member(); column < n_cols; column += kTeam) use(column);
    }

    /// Merges what all threads have, in a fixed order; every thread gets the result. All threads of
    /// the block must come here where the team is a block.
    template <class Sum>
    static __device__ Sum all(Sum sum) {
        for (int mask = 16; mask > 0; mask /= 2) sum.merge(sum.from_lane(mask));
        if constexpr (kTeam > 32) {
            constexpr int kWarpsOfATeam = kTeam / 32;
            __shared__ Sum of_warps[kWarpsOfATeam];
            if (threadIdx.x % 32 == 0) of_warps[threadIdx.x / 32] = sum;
            __syncthreads();
            sum = of_warps[0];
            for (int i = 1; i < kWarpsOfATeam; ++i) sum.merge(of_warps[i]);
        }
        return sum;
    }
};

/// A row that its team reads again each time.
template <int kTeam, class Read>
struct TeamRow {
    std::int64_t n_cols;
    const Read& read;

    template <class Use>
    __device__ void for_each(const Use& use) const {
        RowTeam<kTeam>::for_each_column(n_cols,
                                        [&](std::int64_t column) { use(column, read(column)); });
    }
};

/// Calls body(row) with the row in the form that suits its team: kHeld registers a lane of a warp.
template <class T, int kTeam, int kHeld, class Read, class Body>
__device__ void with_team_row(std::int64_t n_cols, const Read& read, const Body& body) {
    if constexpr (kTeam == kWarpTeam) {
        with_row<T, kHeld>(n_cols, read, body);
    } else {
        body(TeamRow<kTeam, Read>{n_cols, read});
    }
}

}  // namespace cuxent::kernels
