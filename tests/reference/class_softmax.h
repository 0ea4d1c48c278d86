// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file class_softmax.h
 * @brief The part of the oracle that a softmax over classes has alone; contrastive() calls it.
 *
 * With y the row's label, c = cos theta = <z, w_y>, k the multiplier, C classes, and f = c,
 * c - m, or cos(theta + m) (c - m sin m where theta > pi - m):
 *
 *     t_y  = k f + b_y,   t_j = (k + h) c_j + b_j    b the terms of the classes, h the hardness,
 *                                                    with a softcap cap tanh(k f / cap) for k f
 *     d    = log sum_{j != y} exp t_j - t_y
 *     L    = softmax (softplus(d) + a/C sum_{j != y} (t_y - t_j)) + center (1 - c)
 *     G_j  = w softmax (sigma(d) q_j - a/C),  q the softmax over the other classes
 *     G_y  = w softmax (-sigma(d) + a (1 - 1/C)),   dL/d(k f)
 *
 * Classes with the id of the row are no part of any of it.
 *
 * and extra_loss = island sum_{j != l} (<w_j, w_l> + 1), over ordered pairs, one by one.
 *
 * With ArcFace df/dz = sin(theta + m) (w - c z) / sin(theta), of which only the product is bounded:
 * the direction is taken whole, and is 0 where sin(theta) is rounding. tangent_pull is
 * G_y sin(theta + m).
 */
#ifndef CUXENT_TESTS_REFERENCE_CLASS_SOFTMAX_H
#define CUXENT_TESTS_REFERENCE_CLASS_SOFTMAX_H

#include <cstddef>

#include "reference/contrastive.h"

namespace reference {

/// Sizes the vectors of `out` and computes the island term.
template <typename Real>
void begin_classes(const Rule& rule, Result<Real>& out);

/// Loss, log-sum-exp and G of row i, which counts.
template <typename Real>
void finish_class_row(const Rule& rule, std::size_t i, Result<Real>& out);

/// Adds to the gradients with respect to z what is not G z: ArcFace's tangents, the island term.
template <typename Real>
void add_class_gradients(const Rule& rule, Result<Real>& out);

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_CLASS_SOFTMAX_H
