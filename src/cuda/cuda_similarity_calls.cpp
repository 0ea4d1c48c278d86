// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_similarity_calls.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>

#include "base/index.hpp"
#include "base/tie_rule.hpp"
#include "base/with_arithmetic.hpp"
#include "cuda/cuda_check.hpp"
#include "cuda/cuda_similarity_matrix.hpp"
#include "cuda/device_rows.hpp"
#include "kernels/launch.h"

namespace cuxent::impl {

static_assert(kernels::TopValues::kMost == CUXENT_MAX_TOP);
void CudaSimilarityCalls::normalize(const NormalizeCall& call) {
    const DeviceGuard guard(device_);
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(
            kernels::normalize_rows<T>(only_view(call.x, what.n_rows, what.type), what.dim,
                                       device_norm_rule(true, what.small_norm, what.norm_eps),
                                       kernels::RowWeights<T>{nullptr},
                                       {call.z.data, call.z.ld, element_of(what.z_type), {}},
                                       static_cast<T*>(call.norms), stream_of(call.stream)),
            "normalize_rows");
    });
}

void CudaSimilarityCalls::normalize_backward(const NormalizeBackwardCall& call) {
    const DeviceGuard guard(device_);
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(
            kernels::normalize_rows_backward<T>(
                device_rows(call.x, what.type), device_rows(call.dz, what.z_type), what.n_rows,
                what.dim, device_norm_rule(true, what.small_norm, what.norm_eps), call.dx.data,
                call.dx.ld, call.accumulate, stream_of(call.stream)),
            "normalize_rows_backward");
    });
}

void CudaSimilarityCalls::pair_similarity(const PairSimilarityCall& call) {
    const DeviceGuard guard(device_);
    const cuxentSimilarity& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(
            kernels::pair_similarity<T>(device_rows(call.a, what.type),
                                        device_rows(call.b, what.type), what.n_rows, what.dim,
                                        device_norm_rule(what.measure == CUXENT_MEASURE_COSINE,
                                                         what.small_norm, what.norm_eps),
                                        device_scale(call.scale), static_cast<T*>(call.result),
                                        stream_of(call.stream)),
            "pair_similarity");
    });
}

std::size_t CudaSimilarityCalls::similarity_matrix_scratch(const cuxentSimilarity& what) const {
    return cuda_similarity_matrix_scratch(what);
}

void CudaSimilarityCalls::similarity_matrix(const SimilarityMatrixCall& call) {
    const DeviceGuard guard(device_);
    cuda_similarity_matrix(call, *cublas_);
}

void CudaSimilarityCalls::row_softmax(const SoftmaxCall& call) {
    const DeviceGuard guard(device_);
    const cuxentSoftmax& what = call.what;
    const auto target = [&](const cuxentMatrix& matrix) {
        return kernels::Rows{matrix.data, matrix.ld, element_of(what.result_type)};
    };
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(kernels::row_softmax<T>(
                       device_rows(call.similarities, what.type), what.n_rows, what.n_cols,
                       device_scale(call.scale, what.n_cols),
                       {target(call.results.softmax), target(call.results.log_softmax)},
                       static_cast<T*>(call.results.lse), stream_of(call.stream)),
                   "row_softmax");
    });
}

namespace {

void summarize(const RankSummaryCall& call, kernels::Unranked unranked) {
    if (call.mean_rank == nullptr && call.top == nullptr) return;
    const cuxentRanking& what = call.what;
    kernels::TopValues top{what.n_top, {}};
    std::copy_n(what.top, what.n_top, top.values);
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(
            kernels::summarize_ranks<T>(call.rank, call.ties, what.n_rows, tie_rule(what.ties),
                                        unranked, top, static_cast<T*>(call.mean_rank),
                                        static_cast<T*>(call.top), stream_of(call.stream)),
            "summarize_ranks");
    });
}

}  // namespace

void CudaSimilarityCalls::rank_targets(const RankCall& call) {
    const DeviceGuard guard(device_);
    const cuxentRanking& what = call.what;
    const cuxentRankResults& results = call.results;
    cuda_check(
        kernels::rank_targets(device_rows(call.similarities, what.type), what.n_rows, what.n_cols,
                              {index_array(call.targets, what.target_type), what.target_offset},
                              results.rank, results.ties, stream_of(call.stream)),
        "rank_targets");
    // An index that the host could not check has to show.
    summarize({what, results.rank, results.ties, results.mean_rank, results.top, call.stream},
              kernels::Unranked::kSpoil);
}

void CudaSimilarityCalls::summarize_ranks(const RankSummaryCall& call) {
    const DeviceGuard guard(device_);
    summarize(call, kernels::Unranked::kLeftOut);
}

void CudaSimilarityCalls::enqueue(const EnqueueCall& call) {
    const DeviceGuard guard(device_);
    const cuxentEnqueue& what = call.what;
    const cuxentQueue& queue = call.queue;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        cuda_check(kernels::normalize_rows<T>(
                       only_view(call.rows, what.n_rows, what.type), queue.dim,
                       device_norm_rule(what.normalize != 0, what.small_norm, what.norm_eps),
                       kernels::RowWeights<T>{nullptr},
                       {queue.data,
                        queue.ld,
                        element_of(queue.type),
                        {queue.capacity, call.begin, call.position}},
                       nullptr, stream_of(call.stream)),
                   "normalize_rows");
    });
    if (call.position == nullptr) return;
    cuda_check(kernels::advance_position(call.position, call.advance, queue.capacity,
                                         stream_of(call.stream)),
               "advance_position");
}

void load_similarity_kernels() {
    for (const auto load :
         {kernels::load_normalize_rows_backward, kernels::load_pair_similarity,
          kernels::load_scaled_copy, kernels::load_advance_position, kernels::load_row_softmax,
          kernels::load_rank_targets, kernels::load_summarize_ranks}) {
        cuda_check(load(), "cudaFuncGetAttributes");
    }
}

}  // namespace cuxent::impl
