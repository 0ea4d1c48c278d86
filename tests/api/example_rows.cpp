// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/example_rows.h"

#include <cstring>

namespace api {

ExampleRows::ExampleRows() {
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<float>(i % 7 + 1);
        b[i] = static_cast<float>(i % 5 + 1);
    }
    normalization.n_rows = kRows;
    normalization.dim = kDim;
    for (cuxentSimilarity* what : {&pair_description, &matrix_description}) {
        what->n_rows = kRows;
        what->dim = kDim;
    }
    matrix_description.n_cols = kCols;
    enqueue.n_rows = kRows;
    softmax.n_rows = ranking.n_rows = kRows;
    softmax.n_cols = ranking.n_cols = kCols;
    ranking.n_top = 2;
    ranking.top[0] = 1;
    ranking.top[1] = 2;
    before_ = results;
}

cuxentStatus ExampleRows::normalize() {
    return cuxentNormalizeRows(handle, normalization_pointer, x, z, norms, stream);
}

cuxentStatus ExampleRows::normalize_backward() {
    return cuxentNormalizeRowsBackward(handle, normalization_pointer, x, dz, dx, accumulate,
                                       stream);
}

cuxentStatus ExampleRows::pair_similarity() {
    return cuxentPairSimilarity(handle, pair_pointer, rows, cols, &scale, pairs, stream);
}

cuxentStatus ExampleRows::matrix_scratch() {
    return cuxentSimilarityMatrixScratch(handle, matrix_pointer, scratch_bytes);
}

cuxentStatus ExampleRows::similarity_matrix() {
    return cuxentSimilarityMatrix(handle, matrix_pointer, rows, cols, &scale, similarities, scratch,
                                  stream);
}

cuxentStatus ExampleRows::enqueue_rows() {
    return cuxentEnqueueRows(handle, queue_pointer, enqueue_pointer, rows, position_pointer,
                             stream);
}

cuxentStatus ExampleRows::row_softmax() {
    return cuxentRowSoftmax(handle, softmax_pointer, logits, &scale, softmax_results_pointer,
                            stream);
}

cuxentStatus ExampleRows::rank_targets() {
    return cuxentRankTargets(handle, ranking_pointer, logits, targets, rank_results_pointer,
                             stream);
}

cuxentStatus ExampleRows::summarize_ranks() {
    return cuxentSummarizeRanks(handle, ranking_pointer, ranks, ties, mean_rank, top, stream);
}

bool ExampleRows::results_untouched() const {
    return std::memcmp(&results, &before_, sizeof(results)) == 0 && position.value == 0;
}

}  // namespace api
