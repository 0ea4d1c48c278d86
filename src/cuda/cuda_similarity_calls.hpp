// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "calls/similarity_calls.hpp"
#include "cuda/cublas.hpp"

namespace cuxent::impl {

/// The calls beside the loss on a CUDA device: each enqueues kernels of kernels/ or products of
/// cuBLAS on the call's stream. Nothing here waits, allocates, or reads what is on the device.
class CudaSimilarityCalls final : public SimilarityCalls {
 public:
    CudaSimilarityCalls(int device, const std::unique_ptr<Cublas>& cublas)
        : device_(device), cublas_(cublas) {}

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
    int device_;
    const std::unique_ptr<Cublas>& cublas_;
};

/// Loads the kernels of these calls into the current device.
void load_similarity_kernels();

}  // namespace cuxent::impl
