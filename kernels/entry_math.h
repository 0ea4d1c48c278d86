// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the softmax sees in the place of a similarity, for host and device, where the call asks for
// more than the similarity. With k the logit scale, c the terms of the columns and h the hardness:
//
//   negative   s (1 + h / k) + c_j / k, or -inf where it has the id of the row or a guide leaves it
//              out
//   target     s + c_j / k
//
// so that everything after it goes on as if that were the similarity. Where one entry stands for
// (i, j) and (j, i) it is c_i + c_j: what all logits of a row have in common moves its log-sum-exp
// and nothing else, and that is mended when the row is finished.
//
// With a softcap s is b tanh(similarity / b), b = cap / k, throughout, and a coefficient is that by
// the entry times ds / d similarity = 1 - (s / b)^2.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/guide_bits.h"
#include "kernels/host_device.h"
#include "kernels/integers.h"
#include "kernels/logits.h"

namespace cuxent::kernels {

/// Factors of all entries of a call.
template <class T>
struct EntryFactors {
    T per_logit;  ///< 1 / k
    T negative;   ///< 1 + h / k
    T bound;      ///< cap / k; 0: none

    CUXENT_HOST_DEVICE static EntryFactors of(const Logits<T>& logits, double hardness,
                                              double softcap) {
        // No cap is so small or so large that it would be none.
        constexpr double kLeast = sizeof(T) == sizeof(double) ? 1e-300 : 1e-37;
        constexpr double kMost = sizeof(T) == sizeof(double) ? 1e290 : 1e30;
        const T per_logit = T(1) / logits.scale;
        const double bound = softcap / static_cast<double>(logits.scale);
        const double usable = bound < kLeast ? kLeast : bound > kMost ? kMost : bound;
        return {per_logit, std::fma(static_cast<T>(hardness), per_logit, T(1)),
                softcap == 0 ? T(0) : static_cast<T>(usable)};
    }

    CUXENT_HOST_DEVICE T capped(T similarity) const {
        return bound == T(0) ? similarity : bound * std::tanh(similarity / bound);
    }
    /// d capped / d similarity. 0 of what is left out.
    CUXENT_HOST_DEVICE T slope_of_capped(T similarity) const {
        if (bound == T(0)) return T(1);
        const T q = similarity / bound;
        return q * q <= T(1) ? (T(1) - q) * (T(1) + q) : T(0);
    }

    // `term`: of the row and the column. `similarity`: capped.
    CUXENT_HOST_DEVICE T adjusted_negative(T similarity, T term) const {
        return std::fma(similarity, negative, term * per_logit);
    }
    CUXENT_HOST_DEVICE T adjusted_target(T similarity, T term) const {
        return std::fma(term, per_logit, similarity);
    }
    /// The slope of the cap at what has been adjusted.
    CUXENT_HOST_DEVICE T slope_of_negative(T adjusted, T term) const {
        return slope_of_capped(std::fma(-term, per_logit, adjusted) / negative);
    }
    CUXENT_HOST_DEVICE T slope_of_target(T adjusted, T term) const {
        return slope_of_capped(std::fma(-term, per_logit, adjusted));
    }
};

template <class T>
struct EntryOptions {
    const T* col_bias;  ///< one a column; null: none
    Integers row_ids;   ///< none, or both
    Integers col_ids;
    double hardness;
    double softcap;  ///< 0: none
    bool symmetric;  ///< columns are rows: an entry stands for both of its places
    GuideBits guide;

    CUXENT_HOST_DEVICE bool exist() const { return depend_on_place() || is_capped(); }
    CUXENT_HOST_DEVICE bool is_capped() const { return softcap != 0; }
    CUXENT_HOST_DEVICE EntryFactors<T> factors(const Logits<T>& logits) const {
        return EntryFactors<T>::of(logits, hardness, softcap);
    }
    /// Whether equal similarities may become different entries.
    CUXENT_HOST_DEVICE bool depend_on_place() const {
        return col_bias != nullptr || row_ids.data != nullptr || hardness != 0 || guide.exist();
    }

    /// Whether logits stay within the bounds of the scale: ids and guides only take out, a cap
    /// brings closer.
    CUXENT_HOST_DEVICE bool are_bounded() const { return col_bias == nullptr && hardness == 0; }

    /// What all logits of a row have in common, and its own have not.
    CUXENT_HOST_DEVICE T row_term(std::int64_t row) const {
        return symmetric && col_bias != nullptr ? col_bias[row] : T(0);
    }
    /// The similarity of a row with its target without that: once weighed, it no longer cancels.
    CUXENT_HOST_DEVICE T own_positive(T positive, std::int64_t row, const Logits<T>& logits) const {
        return positive - row_term(row) / logits.scale;
    }
    CUXENT_HOST_DEVICE T col_term(std::int64_t col) const {
        return col_bias != nullptr ? col_bias[col] : T(0);
    }
};

/// An entry that comes alone, column `place` of its row, which is the target if that is 0. From its
/// similarity before the cap. `col`: its place among the terms and ids of the columns; below 0: it
/// has none.
template <class T>
CUXENT_HOST_DEVICE inline T adjusted_entry(const EntryOptions<T>& options,
                                           const EntryFactors<T>& factors, T similarity,
                                           std::int64_t row, std::int64_t place, std::int64_t col) {
    if (!options.exist()) return similarity;
    similarity = factors.capped(similarity);
    if (col < 0) return similarity;
    const T term = options.col_term(col);
    if (place == 0) return factors.adjusted_target(similarity, term);
    if (options.guide.leaves_out(row, place)) return -T(INFINITY);
    const bool has_ids = options.row_ids.data != nullptr;
    if (has_ids && options.row_ids[row] == options.col_ids[col]) return -T(INFINITY);
    return factors.adjusted_negative(similarity, term);
}

}  // namespace cuxent::kernels
