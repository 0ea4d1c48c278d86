// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Columns above and beside a target, counted by a team of threads (row_team.cuh).
#pragma once

#include "kernels/rank.h"

namespace cuxent::kernels {

struct TeamCounts : RankCounts {
    __device__ void merge(const TeamCounts& other) {
        above += other.above;
        equal += other.equal;
    }
    __device__ TeamCounts from_lane(int mask) const {
        return {
            {__shfl_xor_sync(0xFFFFFFFFU, above, mask), __shfl_xor_sync(0xFFFFFFFFU, equal, mask)}};
    }
};

}  // namespace cuxent::kernels
