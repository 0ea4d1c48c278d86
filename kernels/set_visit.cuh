// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the entries of a panel are. Members: SetLabels, PairBits or SoftTargets where rows have sets
// of targets, OwnTargets where the target is one column of the row's own sample.
#pragma once

#include <cstdint>

#include "kernels/panel_visit.cuh"

namespace cuxent::kernels {

struct OwnTargets {};

/// Whether targets have weights.
template <class Members>
inline constexpr bool kHasWeights = false;
template <class T>
inline constexpr bool kHasWeights<SoftTargets<T>> = true;

/// What a thread's columns have for all rows of its block.
template <class Members, class T>
struct SetColumns;

/// A row, and where among the thread's columns its own and the panel's end are.
template <class Members, class T>
struct SetRow;

template <class T>
struct SetColumns<SetLabels, T> {
    std::int64_t at[Vector<T>::kSize];

    __device__ SetColumns(const SetLabels& labels, const Panel<T>& panel) {
        const std::int64_t c = first_column<T>();
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) {
            at[j] = c + j < panel.n_cols ? labels.cols[panel.col_begin + c + j] : 0;
        }
    }
};

template <class T>
struct SetRow<SetLabels, T> {
    std::int64_t label, self, n_left;

    __device__ SetRow(const SetLabels& labels, const Panel<T>& panel, const Diagonal& diagonal,
                      std::int64_t r, std::int64_t c)
        : label(labels.rows[panel.row_begin + r]),
          self(position_of(diagonal, panel, r, c)),
          n_left(panel.n_cols - c) {}
};

/// Also of the row's own column: entry_of() leaves it out.
template <class T>
__device__ inline bool is_target(const SetRow<SetLabels, T>& row,
                                 const SetColumns<SetLabels, T>& columns, int j) {
    return columns.at[j] == row.label;
}

template <class T>
__device__ inline Entry entry_of(const SetRow<SetLabels, T>& row,
                                 const SetColumns<SetLabels, T>& columns, int j) {
    if (j == row.self || j >= row.n_left) return Entry::kOut;
    return is_target(row, columns, j) ? Entry::kTarget : Entry::kNegative;
}

template <class T>
struct SetColumns<PairBits, T> {
    __device__ SetColumns(const PairBits&, const Panel<T>&) {}
};

/// The bits of a thread's columns, from the lowest on: one word holds them, since panels begin
/// where a word does. A target is one even in the row's own column; a negative is not.
template <class T>
struct SetRow<PairBits, T> {
    static_assert(kPanelAlignment % PairBits::kBits == 0);
    static_assert(PairBits::kBits % Vector<T>::kSize == 0);

    PairBits::Word word;

    __device__ SetRow(const PairBits& bits, const Panel<T>& panel, const Diagonal& diagonal,
                      std::int64_t r, std::int64_t c)
        : word(bits.row(panel.row_begin + r).word(panel.col_begin + c)) {
        constexpr std::int64_t kSize = Vector<T>::kSize;
        const std::int64_t n_left = panel.n_cols - c;
        const std::int64_t self = position_of(diagonal, panel, r, c);
        const auto bit = static_cast<unsigned>(c % PairBits::kBits);
        const unsigned inside = n_left < kSize ? (1U << static_cast<unsigned>(n_left)) - 1U : ~0U;
        const unsigned own = self >= 0 && self < kSize ? 1U << static_cast<unsigned>(self) : 0U;
        word.positives = word.positives >> bit & inside;
        word.negatives = word.negatives >> bit & inside & ~own;
    }
};

template <class T>
__device__ inline bool is_target(const SetRow<PairBits, T>& row, const SetColumns<PairBits, T>&,
                                 int j) {
    return row.word.at(j) == Entry::kTarget;
}

template <class T>
__device__ inline Entry entry_of(const SetRow<PairBits, T>& row, const SetColumns<PairBits, T>&,
                                 int j) {
    return row.word.at(j);
}

template <class T>
struct SetColumns<SoftTargets<T>, T> {
    __device__ SetColumns(const SoftTargets<T>&, const Panel<T>&) {}
};

/// The weights of a thread's columns, 0 beyond the panel's last: what lies there is not the
/// caller's. They begin at any multiple of their size.
template <class T>
struct SetRow<SoftTargets<T>, T> {
    Vector<T> weight;
    std::int64_t n_left;

    __device__ SetRow(const SoftTargets<T>& soft, const Panel<T>& panel, const Diagonal&,
                      std::int64_t r, std::int64_t c)
        : n_left(panel.n_cols - c) {
        constexpr int kSize = Vector<T>::kSize;
        const T* at = soft.row(panel.row_begin + r).weights + panel.col_begin + c;
        if (n_left >= kSize && reinterpret_cast<std::uintptr_t>(at) % sizeof(weight) == 0) {
            weight = Vector<T>::load(at);
            return;
        }
#pragma unroll
        for (int j = 0; j < kSize; ++j) weight.at[j] = j < n_left ? at[j] : T(0);
    }
};

template <class T>
__device__ inline bool is_target(const SetRow<SoftTargets<T>, T>& row,
                                 const SetColumns<SoftTargets<T>, T>&, int j) {
    return row.weight.at[j] != T(0);
}

template <class T>
__device__ inline Entry entry_of(const SetRow<SoftTargets<T>, T>& row,
                                 const SetColumns<SoftTargets<T>, T>& columns, int j) {
    if (j >= row.n_left) return Entry::kOut;
    return is_target(row, columns, j) ? Entry::kTarget : Entry::kNegative;
}

/// The weight of an entry that is a target.
template <class Members, class T>
__device__ inline T weight_of(const SetRow<Members, T>& row, int j) {
    if constexpr (kHasWeights<Members>) {
        return row.weight.at[j];
    } else {
        return T(1);
    }
}

template <class T>
struct SetColumns<OwnTargets, T> {
    __device__ SetColumns(const OwnTargets&, const Panel<T>&) {}
};

template <class T>
struct SetRow<OwnTargets, T> {
    std::int64_t target;

    __device__ SetRow(const OwnTargets&, const Panel<T>& panel, const Diagonal& diagonal,
                      std::int64_t r, std::int64_t c)
        : target(position_of(diagonal, panel, r, c)) {}
};

template <class T>
__device__ inline bool is_target(const SetRow<OwnTargets, T>& row, const SetColumns<OwnTargets, T>&,
                                 int j) {
    return j == row.target;
}

}  // namespace cuxent::kernels
