// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What a guide leaves out of the rows, for host and device. With g the cosines of its embeddings
// and p the target of row i, that is every negative j with
//
//   g_ij > factor g_ip - margin
//
// noted as a bit for each entry before the tiles of the loss are visited. A comparison with NaN
// leaves nothing out. Of the target itself the bits mean nothing: who reads them keeps it.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/host_device.h"

namespace cuxent::kernels {

struct GuideRule {
    double factor;
    double margin;

    /// What stays is at most this. With factor 1 and margin 0 it is the similarity of the target to
    /// the bit, so that columns which are equal to the guide stay.
    template <class T>
    CUXENT_HOST_DEVICE T limit(T target) const {
        return std::fma(static_cast<T>(factor), target, -static_cast<T>(margin));
    }
};

/// Row after row in whole words, the first column in the lowest bit. Words begin with the tiles of
/// a row: where rows see the other view only, both views of the columns have the same places. Rows
/// that are gathered have places for columns of their own: kernels/gathered.h.
struct GuideBits {
    using Word = std::uint16_t;       // tiles of the CPU begin at multiples of 16
    static constexpr int kBits = 16;  ///< of a word

    Word* words = nullptr;       ///< null: there is no guide
    std::int64_t n_words = 0;    ///< of a row
    std::int64_t n_in_view = 0;  ///< columns after which places begin again

    CUXENT_HOST_DEVICE bool exist() const { return words != nullptr; }

    CUXENT_HOST_DEVICE static std::int64_t words_of(std::int64_t n_cols) {
        return (n_cols + kBits - 1) / kBits;
    }

    /// The word of a row with a column, whose bit there is place(col) % kBits.
    CUXENT_HOST_DEVICE Word* word(std::int64_t row, std::int64_t col) const {
        return words + row * n_words + place(col) / kBits;
    }
    CUXENT_HOST_DEVICE std::int64_t place(std::int64_t col) const {
        return col < n_in_view ? col : col - n_in_view;
    }
    CUXENT_HOST_DEVICE void leave_out(std::int64_t row, std::int64_t col) const {
        Word& bits = *word(row, col);
        bits = static_cast<Word>(bits | 1 << (place(col) % kBits));
    }
    CUXENT_HOST_DEVICE bool leaves_out(std::int64_t row, std::int64_t col) const {
        return exist() && (*word(row, col) >> (place(col) % kBits) & 1) != 0;
    }
};

}  // namespace cuxent::kernels
