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
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/guide_bits.h"
#include "kernels/host_device.h"
#include "kernels/integers.h"
#include "kernels/logits.h"

namespace cuxent::kernels {

template <class T>
struct EntryOptions {
    const T* col_bias;  ///< one a column; null: none
    Integers row_ids;   ///< none, or both
    Integers col_ids;
    double hardness;
    bool symmetric;  ///< columns are rows: an entry stands for both of its places
    GuideBits guide;

    CUXENT_HOST_DEVICE bool exist() const {
        return col_bias != nullptr || row_ids.data != nullptr || hardness != 0 || guide.exist();
    }

    /// Whether logits stay within the bounds of the scale: ids and guides only take out.
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

/// Factors of all entries of a call.
template <class T>
struct EntryFactors {
    T per_logit;  ///< 1 / k
    T negative;   ///< 1 + h / k

    CUXENT_HOST_DEVICE static EntryFactors of(const Logits<T>& logits, double hardness) {
        const T per_logit = T(1) / logits.scale;
        return {per_logit, std::fma(static_cast<T>(hardness), per_logit, T(1))};
    }

    /// `term`: of the row and the column.
    CUXENT_HOST_DEVICE T adjusted_negative(T similarity, T term) const {
        return std::fma(similarity, negative, term * per_logit);
    }
    CUXENT_HOST_DEVICE T adjusted_target(T similarity, T term) const {
        return std::fma(term, per_logit, similarity);
    }
};

/// An entry that comes alone, without a guide. `col`: its place among the terms and ids of the
/// columns; below 0: it has none.
template <class T>
CUXENT_HOST_DEVICE inline T adjusted_entry(const EntryOptions<T>& options,
                                           const EntryFactors<T>& factors, T similarity,
                                           bool is_target, std::int64_t row, std::int64_t col) {
    if (!options.exist() || col < 0) return similarity;
    const T term = options.col_term(col);
    if (is_target) return factors.adjusted_target(similarity, term);
    const bool has_ids = options.row_ids.data != nullptr;
    if (has_ids && options.row_ids[row] == options.col_ids[col]) return -T(INFINITY);
    return factors.adjusted_negative(similarity, term);
}

}  // namespace cuxent::kernels
