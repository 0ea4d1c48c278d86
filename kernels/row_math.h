// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// The row function, for host and device: from the statistics of a row to its loss, and to the
// factors of its gradient. Everything about a loss that is neither a product nor elementwise on
// tiles.
//
//   t      = log2(e) * scale * similarity                    logits, base 2
//   sum    = sum over the negatives of 2^(t - shift)
//   d      = ln 2 * (shift - t_target + log2 sum)            = log sum exp(negatives) - s_target
//   L      = softplus(d)                                      row loss
//   lse    = s_target + L                                     log of the whole denominator
//   G_j    = u * sigmoid(d) * 2^(t_j - shift) / sum           negatives
//   G_pos  = -u * sigmoid(d)                                  target, never "softmax - 1"
//
// Decoupled, i.e. with the target not in the denominator: L = d and 1 in the place of sigmoid(d).
//
// A row without negatives (sum exactly 0) has loss 0 and gradient 0, but for a z-loss.
//
// Pairwise sigmoid (SigLIP): every entry has a loss of its own, s = scale * similarity + bias.
//
//   L      = sum over the negatives of softplus(s)  +  softplus(-s_target)
//   G_j    = u * sigmoid(s_j)                                 negatives
//   G_pos  = -u * sigmoid(-s_target)                          target
//
// There the sums of softplus and of sigmoid are the statistics of a row.
//
// A z-loss adds zeta lse^2 to the loss of any row with a log-sum-exp. With p the shares of all that
// is in the denominator, sigmoid(d) softmax of the negatives and sigmoid(-d) of the target,
//
//   G_j   += r p_j        r = u 2 zeta lse
#pragma once

#include <cmath>

#include "kernels/host_device.h"
#include "kernels/logits.h"

namespace cuxent::kernels {

/// log(1 + exp x), without overflow and without losing small results; NaN stays NaN.
template <class T>
CUXENT_HOST_DEVICE inline T softplus(T x) {
    const T magnitude = x < T(0) ? -x : x;
    return (x < T(0) ? T(0) : x) + std::log1p(std::exp(-magnitude));
}

/// 1 / (1 + exp -x), without overflow and without losing small results; NaN stays NaN.
template <class T>
CUXENT_HOST_DEVICE inline T sigmoid(T x) {
    const T e = std::exp(x < T(0) ? x : -x);
    return (x < T(0) ? e : T(1)) / (T(1) + e);
}

/// What a loss makes of its rows.
struct RowRule {
    bool decoupled;     ///< the target is not in the denominator
    bool sets;          ///< rows have sets of targets: set_math.h
    bool pairs;         ///< and each target stands against the negatives alone
    bool sigmoid;       ///< of each pair, in the place of a softmax over the row
    double z_loss;      ///< zeta
    double vmf_sigma;   ///< of the weights of positives: positive_weights.h; 0: none
    bool vmf_attached;  ///< they have a gradient
};

/// What the visit of the tiles leaves of a row.
template <class T>
struct RowStatistics {
    T shift;     ///< base 2; pairwise sigmoid: sum over the negatives of sigmoid(s)
    T sum;       ///< over the negatives of 2^(t - shift); pairwise sigmoid: of softplus(s)
    T positive;  ///< similarity with the target, before the scale
};

/// s_target, bias included.
template <class T>
CUXENT_HOST_DEVICE inline T target_logit(const RowStatistics<T>& row, const Logits<T>& logits) {
    return std::fma(row.positive, logits.scale, logits.bias);
}

/// d. The shift meets the target's logit first: both are large where their difference is not.
template <class T>
CUXENT_HOST_DEVICE inline T logit_gap(const RowStatistics<T>& row, T slope) {
    const T shifted = std::fma(-row.positive, slope, row.shift);
    return (shifted + std::log2(row.sum)) * T(kLn2);
}

/// The same without its logarithm: e^d = sum * 2^(shift - t_target), where that neither overflows
/// nor loses digits to underflow.
template <class T>
struct GapRatio {
    T lift;   ///< 2^(shift - t_target)
    T ratio;  ///< e^d
    bool usable;
};

template <class T>
CUXENT_HOST_DEVICE inline GapRatio<T> gap_ratio(const RowStatistics<T>& row, T slope) {
    constexpr T kMost = T(1.0e30);
    constexpr T kLeast = T(1.0e-30);
    const T lift = std::exp2(std::fma(-row.positive, slope, row.shift));
    const T ratio = row.sum * lift;
    return {lift, ratio, lift >= kLeast && lift <= kMost && ratio >= kLeast && ratio <= kMost};
}

template <class T>
CUXENT_HOST_DEVICE inline T row_loss(const RowStatistics<T>& row, const Logits<T>& logits,
                                     const RowRule& rule) {
    if (rule.sigmoid) return row.sum + softplus(-target_logit(row, logits));
    // 0 without negatives, but a NaN that reached the row stays one.
    if (row.sum == T(0)) return row.positive - row.positive;
    if (rule.decoupled) return logit_gap(row, logits.slope);
    const GapRatio<T> gap = gap_ratio(row, logits.slope);
    return gap.usable ? std::log1p(gap.ratio) : softplus(logit_gap(row, logits.slope));
}

/// Log of the exponential sum over the negatives, bias included.
template <class T>
CUXENT_HOST_DEVICE inline T negatives_lse(const RowStatistics<T>& row, const Logits<T>& logits) {
    return std::fma(row.shift + std::log2(row.sum), T(kLn2), logits.bias);
}

/// Log of a row's denominator, from its loss: s_target + L, or where the negatives have the larger
/// part of it, so that target and loss are both large and their sum is not, from these.
template <class T>
CUXENT_HOST_DEVICE inline T row_lse(const RowStatistics<T>& row, const Logits<T>& logits, T loss,
                                    const RowRule& rule) {
    if (row.sum == T(0) || !(rule.decoupled || loss > T(kLn2))) {
        return target_logit(row, logits) + loss;
    }
    const T of_negatives = negatives_lse(row, logits);
    return rule.decoupled ? of_negatives : of_negatives + softplus(-logit_gap(row, logits.slope));
}

/// Loss of a row and the log of its denominator.
template <class T>
struct RowResult {
    T loss, lse;
    bool has_lse;  ///< false: its denominator is empty, or it has no loss
};

/// From what the loss itself makes of a row to its results. `row_term`: what its logits have in
/// common and its log-sum-exp is not to have.
template <class T>
CUXENT_HOST_DEVICE inline RowResult<T> complete(RowResult<T> row, T row_term, const RowRule& rule) {
    row.lse -= row_term;
    if (rule.z_loss != 0 && row.has_lse)
        row.loss += static_cast<T>(rule.z_loss) * row.lse * row.lse;
    return row;
}

/// What the gradient of a row is a multiple of: the upstream gradient of its loss, and that of its
/// log-sum-exp through the z-loss.
template <class T>
struct RowUpstream {
    T of_loss;
    T of_lse;
};

/// `row`: complete.
template <class T>
CUXENT_HOST_DEVICE inline RowUpstream<T> row_upstream(const RowResult<T>& row, const RowRule& rule,
                                                      T upstream) {
    if (!row.has_lse) return {upstream, T(0)};
    return {upstream, upstream * (T(2) * static_cast<T>(rule.z_loss) * row.lse)};
}

/// The factors from which the tiles take a row's coefficients: W_j = weight * 2^(t_j - shift) with
/// one shift for all rows, weight * 2^((t_j - shift) - weight_shift) with a shift of its own,
/// weight * sigmoid(s_j) without a softmax.
template <class T>
struct RowFactors {
    T weight;
    T weight_shift;
    T pull;  ///< coefficient of the target
};

template <class T>
CUXENT_HOST_DEVICE inline RowFactors<T> row_factors(const RowStatistics<T>& row,
                                                    const Logits<T>& logits, const RowRule& rule,
                                                    const RowUpstream<T>& by) {
    if (rule.sigmoid) {
        return {by.of_loss, T(0), -by.of_loss * sigmoid(-target_logit(row, logits))};
    }
    const T of_negatives = by.of_loss + by.of_lse;
    const T slope = logits.slope;
    const bool one_shift = logits.one_shift;
    if (row.sum == T(0)) return {T(0), T(0), by.of_lse};
    if (rule.decoupled) {
        if (one_shift) return {of_negatives / row.sum, T(0), -by.of_loss};
        return {of_negatives, std::log2(row.sum), -by.of_loss};
    }
    const GapRatio<T> gap = gap_ratio(row, slope);
    if (one_shift && gap.usable) {
        // sigmoid(d) = e^d / (1 + e^d), and one sum less to divide by.
        const T rest = T(1) / (T(1) + gap.ratio);
        return {gap.lift * (of_negatives * rest), T(0),
                (by.of_lse - gap.ratio * by.of_loss) * rest};
    }
    const T d = logit_gap(row, slope);
    // Logarithms are added up before one exponential: neither factor alone need be in range.
    const T minus_log_sigmoid = softplus(-d);
    const T log2_share = std::log2(row.sum) + minus_log_sigmoid * T(kLog2e);
    const T pull = -by.of_loss * std::exp(-minus_log_sigmoid) +
                   (by.of_lse == T(0) ? T(0) : by.of_lse * sigmoid(-d));
    if (one_shift) return {of_negatives * std::exp2(-log2_share), T(0), pull};
    return {of_negatives, log2_share, pull};
}

/// What a row of pairwise sigmoids adds to the gradient of the bias: the sum of its coefficients,
/// before a softcap makes less of them.
template <class T>
CUXENT_HOST_DEVICE inline double bias_gradient_of_row(const RowStatistics<T>& row,
                                                      const Logits<T>& logits, T weight) {
    const double of_target = static_cast<double>(sigmoid(-target_logit(row, logits)));
    return static_cast<double>(weight) * (static_cast<double>(row.shift) - of_target);
}

}  // namespace cuxent::kernels
