// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_sampler.hpp"

#include "cuda/cuda_check.hpp"
#include "kernels/gathered_launch.h"

namespace cuxent::impl {
namespace {

template <class Index>
void enqueue(const Sampling& sampling) {
    const kernels::SampleArrays<Index> arrays{
        static_cast<const Index*>(sampling.anchors), static_cast<const Index*>(sampling.positives),
        sampling.step.value, static_cast<const std::uint64_t*>(sampling.step.data),
        static_cast<Index*>(sampling.negatives)};
    cuda_check(kernels::sample_negatives(sampling.draw, arrays,
                                         static_cast<cudaStream_t>(sampling.stream)),
               "sample_negatives");
}

}  // namespace

void enqueue_sampling(const Sampling& sampling) {
    if (sampling.index_type == CUXENT_INDEX_INT64) {
        enqueue<std::int64_t>(sampling);
    } else {
        enqueue<std::int32_t>(sampling);
    }
}

}  // namespace cuxent::impl
