// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Negatives for each anchor, drawn as negative_draw.h says.
//
//   with repeats   a thread a slot
//   without        a warp an anchor: its slots one after another, each compared with the earlier
//                  ones by all lanes
//
// Shapes: positives and anchors n, negatives n x K. Bytes: n K indices written and 2 n K read (from
// the cache); without repeats n K^2 / 2 more, from the cache. Determinism: a number depends on its
// slot, the step and the seed alone.
#include "kernels/enqueue.cuh"
#include "kernels/gathered_launch.h"
#include "kernels/load.cuh"
#include "kernels/row_visit.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class Index>
__device__ Excluded excluded_of(const NegativeDraw& draw, const SampleArrays<Index>& arrays,
                                std::int64_t i) {
    Excluded excluded{};
    excluded.add(arrays.positives[i], draw.n_table_rows);
    if (arrays.anchors != nullptr) excluded.add(arrays.anchors[i], draw.n_table_rows);
    return excluded;
}

template <class Index>
__device__ std::uint64_t step_of(const SampleArrays<Index>& arrays) {
    return arrays.step_data != nullptr ? *arrays.step_data : arrays.step;
}

template <class Index>
__global__ void __launch_bounds__(kThreads)
    sample_slots_kernel(const NegativeDraw draw, const SampleArrays<Index> arrays) {
    const std::int64_t slot = row_of_thread();
    if (slot >= draw.n_rows * draw.n_negatives) return;
    const std::int64_t i = slot / draw.n_negatives;
    const Candidates row =
        candidates(draw, excluded_of(draw, arrays, i), i, slot % draw.n_negatives, step_of(arrays));
    arrays.negatives[slot] = static_cast<Index>(row.drawn);
}

template <class Index>
__global__ void __launch_bounds__(kRowThreads)
    sample_sets_kernel(const NegativeDraw draw, const SampleArrays<Index> arrays) {
    const std::int64_t i = row_of_warp();
    if (i >= draw.n_rows) return;
    const Excluded excluded = excluded_of(draw, arrays, i);
    const std::uint64_t step = step_of(arrays);
    Index* drawn = arrays.negatives + i * draw.n_negatives;
    const unsigned lane = threadIdx.x % 32;
    for (std::int64_t k = 0; k < draw.n_negatives; ++k) {
        const Candidates row = candidates(draw, excluded, i, k, step);
        bool is_repeat = false;
        for (std::int64_t j = lane; j < k; j += 32) is_repeat = is_repeat || drawn[j] == row.drawn;
        const bool any_repeat = __any_sync(0xFFFFFFFFU, is_repeat);
        if (lane == 0) drawn[k] = static_cast<Index>(any_repeat ? row.instead : row.drawn);
        __syncwarp();  // the next slot is compared with this one by other lanes
    }
}

}  // namespace

template <class Index>
cudaError_t sample_negatives(const NegativeDraw& draw, const SampleArrays<Index>& arrays,
                             cudaStream_t stream) {
    if (draw.without_repeats) {
        return enqueue(sample_sets_kernel<Index>, row_grid(draw.n_rows), kRowThreads, stream, draw,
                       arrays);
    }
    return enqueue(sample_slots_kernel<Index>, thread_grid(draw.n_rows * draw.n_negatives),
                   kThreads, stream, draw, arrays);
}

template cudaError_t sample_negatives<std::int32_t>(const NegativeDraw&,
                                                    const SampleArrays<std::int32_t>&,
                                                    cudaStream_t);
template cudaError_t sample_negatives<std::int64_t>(const NegativeDraw&,
                                                    const SampleArrays<std::int64_t>&,
                                                    cudaStream_t);

cudaError_t load_sample_negatives() {
    return load(sample_slots_kernel<std::int32_t>, sample_slots_kernel<std::int64_t>,
                sample_sets_kernel<std::int32_t>, sample_sets_kernel<std::int64_t>);
}

}  // namespace cuxent::kernels
