// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_similarity_calls.hpp"

#include "base/with_arithmetic.hpp"
#include "cpu/cpu_ranks.hpp"
#include "cpu/cpu_similarity_matrix.hpp"
#include "cpu/logit_row_kernels.hpp"
#include "cpu/rows.hpp"
#include "cpu/typed_row_kernels.hpp"
#include "kernels/ring.h"

namespace cuxent::impl {
void CpuSimilarityCalls::normalize(const NormalizeCall& call) {
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto rule = cpu_norm_rule<T>(true, what.small_norm, what.norm_eps);
        auto* norms = static_cast<T*>(call.norms);
        for_rows(*team_, team_->size(), what.n_rows, what.dim, [&](std::int64_t row) {
            const T norm = normalize_typed_row(row_of(call.x, what.type, row), what.type, what.dim,
                                               rule, row_of(call.z, what.z_type, row), what.z_type);
            if (norms != nullptr) norms[row] = norm;
        });
    });
}

void CpuSimilarityCalls::normalize_backward(const NormalizeBackwardCall& call) {
    const cuxentNormalization& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto rule = cpu_norm_rule<T>(true, what.small_norm, what.norm_eps);
        for_rows(*team_, team_->size(), what.n_rows, what.dim, [&](std::int64_t row) {
            normalize_typed_row_backward(row_of(call.x, what.type, row), what.type,
                                         row_of(call.dz, what.z_type, row), what.z_type, what.dim,
                                         rule, row_of(call.dx, what.type, row), call.accumulate);
        });
    });
}

void CpuSimilarityCalls::pair_similarity(const PairSimilarityCall& call) {
    const cuxentSimilarity& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto rule =
            cpu_norm_rule<T>(what.measure == CUXENT_MEASURE_COSINE, what.small_norm, what.norm_eps);
        const auto scale = static_cast<T>(call.scale.logit_scale());
        auto* result = static_cast<T*>(call.result);
        for_rows(*team_, team_->size(), what.n_rows, what.dim, [&](std::int64_t row) {
            result[row] = scale * similarity_of_rows(row_of(call.a, what.type, row),
                                                     row_of(call.b, what.type, row), what.type,
                                                     what.dim, rule);
        });
    });
}

std::size_t CpuSimilarityCalls::similarity_matrix_scratch(const cuxentSimilarity& what) const {
    return cpu_similarity_matrix_scratch(what, team_->size());
}

void CpuSimilarityCalls::similarity_matrix(const SimilarityMatrixCall& call) {
    cpu_similarity_matrix(call, *team_);
}

void CpuSimilarityCalls::row_softmax(const SoftmaxCall& call) {
    const cuxentSoftmax& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto logits = kernels::make_logits<T>(call.scale.logit_scale(), false, what.n_cols);
        const cuxentSoftmaxResults& results = call.results;
        const auto row_or_null = [&](const cuxentMatrix& matrix, std::int64_t row) {
            return matrix.data == nullptr ? nullptr : row_of(matrix, what.result_type, row);
        };
        auto* lse = static_cast<T*>(results.lse);
        for_rows(*team_, team_->size(), what.n_rows, what.n_cols, [&](std::int64_t row) {
            const T lse_of_row = softmax_row(
                row_of(call.similarities, what.type, row), what.type, what.n_cols, logits,
                {row_or_null(results.softmax, row), row_or_null(results.log_softmax, row),
                 what.result_type});
            if (lse != nullptr) lse[row] = lse_of_row;
        });
    });
}

void CpuSimilarityCalls::rank_targets(const RankCall& call) {
    cpu_rank_targets(call, *team_);
}

void CpuSimilarityCalls::summarize_ranks(const RankSummaryCall& call) {
    cpu_summarize_ranks(call);
}

/// The position is the host's to advance.
void CpuSimilarityCalls::enqueue(const EnqueueCall& call) {
    const cuxentEnqueue& what = call.what;
    const cuxentQueue& queue = call.queue;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        const auto rule = cpu_norm_rule<T>(what.normalize != 0, what.small_norm, what.norm_eps);
        for_rows(*team_, team_->size(), what.n_rows, queue.dim, [&](std::int64_t row) {
            const std::int64_t slot = kernels::ring_slot(call.begin, row, queue.capacity);
            normalize_typed_row(row_of(call.rows, what.type, row), what.type, queue.dim, rule,
                                row_of(queue, queue.type, slot), queue.type);
        });
    });
}

}  // namespace cuxent::impl
