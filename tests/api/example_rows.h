// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file example_rows.h @brief Small valid calls beside the losses, every argument open to change.
 */
#ifndef CUXENT_TESTS_API_EXAMPLE_ROWS_H
#define CUXENT_TESTS_API_EXAMPLE_ROWS_H

#include <array>
#include <cstdint>

#include "cuxent/cuxent.hpp"

namespace api {

/// Three rows in two dimensions, fp32, on the CPU. A test changes one argument and calls.
class ExampleRows {
 public:
    ExampleRows();

    cuxentStatus normalize();
    cuxentStatus normalize_backward();
    cuxentStatus pair_similarity();
    cuxentStatus matrix_scratch();
    cuxentStatus similarity_matrix();
    cuxentStatus enqueue_rows();
    cuxentStatus row_softmax();
    cuxentStatus rank_targets();
    cuxentStatus summarize_ranks();

    /// Whether no result differs from what was there at first.
    [[nodiscard]] bool results_untouched() const;

    static constexpr std::int64_t kRows = 3;
    static constexpr std::int64_t kDim = 2;
    static constexpr std::int64_t kCols = 4;
    static constexpr std::int64_t kSlots = 5;
    static constexpr std::size_t kScratchBytes = std::size_t{64} << 20;  // any number of threads
    using Matrix = std::array<float, 16>;
    /// Everything that calls write.
    struct Results {
        alignas(16) Matrix z, dx, norms, pairs, similarities, slots;
        alignas(16) Matrix softmax, log_softmax, lse, mean_rank, top;
        std::array<std::int64_t, 4> rank, ties;
        std::size_t scratch_bytes;
    };

    cuxent::Handle owned_handle;
    cuxentHandle handle = owned_handle.get();
    cuxentStream stream = nullptr;
    Matrix a{};
    Matrix b{};
    Results results{};

    cuxentNormalization normalization{};
    const cuxentNormalization* normalization_pointer = &normalization;
    cuxentConstMatrix x{a.data(), kDim};
    cuxentConstMatrix dz{b.data(), kDim};
    cuxentMatrix z{results.z.data(), kDim};
    cuxentMatrix dx{results.dx.data(), kDim};
    void* norms = results.norms.data();
    std::int32_t accumulate = 0;

    cuxentSimilarity pair_description{};
    cuxentSimilarity matrix_description{};
    const cuxentSimilarity* pair_pointer = &pair_description;
    const cuxentSimilarity* matrix_pointer = &matrix_description;
    cuxentConstMatrix rows{a.data(), kDim};
    cuxentConstMatrix cols{b.data(), kDim};
    cuxentScalar scale{0.5, nullptr};
    void* pairs = results.pairs.data();
    cuxentMatrix similarities{results.similarities.data(), kCols};
    std::size_t* scratch_bytes = &results.scratch_bytes;
    cuxent::HostBuffer scratch_memory{kScratchBytes};
    cuxentBuffer scratch = scratch_memory;

    cuxentQueue queue{results.slots.data(), kDim, kSlots, kDim, CUXENT_TYPE_FLOAT32};
    cuxentEnqueue enqueue{};
    cuxentQueuePosition position{};
    const cuxentQueue* queue_pointer = &queue;
    const cuxentEnqueue* enqueue_pointer = &enqueue;
    cuxentQueuePosition* position_pointer = &position;

    cuxentConstMatrix logits{b.data(), kCols};
    cuxentSoftmax softmax{};
    const cuxentSoftmax* softmax_pointer = &softmax;
    cuxentSoftmaxResults softmax_results{
        {results.softmax.data(), kCols}, {results.log_softmax.data(), kCols}, results.lse.data()};
    const cuxentSoftmaxResults* softmax_results_pointer = &softmax_results;
    cuxentRanking ranking{};
    const cuxentRanking* ranking_pointer = &ranking;
    std::array<std::int32_t, kRows> target_indices{0, 3, 1};
    const void* targets = target_indices.data();
    cuxentRankResults rank_results{results.rank.data(), results.ties.data(),
                                   results.mean_rank.data(), results.top.data()};
    const cuxentRankResults* rank_results_pointer = &rank_results;
    std::array<std::int64_t, kRows> known_ranks{1, 4, 2};
    std::array<std::int64_t, kRows> known_ties{0, 1, 0};
    const std::int64_t* ranks = known_ranks.data();
    const std::int64_t* ties = known_ties.data();
    void* mean_rank = results.mean_rank.data();
    void* top = results.top.data();

 private:
    Results before_{};
};

}  // namespace api

#endif  // CUXENT_TESTS_API_EXAMPLE_ROWS_H
