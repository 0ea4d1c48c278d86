// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "calls/similarity_calls.hpp"
#include "cpu/thread_team.hpp"

namespace cuxent::impl {

/// The calls beside the loss on the threads of a team. A row is the work of one thread, so that the
/// bits do not depend on their number.
class CpuSimilarityCalls final : public SimilarityCalls {
 public:
    /// `team`: whichever the backend has when a call comes.
    explicit CpuSimilarityCalls(const std::unique_ptr<ThreadTeam>& team) : team_(team) {}

    void normalize(const NormalizeCall& call) override;
    void normalize_backward(const NormalizeBackwardCall& call) override;
    void pair_similarity(const PairSimilarityCall& call) override;
    [[nodiscard]] std::size_t similarity_matrix_scratch(
        const cuxentSimilarity& what) const override;
    void similarity_matrix(const SimilarityMatrixCall& call) override;
    void row_softmax(const SoftmaxCall& call) override;
    void rank_targets(const RankCall& call) override;
    void summarize_ranks(const RankSummaryCall& call) override;
    void enqueue(const EnqueueCall& call) override;

 private:
    const std::unique_ptr<ThreadTeam>& team_;
};

}  // namespace cuxent::impl
