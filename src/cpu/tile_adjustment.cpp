// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/tile_adjustment.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "base/round_up.hpp"
#include "cpu/tile_cap_kernels.hpp"
#include "cpu/tile_kernels.hpp"

namespace cuxent::impl {
namespace {

/// Calls visit(pointer to the first), with the type that the integers have.
template <class Visit>
void with_type(const kernels::Integers& array, std::int64_t first, const Visit& visit) {
    if (array.wide) {
        visit(static_cast<const std::int64_t*>(array.data) + first);
    } else {
        visit(static_cast<const std::int32_t*>(array.data) + first);
    }
}

/// One row of a tile, taken as negatives throughout.
template <class T>
class NegativeRow {
 public:
    NegativeRow(const CpuState<T>& state, const Tile& tile, std::int64_t row)
        : entries_(state.entries),
          factors_(state.entry_factors()),
          row_(row),
          row_term_(entries_.row_term(row)),
          col_begin_(tile.col_begin),
          n_cols_(tile.n_cols()) {}

    void adjust(T* s) const {
        if (entries_.col_bias != nullptr) {
            const T* terms = entries_.col_bias + col_begin_;
            for (std::int64_t j = 0; j < n_cols_; ++j) {
                s[j] = factors_.adjusted_negative(s[j], row_term_ + terms[j]);
            }
        } else if (entries_.hardness != 0) {
            for (std::int64_t j = 0; j < n_cols_; ++j) s[j] *= factors_.negative;
        }
        if (entries_.guide.exist()) leave_out(s);
        if (entries_.row_ids.data == nullptr) return;
        const std::int64_t id = entries_.row_ids[row_];
        with_type(entries_.col_ids, col_begin_, [&](const auto* ids) {
            constexpr T kOut = -std::numeric_limits<T>::infinity();
            for (std::int64_t j = 0; j < n_cols_; ++j) s[j] = ids[j] == id ? kOut : s[j];
        });
    }

    /// What a target at column j of the tile is, from its similarity.
    [[nodiscard]] T target(T similarity, std::int64_t j) const {
        const T term = row_term_ + entries_.col_term(col_begin_ + j);
        return factors_.adjusted_target(similarity, term);
    }

 private:
    /// What the guide says: a tile begins where a word does.
    void leave_out(T* s) const {
        constexpr std::int64_t kBits = kernels::GuideBits::kBits;
        const kernels::GuideBits::Word* word = entries_.guide.word(row_, col_begin_);
        for (std::int64_t begin = 0; begin < n_cols_; begin += kBits) {
            for (unsigned rest = *word++; rest != 0; rest &= rest - 1) {
                s[begin + std::countr_zero(rest)] = -std::numeric_limits<T>::infinity();
            }
        }
    }

    const kernels::EntryOptions<T>& entries_;
    kernels::EntryFactors<T> factors_;
    std::int64_t row_;
    T row_term_;
    std::int64_t col_begin_;
    std::int64_t n_cols_;
};

/// Of a symmetric problem each pair has one entry, right of the diagonal.
template <class T>
void note_cosine(const CpuState<T>& state, std::int64_t row, std::int64_t target, T similarity) {
    if (state.target_cosine == nullptr || !state.notes_targets) return;
    const bool symmetric = state.plan.rule.symmetric();
    if (symmetric && target < row) return;
    state.target_cosine[row] = similarity;
    if (symmetric) state.target_cosine[target] = similarity;
}

/// Rows with one column as target, at most one in a tile: that of their own sample, or class.
template <class T>
void adjust_own_targets(const CpuState<T>& state, const Tile& tile, T* data) {
    const std::array<Run, 4> runs =
        state.plan.place.runs(tile.row_begin, tile.row_end, tile.col_begin, tile.col_end);
    const std::int64_t ld = state.plan.schedule.ld(tile);
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        T* s = data + (row - tile.row_begin) * ld;
        const NegativeRow<T> adjustment(state, tile, row);
        std::int64_t target = state.class_in(tile, row);
        for (const Run& run : runs) {
            const bool holds_row = row >= run.row_begin && row < run.row_end;
            if (run.role == Role::kTarget && holds_row) target = row + run.shift - tile.col_begin;
        }
        const T similarity = target < 0 ? T{0} : s[target];
        if (target >= 0) note_cosine(state, row, tile.col_begin + target, similarity);
        adjustment.adjust(s);
        if (target >= 0) s[target] = adjustment.target(similarity, target);
    }
}

/// Rows with sets of targets.
template <class T, class Members>
void adjust_sets(const CpuState<T>& state, const Members& members, const Tile& tile, T* data) {
    constexpr std::int64_t kChunk = 256;
    const std::int64_t ld = state.plan.schedule.ld(tile);
    for (std::int64_t row = tile.row_begin; row < tile.row_end; ++row) {
        const auto entries = members.row(row);
        for (std::int64_t begin = tile.col_begin; begin < tile.col_end; begin += kChunk) {
            Tile chunk = tile;
            chunk.col_begin = begin;
            chunk.col_end = std::min(tile.col_end, begin + kChunk);
            T* s = data + (row - tile.row_begin) * ld + (begin - tile.col_begin);
            const NegativeRow<T> adjustment(state, chunk, row);
            std::array<T, kChunk> similarity;
            std::copy_n(s, chunk.n_cols(), similarity.begin());
            adjustment.adjust(s);
            for (std::int64_t j = 0; j < chunk.n_cols(); ++j) {
                if (entries.at(begin + j) != kernels::Entry::kTarget) continue;
                s[j] = adjustment.target(similarity[static_cast<std::size_t>(j)], j);
            }
        }
    }
}

}  // namespace

template <class T>
void adjust_tile(const CpuState<T>& state, const Tile& tile, T* data) {
    if (state.entries.is_capped()) {
        const T bound = state.entry_factors().bound;
        const std::int64_t ld = state.plan.schedule.ld(tile);
        for (std::int64_t r = 0; r < tile.n_rows(); ++r) {
            cap_entries(bound, round_up(tile.n_cols(), kTileStep), data + r * ld);
        }
    }
    if (!state.plan.rule.has_sets()) {
        adjust_own_targets(state, tile, data);
        return;
    }
    if (!state.entries.depend_on_place()) return;
    state.members.take([&](const auto& members) { adjust_sets(state, members, tile, data); });
}

template <class T>
void add_slopes_of_cap(const CpuState<T>& state, const Tile& tile, bool are_targets,
                       const T* entries, T* slope) {
    const kernels::EntryFactors<T> factors = state.entry_factors();
    std::array<T, kSlopeChunk> terms{};  // the caller's end with the columns
    if (state.entries.col_bias != nullptr) {
        const T row_term = state.entries.row_term(tile.row_begin);
        for (std::int64_t j = 0; j < tile.n_cols(); ++j) {
            terms[static_cast<std::size_t>(j)] =
                (row_term + state.entries.col_term(tile.col_begin + j)) * factors.per_logit;
        }
    }
    const CappedEntries<T> of{entries, state.entries.col_bias != nullptr ? terms.data() : nullptr,
                              are_targets ? T{1} : factors.negative};
    add_cap_slopes(factors.bound, round_up(tile.n_cols(), kTileStep), of, slope);
}

template void adjust_tile(const CpuState<float>&, const Tile&, float*);
template void adjust_tile(const CpuState<double>&, const Tile&, double*);
template void add_slopes_of_cap(const CpuState<float>&, const Tile&, bool, const float*, float*);
template void add_slopes_of_cap(const CpuState<double>&, const Tile&, bool, const double*, double*);

}  // namespace cuxent::impl
