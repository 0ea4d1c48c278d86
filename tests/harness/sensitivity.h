// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file sensitivity.h
 * @brief What rounding is expected to cost each result, to first order.
 *
 * The error of one yardstick run can vanish by accident: a scalar, a batch of six rows, D = 1, rows
 * that are all alike. A tolerance needs the error to be expected, which this works out. With unit
 * roundoff u and S_i = k |z_i| max_j |z_j|:
 *
 * - a similarity is off by e_ij = u (2 S_i + sqrt(D / 3) |s_ij|), before a bias b: the rows it is
 * made of are rounded, and a sum of n terms of one sign is rounded n times, at partial sums that
 * grow from 0 to the result: sqrt(n / 3) of them in root mean square;
 * - a log-sum-exp by u B_i, B_i = S_i + |b| + log C + sqrt(C / 3) for C columns: itself, the
 *   shift, the sum. For cosine logits S_i is k here, also for a row of zeros: the shift may be a
 * constant;
 * - a term of a gradient by f = u sqrt(7 + C / 3) of itself: norm and quotient of either row,
 *   exponential, weight and scale are seven factors, each rounded, and C terms are summed;
 * - a loss by 2u of itself, times its weight by one more.
 *
 * Then, with a = sigma(d) (decoupled: 1), q the softmax over the negatives and e_i = sum_j q_j
 * e_ij,
 *
 *     |dd|    <= e_ip + e_i + u B
 *     |dG_ip| <= |G_ip| ((1 - a) |dd| + f)
 *     |dG_ij| <= |G_ij| ((1 - a) |dd| + (1 - 2 q_j) e_ij + e_i + u B + f).
 *
 * Of k > 1 targets, with q the softmax over them and e_P the mean of their errors under it, which
 * takes the place of e_ip in |dd|, the loss has the error of lse_pos - mean s beside that of d, and
 *
 *     |dG_ip| <= w a (1 - a) |dd| (q_p + 2/k)
 *              + w (1 - a) q_p ((1 - 2 q_p) e_ip + e_P + u B) + f w ((1 - a) (q_p + 1/k) + a/k).
 *
 * Where targets have weights v_p, v_p / sum v takes the place of 1/k: a product, a quotient, and a
 * sum of k terms, r = 2 + sqrt(k / 3), which adds
 *
 *     w (v_p / sum v) r to |dG_ip| and 2 S_i r to the error of the loss (both sums of the mean).
 *
 * Of pairs, with a_p = sigma(d_ip) and |dd_p| <= e_ip + e_i + u B, the loss has sum_p a_p |dd_p|,
 * and
 *
 *     |dG_ip| <= |G_ip| ((1 - a_p) |dd_p| + f)
 *     |dG_ij| <= |G_ij| (sum_p a_p ((1 - a_p) |dd_p| + f) / sum_p a_p
 *                        + (1 - 2 q_j) e_ij + e_i + u B + f).
 *
 * Where targets have weights v_p, a_p has the factor v_p in all sums, and G_ip too, which rounds
 * it once more. A mean over what counts divides by the sum of all v, whose error, w_i r_i sum_p
 * v_ip over its own magnitude, is one of every result.
 *
 * Of a pairwise sigmoid every entry goes by itself. Its logit t = s_ij at a negative, -s_ij at the
 * target, is off by e_ij + 2u |b|: the bias is converted once and added once. With p = sigma(t),
 * log p has the slope 1 - p and softplus(t) the slope p <= softplus(t); sigma takes an exponential,
 * a sum and a quotient, two factors more in f, and a softplus an exponential, a logarithm and a
 * sum, 3u of itself. Where p is near 1 nothing else is left of the error, and the sums over the
 * width D count as well: the norms of both rows, of whose error a root takes half, and the
 * projection, D / 12 + D / 12 + D / 3:
 *
 *     |dG_ij| <= |G_ij| ((1 - p) (e_ij + 2u |b|) + u sqrt(9 + C / 3 + D / 2))
 *     |dL_i|  <= sum_j p_j (e_ij + 2u |b|) + u (3 + sqrt(C / 3)) L_i.
 */
#ifndef CUXENT_TESTS_HARNESS_SENSITIVITY_H
#define CUXENT_TESTS_HARNESS_SENSITIVITY_H

#include <vector>

#include "reference/contrastive.h"

namespace harness {

/// Of a vector of results, one entry a row.
struct RowSensitivity {
    /// Sum of the absolute values of what the row is a sum of: what rounding acts on.
    std::vector<double> magnitude;
    /// First-order error in units of u, as above.
    std::vector<double> roundoff;
    /// Error in units of the smallest normal number if every exp below it is flushed to zero.
    std::vector<double> underflow;
};

struct Sensitivity {
    RowSensitivity row_loss;
    RowSensitivity weighted_loss;
    RowSensitivity row_lse;
    RowSensitivity d_rows;
    RowSensitivity d_cols;
    RowSensitivity d_scale_terms;
    RowSensitivity d_bias_terms;
    /// max_i S_i, 1 / temperature for cosine logits; with |b| where the loss sees it.
    double largest_similarity = 0;
};

template <typename Real>
Sensitivity sensitivity_of(const reference::Rule& rule, const reference::Result<Real>& result);

extern template Sensitivity sensitivity_of(const reference::Rule&,
                                           const reference::Result<double>&);
extern template Sensitivity sensitivity_of(const reference::Rule&,
                                           const reference::Result<long double>&);

}  // namespace harness

#endif  // CUXENT_TESTS_HARNESS_SENSITIVITY_H
