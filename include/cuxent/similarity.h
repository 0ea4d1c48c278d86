/* SPDX-FileCopyrightText: 2026 The cuXent authors
 * SPDX-License-Identifier: Apache-2.0 */
/**
 * @file similarity.h
 * @brief Calls beside the losses: normalisation, similarities, softmax, ranks, a queue of
 * negatives.
 *
 * Part of cuxent.h, which includes it. What holds for every function there holds here too; beyond
 * that:
 *
 * - There is no plan. A plain struct says what to compute; fill it with zeros, then set what
 *   differs: 0 stands for the default of every field that has one.
 * - 16- and 32-bit elements are computed in fp32, 64-bit ones in fp64. Vectors of results, scales
 *   and norms are float, for FLOAT64 elements double.
 * - A call that takes no `scratch` needs none. All calls are stream-ordered, allocate nothing and
 *   may be captured into a CUDA graph, from the first one on.
 * - Same input, same bits: sums are taken in a fixed order, on the CPU for any number of threads.
 * - Rows, columns and widths are 1 to 2^31 - 1 each; a matrix has at most 2^53 entries.
 */
#ifndef CUXENT_SIMILARITY_H
#define CUXENT_SIMILARITY_H

#include "cuxent/cuxent.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------
 * Normalisation
 * ------------------------------------------------------------------------------------------- */

/** Rows to be normalised in L2. */
typedef struct cuxentNormalization {
    int64_t n_rows;             /**< must be set */
    int64_t dim;                /**< width of a row; must be set */
    cuxentType type;            /**< of x and its gradient; default FLOAT32 */
    cuxentType z_type;          /**< of z and its gradient: `type` or FLOAT32; default `type` */
    cuxentSmallNorm small_norm; /**< default ZERO */
    double norm_eps;            /**< >= 0, default 0: only rows that are all zero are small */
} cuxentNormalization;

/**
 * z = x / |x|, row by row.
 *
 * Norms are taken without over- or underflow: rows of 1e-30 or 1e30 are as good as any. A row with
 * |x| <= norm_eps becomes 0 (ZERO) or x / norm_eps (CLAMP). NaN or Inf in a row makes all of z's
 * row NaN.
 *
 * @param x      n_rows x dim
 * @param z      n_rows x dim. May be x itself: same address, ld and type
 * @param norms  |x| of each row, n_rows. NULL: not wanted
 */
CUXENT_API cuxentStatus cuxentNormalizeRows(cuxentHandle handle,
                                            const cuxentNormalization* normalization,
                                            cuxentConstMatrix x, cuxentMatrix z, void* norms,
                                            cuxentStream stream) CUXENT_NOEXCEPT;

/**
 * dx = (dz - z <z, dz>) / |x|: the gradient with respect to x of an objective whose gradient with
 * respect to z is dz.
 *
 * z is computed again from x in full precision, whatever type the forward call rounded it to. The
 * gradient of a small row is 0 (ZERO) or dz / norm_eps (CLAMP).
 *
 * @param x           as in the forward call
 * @param dz          n_rows x dim in z_type
 * @param dx          n_rows x dim in `type`
 * @param accumulate  0: overwrite; 1: add to what is there
 */
CUXENT_API cuxentStatus cuxentNormalizeRowsBackward(cuxentHandle handle,
                                                    const cuxentNormalization* normalization,
                                                    cuxentConstMatrix x, cuxentConstMatrix dz,
                                                    cuxentMatrix dx, int32_t accumulate,
                                                    cuxentStream stream) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Similarities
 * ------------------------------------------------------------------------------------------- */

/** How alike two rows are. */
typedef CUXENT_ENUM(cuxentMeasure){
    CUXENT_MEASURE_COSINE =
        1,                  /**< <a, b> / (|a| |b|), rows divided as cuxentNormalizeRows() does */
    CUXENT_MEASURE_DOT = 2, /**< <a, b> of the rows as they are */
} cuxentMeasure;

/** Similarities of the rows of two matrices a and b. */
typedef struct cuxentSimilarity {
    int64_t n_rows;         /**< rows of a; must be set */
    int64_t n_cols;         /**< rows of b, for cuxentSimilarityMatrix(): must be set there; 0 for
                                 cuxentPairSimilarity() */
    int64_t dim;            /**< width of a row; must be set */
    cuxentType type;        /**< of a and b; default FLOAT32 */
    cuxentType result_type; /**< of the matrix: `type` or FLOAT32; default `type`. Pairs: 0 */
    cuxentMeasure measure;  /**< default COSINE */
    cuxentScaleKind scale_kind; /**< default TEMPERATURE */
    cuxentPrecision precision;  /**< of the products of the matrix; default FULL. Pairs: 0 */
    cuxentSmallNorm small_norm; /**< default ZERO. Unused with DOT */
    double norm_eps;            /**< >= 0, default 0: only rows that are all zero are small */
} cuxentSimilarity;

/**
 * Similarity of row i of a with row i of b, as scale * <a_i, b_i> or the cosine in its place.
 *
 * @param a,b     n_rows x dim each. They may be the same
 * @param scale   temperature, logit scale or its logarithm, by the rules of cuxentInputs::scale;
 *                NULL: similarities are multiplied by 1
 * @param result  n_rows numbers, float (double for FLOAT64)
 *
 * NaN or Inf in a row makes its result NaN.
 */
CUXENT_API cuxentStatus cuxentPairSimilarity(cuxentHandle handle,
                                             const cuxentSimilarity* similarity,
                                             cuxentConstMatrix a, cuxentConstMatrix b,
                                             const cuxentScalar* scale, void* result,
                                             cuxentStream stream) CUXENT_NOEXCEPT;

/**
 * Bytes of scratch that cuxentSimilarityMatrix() takes: both operands in the arithmetic type, and
 * on CUDA a workspace for cuBLAS of 1 to 32 MiB and, where the result is narrower than the
 * arithmetic, a panel of it of 32 MiB or one row. On the CPU it grows with the handle's threads.
 */
CUXENT_API cuxentStatus cuxentSimilarityMatrixScratch(cuxentHandle handle,
                                                      const cuxentSimilarity* similarity,
                                                      size_t* bytes) CUXENT_NOEXCEPT;

/**
 * Similarity of every row of a with every row of b: result[i][j] = scale * <a_i, b_j>, or the
 * cosine in its place. The rows of a take the scale, before the product.
 *
 * @param a        n_rows x dim
 * @param b        n_cols x dim. It may be a
 * @param scale    as in cuxentPairSimilarity()
 * @param result   n_rows x n_cols in result_type
 * @param scratch  at least cuxentSimilarityMatrixScratch() bytes
 *
 * NaN or Inf in a row makes its similarities NaN (with DOT, what their products and sums give).
 */
CUXENT_API cuxentStatus cuxentSimilarityMatrix(cuxentHandle handle,
                                               const cuxentSimilarity* similarity,
                                               cuxentConstMatrix a, cuxentConstMatrix b,
                                               const cuxentScalar* scale, cuxentMatrix result,
                                               cuxentBuffer scratch,
                                               cuxentStream stream) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Softmax of rows
 * ------------------------------------------------------------------------------------------- */

/** A matrix of similarities whose rows are turned into probabilities. */
typedef struct cuxentSoftmax {
    int64_t n_rows;         /**< must be set */
    int64_t n_cols;         /**< must be set */
    cuxentType type;        /**< of the similarities; default FLOAT32 */
    cuxentType result_type; /**< of the matrices of results: `type` or FLOAT32; default `type` */
    cuxentScaleKind scale_kind; /**< default TEMPERATURE */
} cuxentSoftmax;

/** Results of cuxentRowSoftmax(); those with data NULL, or NULL, are not wanted. */
typedef struct cuxentSoftmaxResults {
    cuxentMatrix softmax;     /**< exp(s_ij - lse_i), n_rows x n_cols */
    cuxentMatrix log_softmax; /**< s_ij - lse_i, n_rows x n_cols */
    void* lse; /**< log sum_j exp s_ij, natural, n_rows numbers, float (double for FLOAT64) */
} cuxentSoftmaxResults;

/**
 * Softmax, log-softmax and log-sum-exp of every row of s = scale * similarities.
 *
 * The largest entry of a row is subtracted before anything is multiplied or exponentiated, so that
 * similarities of any size are as good as any. One of the matrices of results may be the
 * similarities themselves: same address, ld and type.
 *
 * @param similarities  n_rows x n_cols
 * @param scale         as in cuxentPairSimilarity()
 *
 * -Inf takes a column out: probability 0, logarithm -Inf. In a row of nothing else all
 * probabilities are 0, and log-softmax and log-sum-exp -Inf. NaN or +Inf makes all results of its
 * row NaN.
 */
CUXENT_API cuxentStatus cuxentRowSoftmax(cuxentHandle handle, const cuxentSoftmax* softmax,
                                         cuxentConstMatrix similarities, const cuxentScalar* scale,
                                         const cuxentSoftmaxResults* results,
                                         cuxentStream stream) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Ranks
 * ------------------------------------------------------------------------------------------- */

/**
 * Where a target stands among columns of the same similarity (M. Berrendorf et al. 2020, "On the
 * Ambiguity of Rank-Based Evaluation of Entity Alignment or Link Prediction Methods"). With
 * `above` columns that are greater and `ties` others that are equal:
 */
typedef CUXENT_ENUM(cuxentTies){
    CUXENT_TIES_REALISTIC = 1,   /**< in their middle: 1 + above + ties / 2 */
    CUXENT_TIES_OPTIMISTIC = 2,  /**< before them: 1 + above. An encoder that gives every pair the
                                      same similarity is always right */
    CUXENT_TIES_PESSIMISTIC = 3, /**< behind them: 1 + above + ties */
} cuxentTies;

/** Most values of k in one call. */
#define CUXENT_MAX_TOP 8

/** A matrix of similarities with a target column in each row. */
typedef struct cuxentRanking {
    int64_t n_rows;              /**< must be set */
    int64_t n_cols;              /**< must be set */
    cuxentType type;             /**< of the similarities; default FLOAT32 */
    cuxentIndexType target_type; /**< of the targets, where they are given; default INT32 */
    int64_t target_offset;       /**< where they are not: row i has column i + target_offset */
    cuxentTies ties;             /**< of mean_rank and top; default REALISTIC */
    int32_t n_top;               /**< values of k, 0 to CUXENT_MAX_TOP; default 0 */
    int64_t top[CUXENT_MAX_TOP]; /**< the values, >= 1 */
} cuxentRanking;

/** Results of cuxentRankTargets(). */
typedef struct cuxentRankResults {
    int64_t* rank;   /**< 1 + columns greater than the target, n_rows. Must be given */
    int64_t* ties;   /**< other columns equal to the target, n_rows. Must be given */
    void* mean_rank; /**< mean over the rows of the rank by cuxentRanking::ties; one float (double
                          for FLOAT64). NULL: not wanted */
    void* top;       /**< for each k the share of rows whose rank by cuxentRanking::ties is at most
                          k, n_top numbers of that type. NULL: not wanted */
} cuxentRankResults;

/**
 * Rank of the target column of each row, mean rank, and top-k accuracy. Neither depends on a scale.
 *
 * @param similarities  n_rows x n_cols
 * @param targets       n_rows indices of target_type, where the similarities live. NULL: row i has
 *                      column i + target_offset, which must be one for every row
 *
 * NaN flatters nobody: it counts as greater than every number, and a target of NaN has all other
 * columns above it. An index outside of 0 to n_cols - 1 is an error where the host can read it
 * (always on the CPU); where it cannot, that row's rank and ties are 0, and mean_rank and top NaN.
 */
CUXENT_API cuxentStatus cuxentRankTargets(cuxentHandle handle, const cuxentRanking* ranking,
                                          cuxentConstMatrix similarities, const void* targets,
                                          const cuxentRankResults* results,
                                          cuxentStream stream) CUXENT_NOEXCEPT;

/**
 * Mean rank and top-k accuracy of ranks that are there already: cuxentOutputs::row_rank and
 * row_ties of one loss or of several, or those of cuxentRankTargets().
 *
 * @param ranking    n_rows, type (of the results), ties, n_top and top; the rest is not used
 * @param rank,ties  n_rows each, where the results are to be. Not checked
 * @param mean_rank  mean of the ranks by cuxentRanking::ties; one float (double for FLOAT64).
 *                   NULL: not wanted
 * @param top        n_top numbers of that type: for each k the share of rows whose rank by that
 *                   rule is at most k. NULL: not wanted
 *
 * Rows of rank 0, which no loss counts, are left out of both; NaN if there is no other. Sums of
 * whole numbers, divided once.
 */
CUXENT_API cuxentStatus cuxentSummarizeRanks(cuxentHandle handle, const cuxentRanking* ranking,
                                             const int64_t* rank, const int64_t* ties,
                                             void* mean_rank, void* top,
                                             cuxentStream stream) CUXENT_NOEXCEPT;

/* ---------------------------------------------------------------------------------------------
 * Queue of negatives
 * ------------------------------------------------------------------------------------------- */

/**
 * A ring of rows in the caller's memory, where the embeddings live: keys of earlier steps that
 * serve as negatives (K. He et al. 2020, "Momentum Contrast for Unsupervised Visual Representation
 * Learning"). What it holds at first is the caller's.
 */
typedef struct cuxentQueue {
    void* data;       /**< slot s begins at data + s * ld elements */
    int64_t ld;       /**< elements from one slot to the next, >= dim */
    int64_t capacity; /**< slots; must be set */
    int64_t dim;      /**< width of a row; must be set */
    cuxentType type;  /**< of the slots; default FLOAT32 */
} cuxentQueue;

/**
 * The slot that is written next, 0 to capacity - 1, or where to find it. The oldest row of a full
 * queue lies there. An enqueue advances it by the number of its rows, modulo the capacity.
 *
 * `data`, if not NULL, points to it where the queue lives: it is read, and advanced, when the call
 * executes, so that a graph that is launched again goes on where it was. Otherwise `value` is read
 * and advanced when the call is made; a graph that captured the call writes to the same slots each
 * time.
 */
typedef struct cuxentQueuePosition {
    int64_t value;
    int64_t* data;
} cuxentQueuePosition;

/** Rows to be enqueued. */
typedef struct cuxentEnqueue {
    int64_t n_rows;             /**< must be set */
    cuxentType type;            /**< of the rows; default FLOAT32. Any but FLOAT64 goes into a queue
                                     of any but FLOAT64, rounded to nearest even */
    int32_t normalize;          /**< 0 (default): as they are; 1: as cuxentNormalizeRows() does */
    cuxentSmallNorm small_norm; /**< default ZERO. Unused without normalize */
    double norm_eps;            /**< >= 0, default 0. Unused without normalize */
} cuxentEnqueue;

/**
 * Writes row j to slot (position + j) mod capacity, and advances the position by n_rows.
 *
 * The result is that of enqueuing the rows one by one, in their order: of more rows than there are
 * slots the last `capacity` stay. Slots between the new rows and the oldest are not touched. Take
 * the negatives of a step before its keys are enqueued, or they are among their own negatives.
 *
 * @param rows      n_rows x queue.dim. They must not overlap the queue
 * @param position  a position outside of the queue is an error where the host can read it (always
 *                  on the CPU), and taken modulo the capacity where it cannot
 */
CUXENT_API cuxentStatus cuxentEnqueueRows(cuxentHandle handle, const cuxentQueue* queue,
                                          const cuxentEnqueue* enqueue, cuxentConstMatrix rows,
                                          cuxentQueuePosition* position,
                                          cuxentStream stream) CUXENT_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* CUXENT_SIMILARITY_H */
