// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the entries of rows with sets of targets are, for host and device: by the labels of rows and
// columns, by the pairs that the caller has listed, or by the weights that each has as a target.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/integers.h"

namespace cuxent::kernels {

enum class Entry { kOut, kNegative, kTarget };

/// Where the targets of a row are all columns with its label. Of the row's own column they know
/// nothing: it is for a visit to leave it out.
struct SetLabels {
    Integers rows;
    Integers cols;

    struct Row {
        std::int64_t label;
        Integers cols;

        CUXENT_HOST_DEVICE Entry at(std::int64_t col) const {
            return cols[col] == label ? Entry::kTarget : Entry::kNegative;
        }
    };
    CUXENT_HOST_DEVICE Row row(std::int64_t row) const { return {rows[row], cols}; }
};

/// Where they are listed: a bit for each entry, row after row in whole words, the first column in
/// the lowest bit.
struct PairBits {
    static constexpr int kBits = 32;  ///< of a word

    std::uint32_t* positives;  ///< null: no pairs are listed
    std::uint32_t* negatives;  ///< null: every column that is not a target
    std::int64_t n_words;      ///< of a row

    CUXENT_HOST_DEVICE static std::int64_t words_of(std::int64_t n_cols) {
        return (n_cols + kBits - 1) / kBits;
    }

    /// Neighbouring columns of a row.
    struct Word {
        std::uint32_t positives;
        std::uint32_t negatives;

        /// A pair in both lists is a target.
        CUXENT_HOST_DEVICE Entry at(int bit) const {
            if ((positives >> bit & 1U) != 0) return Entry::kTarget;
            return (negatives >> bit & 1U) != 0 ? Entry::kNegative : Entry::kOut;
        }
    };

    struct Row {
        const std::uint32_t* positives;
        const std::uint32_t* negatives;

        CUXENT_HOST_DEVICE Word word(std::int64_t col) const {
            return {positives[col / kBits], negatives != nullptr ? negatives[col / kBits] : ~0U};
        }
        CUXENT_HOST_DEVICE Entry at(std::int64_t col) const {
            return word(col).at(static_cast<int>(col % kBits));
        }
    };
    CUXENT_HOST_DEVICE Row row(std::int64_t row) const {
        const std::int64_t begin = row * n_words;
        return {positives + begin, negatives != nullptr ? negatives + begin : nullptr};
    }

    /// Where the bit of an entry is.
    CUXENT_HOST_DEVICE std::int64_t word_of(std::int64_t row, std::int64_t col) const {
        return row * n_words + col / kBits;
    }
    CUXENT_HOST_DEVICE static std::uint32_t bit_of(std::int64_t col) {
        return std::uint32_t{1} << static_cast<int>(col % kBits);
    }
};

/// Where they have weights, a matrix of the caller: targets are the entries that are not 0. So is
/// a NaN, which has to be seen.
template <class T>
struct SoftTargets {
    const T* data;  ///< null: nothing is weighed
    std::int64_t ld;

    struct Row {
        const T* weights;

        CUXENT_HOST_DEVICE Entry at(std::int64_t col) const {
            return weights[col] != T(0) ? Entry::kTarget : Entry::kNegative;
        }
    };
    CUXENT_HOST_DEVICE Row row(std::int64_t row) const { return {data + row * ld}; }
};

/// One of the three.
template <class T>
struct SetMembers {
    SetLabels labels;
    PairBits pairs;
    SoftTargets<T> soft;

    /// Calls visit(the one). What a visit returns has the same type for all.
    template <class Visit>
    auto take(const Visit& visit) const {
        if (soft.data != nullptr) return visit(soft);
        return pairs.positives != nullptr ? visit(pairs) : visit(labels);
    }
};

/// Pairs as the caller lists them.
struct PairList {
    Integers rows;
    Integers cols;
    std::int64_t n;
};

}  // namespace cuxent::kernels
