// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The row function of a softmax over classes, for host and device. The target's column is not in
// the tiles: its cosine c comes from a product of its own, and
//
//   f       c, c - m, or cos(theta + m)                       target's cosine, with its margin
//   CE      softplus(d), d as in row_math.h with f in the target's place
//   L       softmax (CE + a (s_y - mean_j s_j)) + center (1 - c)
//   G_j     share of row_math.h - u softmax a/C               other classes
//   G_y     u softmax (-sigmoid(d) + a (1 - 1/C))             by k f
//
// with s_y = k f + b_y and s_j = (k + h) c_j + b_j, b the terms of the classes and h the hardness:
// entry_math.h. A softcap puts cap tanh(k f / cap) in the place of k f, and its slope to G_y.
//
// Label smoothing is that of smoothing_math.h.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/entry_math.h"
#include "kernels/host_device.h"
#include "kernels/row_math.h"
#include "kernels/smoothing_math.h"

namespace cuxent::kernels {

enum class Margin { kNone, kCosFace, kArcFace };

struct ClassRule {
    std::int64_t n_classes;  ///< 0: the loss has no classes
    Margin margin;
    double amount, cos_amount, sin_amount;  ///< of the margin
    double softmax;                         ///< factor of the cross entropy
    double smoothing;                       ///< a
    double center;
    double island;
    double softcap;  ///< 0: none
};

/// Below this a sine is rounding: row and class have no direction towards each other.
template <class T>
CUXENT_HOST_DEVICE inline T least_sine(std::int64_t dim) {
    constexpr double kEpsilon = sizeof(T) == sizeof(double) ? 0x1p-52 : 0x1p-23;
    return static_cast<T>(kEpsilon * (4 + std::sqrt(static_cast<double>(dim))));
}

/// The length of w - c z, for unit vectors the sine of their angle. Where either is zero c is 0,
/// and they count as orthogonal.
template <class T>
CUXENT_HOST_DEVICE inline T sine_of(T cosine, T length, std::int64_t dim) {
    return cosine == T(0) ? T(1) : length <= least_sine<T>(dim) ? T(0) : length;
}

template <class T>
struct Target {
    T cosine;  ///< f
    T slope;   ///< -df / dtheta of an angular margin: bounded, where df / dc is not

    CUXENT_HOST_DEVICE Target capped(const EntryFactors<T>& factors) const {
        return {factors.capped(cosine), slope};
    }
};

template <class T>
CUXENT_HOST_DEVICE inline Target<T> target_of(const ClassRule& rule, T cosine, T sine) {
    if (rule.margin == Margin::kNone) return {cosine, T(0)};
    if (rule.margin == Margin::kCosFace) return {cosine - static_cast<T>(rule.amount), T(0)};
    const auto cos_amount = static_cast<T>(rule.cos_amount);
    const auto sin_amount = static_cast<T>(rule.sin_amount);
    if (cosine < -cos_amount) {  // theta > pi - m
        return {cosine - static_cast<T>(rule.amount) * sin_amount, sine};
    }
    return {cosine * cos_amount - sine * sin_amount, sine * cos_amount + cosine * sin_amount};
}

/// What the tiles and the product with its target leave of a row.
template <class T>
struct ClassStatistics {
    T shift;   ///< base 2
    T sum;     ///< over the other classes of 2^(t - shift)
    T cosine;  ///< with the target
    T sine;    ///< of the same angle
    T term;    ///< of the target

    CUXENT_HOST_DEVICE RowStatistics<T> with(const Target<T>& target,
                                             const Logits<T>& logits) const {
        if (term == T(0)) return {shift, sum, target.cosine};
        const auto factors = EntryFactors<T>::of(logits, 0, 0);
        return {shift, sum, factors.adjusted_target(target.cosine, term)};
    }
};

template <class T>
CUXENT_HOST_DEVICE inline RowResult<T> class_result(const ClassStatistics<T>& row,
                                                    const Logits<T>& logits,
                                                    const ClassRule& rule) {
    const auto factors = EntryFactors<T>::of(logits, 0, rule.softcap);
    const Target<T> target = target_of(rule, row.cosine, row.sine).capped(factors);
    const RowStatistics<T> with_target = row.with(target, logits);
    const T cross_entropy = row_loss(with_target, logits, RowRule{});
    T total = 0;
    if (rule.softmax != 0) total = static_cast<T>(rule.softmax) * cross_entropy;
    if (rule.center != 0) total += static_cast<T>(rule.center) * (T(1) - row.cosine);
    return {total, row_lse(with_target, logits, cross_entropy, RowRule{}), true};
}

/// What label smoothing adds to the loss of a row.
template <class T>
CUXENT_HOST_DEVICE inline T class_smoothing_loss(const ClassStatistics<T>& row, T mean,
                                                 const Smoothing& smoothing,
                                                 const Logits<T>& logits, const ClassRule& rule) {
    if (rule.softmax == 0) return T(0);
    const Target<T> target = target_of(rule, row.cosine, row.sine);
    const T rest = (target.cosine - row.cosine) -
                   static_cast<T>(smoothing.hardness) / logits.scale * row.cosine;
    return static_cast<T>(rule.softmax) *
           smoothing_loss(smoothing.amount, row.with(target, logits).positive, mean, rest,
                          static_cast<T>(rule.n_classes), logits);
}

/// RowFactors, and what a row of classes has beside them.
template <class T>
struct ClassFactors {
    RowFactors<T> row;  ///< pull: coefficient of the target's class weight
    T share;            ///< u softmax a/C, of smoothing_math.h
    T margin_pull;      ///< G_y where the margin is angular, otherwise in `pull`
    T scale_rest;       ///< sum_j G_j s_j / k less what <z, gradient> has of it
};

template <class T>
CUXENT_HOST_DEVICE inline ClassFactors<T> class_factors(const ClassStatistics<T>& row,
                                                        const Logits<T>& logits,
                                                        const ClassRule& rule,
                                                        const RowUpstream<T>& by) {
    const Target<T> target = target_of(rule, row.cosine, row.sine);
    const T softmax = by.of_loss * static_cast<T>(rule.softmax);
    ClassFactors<T> result{};
    const auto factors = EntryFactors<T>::of(logits, 0, rule.softcap);
    const Target<T> capped = target.capped(factors);
    result.row = row_factors(row.with(capped, logits), logits, RowRule{}, {softmax, by.of_lse});
    const double a = rule.smoothing;
    const auto n = static_cast<double>(rule.n_classes);
    result.share = softmax * static_cast<T>(a / n);
    const T by_target = (result.row.pull + softmax * static_cast<T>(a * (1 - 1 / n))) *
                        factors.slope_of_capped(capped.cosine);
    const T by_center = by.of_loss * static_cast<T>(rule.center) / logits.scale;
    const bool angular = rule.margin == Margin::kArcFace;
    result.margin_pull = angular ? by_target : T(0);
    result.row.pull = result.share - by_center + (angular ? T(0) : by_target);
    const T in_gradient = angular ? T(0) : row.cosine;
    result.scale_rest = by_target * (target.cosine - in_gradient) + by_center * row.cosine;
    return result;
}

}  // namespace cuxent::kernels
