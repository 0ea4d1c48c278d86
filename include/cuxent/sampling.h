/* SPDX-FileCopyrightText: 2026 The cuXent authors
 * SPDX-License-Identifier: Apache-2.0 */
/**
 * @file sampling.h
 * @brief Negatives drawn for anchors, for CUXENT_LOSS_GATHERED_INFO_NCE.
 *
 * Part of cuxent.h, which includes it. What holds for every function there holds here too.
 */
#ifndef CUXENT_SAMPLING_H
#define CUXENT_SAMPLING_H

#include "cuxent/cuxent.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A counter, or where to find it. `data`, if not NULL, points to a uint64_t where the indices
 * live, and is read when the call executes. */
typedef struct cuxentCounter {
    uint64_t value;
    const void* data;
} cuxentCounter;

/** How negatives are drawn. Fill it with cuxentSamplerInit(), then set what differs. */
typedef struct cuxentSampler {
    size_t struct_size;         /**< set by cuxentSamplerInit() */
    int64_t n_rows;             /**< anchors of this call, B; must be set, >= 1 */
    int64_t n_negatives;        /**< negatives of each anchor, K; must be set, >= 1 */
    int64_t n_table_rows;       /**< rows of the table, V; must be set, and leave enough to draw */
    int64_t row_offset;         /**< index of the first anchor in the whole batch; default 0 */
    cuxentIndexType index_type; /**< default INT32 */
    int32_t exclude_anchor;     /**< 1: an anchor is not drawn for itself; default 0 */
    int32_t without_repeats;    /**< 1: the K negatives of an anchor differ; default 0 */
    uint64_t seed;              /**< default 0 */
} cuxentSampler;

/**
 * Fills a sampler with the defaults above.
 *
 * @param struct_size  sizeof(cuxentSampler) as the caller was compiled
 */
CUXENT_API cuxentStatus cuxentSamplerInit(cuxentSampler* sampler,
                                          size_t struct_size) CUXENT_NOEXCEPT;

/**
 * Draws K negatives for each of B anchors, uniformly from the rows 0 to V - 1 of a table without
 * the anchor's positive and, on request, the anchor itself.
 *
 * @param anchors    B indices; NULL unless sampler->exclude_anchor
 * @param positives  B indices
 * @param step       tells one draw from the next under the same seed: a training loop counts it up.
 *                   In a CUDA graph it is read from memory, where the graph may count it up itself
 * @param[out] negatives  B x K indices, those of anchor i from i * K on
 *
 * Each row that is left has the same probability, exactly: numbers that do not divide the range are
 * drawn again. Without repeats every set of K rows has the same probability; its order has no
 * meaning (Bentley and Floyd 1987). Numbers come from Philox-4x32-10 (Salmon et al. 2011), counted
 * by anchor, slot and step. So the same seed and step give the same negatives on every backend and
 * for every number of threads, and a call for some anchors of a batch, with their row_offset, gives
 * what a call for all of them gives those.
 *
 * An index outside the table is an error where the host can read it (always on the CPU), by name,
 * position and value; on CUDA it excludes nothing. The call may be captured.
 */
CUXENT_API cuxentStatus cuxentSampleNegatives(cuxentHandle handle, const cuxentSampler* sampler,
                                              const void* anchors, const void* positives,
                                              cuxentCounter step, void* negatives,
                                              cuxentStream stream) CUXENT_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* CUXENT_SAMPLING_H */
