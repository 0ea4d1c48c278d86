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

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* CUXENT_SIMILARITY_H */
