// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file similarity.hpp
 * @brief The calls of similarity.h in C++: they throw cuxent::Error instead of returning a status.
 *
 * Part of cuxent.hpp, which includes it. Formulas, shapes and promises stand in similarity.h.
 */
#ifndef CUXENT_SIMILARITY_HPP
#define CUXENT_SIMILARITY_HPP

#include "cuxent/cuxent.hpp"

namespace cuxent {

inline void normalize_rows(const Handle& handle, const cuxentNormalization& normalization,
                           cuxentConstMatrix x, cuxentMatrix z, void* norms = nullptr,
                           cuxentStream stream = nullptr) {
    check(cuxentNormalizeRows(handle.get(), &normalization, x, z, norms, stream));
}

inline void normalize_rows_backward(const Handle& handle, const cuxentNormalization& normalization,
                                    cuxentConstMatrix x, cuxentConstMatrix dz, cuxentMatrix dx,
                                    bool accumulate = false, cuxentStream stream = nullptr) {
    check(cuxentNormalizeRowsBackward(handle.get(), &normalization, x, dz, dx, accumulate ? 1 : 0,
                                      stream));
}

inline void pair_similarity(const Handle& handle, const cuxentSimilarity& similarity,
                            cuxentConstMatrix a, cuxentConstMatrix b, const cuxentScalar* scale,
                            void* result, cuxentStream stream = nullptr) {
    check(cuxentPairSimilarity(handle.get(), &similarity, a, b, scale, result, stream));
}

[[nodiscard]] inline std::size_t similarity_matrix_scratch(const Handle& handle,
                                                           const cuxentSimilarity& similarity) {
    std::size_t bytes = 0;
    check(cuxentSimilarityMatrixScratch(handle.get(), &similarity, &bytes));
    return bytes;
}

inline void similarity_matrix(const Handle& handle, const cuxentSimilarity& similarity,
                              cuxentConstMatrix a, cuxentConstMatrix b, const cuxentScalar* scale,
                              cuxentMatrix result, cuxentBuffer scratch,
                              cuxentStream stream = nullptr) {
    check(cuxentSimilarityMatrix(handle.get(), &similarity, a, b, scale, result, scratch, stream));
}

inline void row_softmax(const Handle& handle, const cuxentSoftmax& softmax,
                        cuxentConstMatrix similarities, const cuxentScalar* scale,
                        const cuxentSoftmaxResults& results, cuxentStream stream = nullptr) {
    check(cuxentRowSoftmax(handle.get(), &softmax, similarities, scale, &results, stream));
}

inline void rank_targets(const Handle& handle, const cuxentRanking& ranking,
                         cuxentConstMatrix similarities, const void* targets,
                         const cuxentRankResults& results, cuxentStream stream = nullptr) {
    check(cuxentRankTargets(handle.get(), &ranking, similarities, targets, &results, stream));
}

inline void summarize_ranks(const Handle& handle, const cuxentRanking& ranking,
                            const std::int64_t* rank, const std::int64_t* ties, void* mean_rank,
                            void* top, cuxentStream stream = nullptr) {
    check(cuxentSummarizeRanks(handle.get(), &ranking, rank, ties, mean_rank, top, stream));
}

inline void enqueue_rows(const Handle& handle, const cuxentQueue& queue,
                         const cuxentEnqueue& enqueue, cuxentConstMatrix rows,
                         cuxentQueuePosition& position, cuxentStream stream = nullptr) {
    check(cuxentEnqueueRows(handle.get(), &queue, &enqueue, rows, &position, stream));
}

}  // namespace cuxent

#endif  // CUXENT_SIMILARITY_HPP
