// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The row function where a row has a set of k targets, for host and device; row_math.h has the one
// for a single target, and the negatives of both.
//
//   D      = lse(negatives) - lse(targets)
//   L      = softplus(D) + lse(targets) - mean(targets)        decoupled: lse(negatives) - mean
//   G_j    = u * a * softmax_j(negatives)                      a = sigmoid(D), decoupled: 1
//   G_p    = u * ((1 - a) (softmax_p(targets) - 1/k) - a/k)    never "softmax over all - 1/k"
//
// Of weighted targets (set_members.h) the mean is that with their weights q, and q_p / sum(q) takes
// the place of 1/k.
//
// and, where each target stands alone against the negatives (pairs), d_p = lse(negatives) - s_p:
//
//   L      = sum_p softplus(d_p)
//   G_j    = u * softmax_j(negatives) * sum_p sigmoid(d_p)
//   G_p    = -u * sigmoid(d_p)
//
// with a factor q_p for whatever comes of a weighted target. A row without targets has loss 0 and
// gradient 0; so has a decoupled one without negatives.
#pragma once

#include <cmath>

#include "kernels/host_device.h"
#include "kernels/row_math.h"

namespace cuxent::kernels {

/// What the visits of the tiles leave of a row's targets.
template <class T>
struct TargetSet {
    T shift;   ///< base 2
    T sum;     ///< of 2^(t - shift); of pairs: sum of sigmoid(d_p), each times its weight
    T total;   ///< of the similarities, before the scale; of pairs: of softplus(d_p); times weights
    T count;   ///< sum of the weights, their number where they weigh 1
    T number;  ///< of the targets; not of pairs
};

template <class T>
CUXENT_HOST_DEVICE inline bool has_no_loss(const RowStatistics<T>& negatives,
                                           const TargetSet<T>& targets, const RowRule& rule) {
    return targets.count == T(0) || (rule.decoupled && negatives.sum == T(0));
}

/// log2(a / b), from one quotient where that is in range.
template <class T>
CUXENT_HOST_DEVICE inline T log2_of_ratio(T a, T b) {
    constexpr T kMost = T(1.0e18);
    constexpr T kLeast = T(1.0e-18);
    const bool in_range = a >= kLeast && a <= kMost && b >= kLeast && b <= kMost;
    return in_range ? std::log2(a / b) : std::log2(a) - std::log2(b);
}

/// D. The shifts meet first: both are large where their difference is not.
template <class T>
CUXENT_HOST_DEVICE inline T set_gap(const RowStatistics<T>& negatives,
                                    const TargetSet<T>& targets) {
    if (negatives.sum == T(0)) return -T(INFINITY);
    return ((negatives.shift - targets.shift) + log2_of_ratio(negatives.sum, targets.sum)) *
           T(kLn2);
}

template <class T>
CUXENT_HOST_DEVICE inline T set_loss(const RowStatistics<T>& negatives, const TargetSet<T>& targets,
                                     T slope, const RowRule& rule) {
    if (has_no_loss(negatives, targets, rule)) return T(0);
    if (rule.pairs) return targets.total;
    const T gap = set_gap(negatives, targets);
    // Of one target, log-sum-exp and mean are the same, and the rounding of either would show.
    const T mean = targets.total / targets.count;
    const T spread =
        targets.number > T(1)
            ? (std::fma(-mean, slope, targets.shift) + std::log2(targets.sum)) * T(kLn2)
            : T(0);
    return (rule.decoupled ? gap : softplus(gap)) + spread;
}

/// Log of the denominator: over negatives and targets, or over the negatives alone.
template <class T>
CUXENT_HOST_DEVICE inline T set_lse(const RowStatistics<T>& negatives, const TargetSet<T>& targets,
                                    const RowRule& rule) {
    const T gap = set_gap(negatives, targets);
    const bool alone = rule.decoupled || targets.count == T(0);
    // The larger part first: the other one may be far away from their sum.
    if (alone || gap > T(0)) {
        const T of_negatives = (negatives.shift + std::log2(negatives.sum)) * T(kLn2);
        return alone ? of_negatives : of_negatives + softplus(-gap);
    }
    return (targets.shift + std::log2(targets.sum)) * T(kLn2) + softplus(gap);
}

/// Of a row, whether it has one target or a set of them.
template <class T>
CUXENT_HOST_DEVICE inline RowResult<T> row_result(const RowStatistics<T>& row,
                                                  const TargetSet<T>& targets,
                                                  const Logits<T>& logits, const RowRule& rule) {
    if (rule.sets) {
        return {set_loss(row, targets, logits.slope, rule),
                set_lse(row, targets, rule) + logits.bias, !has_no_loss(row, targets, rule)};
    }
    const T loss = row_loss(row, logits, rule);
    // Decoupled without negatives: the log of an empty sum. A NaN that reached the row stays one.
    if (rule.decoupled && row.sum == T(0)) return {loss, loss - T(INFINITY), false};
    if (rule.sigmoid) return {loss, T(0), false};
    return {loss, row_lse(row, logits, loss, rule), true};
}

/// The factors of a row's targets. With e = 2^(t - shift) in the target's own shift,
///   W_p = weight * (e_p - center) + offset         of a single target e_p = center, exactly
/// and of pairs, with the shift of the negatives,
///   W_p = offset / (1 + 2^((t - shift) - center))
/// Of weighted targets `offset`, and but for pairs `center`, are times the weight of the target.
template <class T>
struct TargetFactors {
    T weight;
    T center;
    T offset;
};

template <class T>
struct SetFactors {
    RowFactors<T> negatives;  ///< weight and weight_shift
    TargetFactors<T> targets;
};

template <class T>
CUXENT_HOST_DEVICE inline SetFactors<T> set_factors(const RowStatistics<T>& negatives,
                                                    const TargetSet<T>& targets, bool one_shift,
                                                    const RowRule& rule, const RowUpstream<T>& by) {
    if (has_no_loss(negatives, targets, rule)) {
        return {{T(0), T(0), T(0)}, {T(0), T(0), T(0)}};
    }
    const bool alone = negatives.sum == T(0);
    const T log2_sum = std::log2(negatives.sum);
    if (rule.pairs) {
        if (alone) return {{T(0), T(0), T(0)}, {T(0), T(0), T(0)}};
        const T of_negatives = by.of_loss * targets.sum;
        const TargetFactors<T> of_pairs{T(0), log2_sum, -by.of_loss};
        if (one_shift) return {{of_negatives * std::exp2(-log2_sum), T(0), T(0)}, of_pairs};
        return {{of_negatives, log2_sum, T(0)}, of_pairs};
    }
    const T gap = set_gap(negatives, targets);
    const T minus_log_share = rule.decoupled ? T(0) : softplus(-gap);
    const T share = std::exp(-minus_log_share);
    const T rest = rule.decoupled ? T(0) : std::exp(-softplus(gap));
    const T of_negatives = by.of_loss + by.of_lse;
    TargetFactors<T> of_targets{of_negatives * rest / targets.sum, targets.sum / targets.count,
                                -by.of_loss * share / targets.count};
    if (targets.number == T(1)) {
        // e_p - center is 0, but for the rounding of weights.
        of_targets.weight = T(0);
        of_targets.offset = (by.of_lse * rest - by.of_loss * share) / targets.count;
    } else if (of_negatives == T(0)) {
        of_targets.offset = -by.of_loss / targets.count;
    } else if (by.of_lse != T(0)) {
        // The mean has no part of the log-sum-exp: put there and taken back, it would be rounded.
        of_targets.center *= by.of_loss / of_negatives;
    }
    if (alone) return {{T(0), T(0), T(0)}, of_targets};
    // Logarithms are added up before one exponential: neither factor alone need be in range.
    const T log2_share = log2_sum + minus_log_share * T(kLog2e);
    if (one_shift) return {{of_negatives * std::exp2(-log2_share), T(0), T(0)}, of_targets};
    return {{of_negatives, log2_share, T(0)}, of_targets};
}

}  // namespace cuxent::kernels
