// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/index.hpp"
#include "engine/backend.hpp"
#include "engine/class_rule.hpp"
#include "engine/entry_options.hpp"
#include "engine/set_members.hpp"
#include "kernels/logits.h"

namespace cuxent::impl {

/// The type that sums are taken in.
template <class T>
constexpr cuxentType arithmetic_type() {
    return sizeof(T) == sizeof(double) ? CUXENT_TYPE_FLOAT64 : CUXENT_TYPE_FLOAT32;
}

/// The buffers of one call with their types back on: see plan/buffers.hpp for what each holds.
template <class T>
struct CpuState {
    struct Operand {
        T* z;
        T* norm;
        T* gradient;
        T* radial;
    };

    CpuState(const Call& the_call, const kernels::Logits<T>& the_logits);

    [[nodiscard]] const Operand& operand(Side side) const {
        return side == Side::kRows ? rows : cols;
    }

    /// Place of a row's class among the columns of a tile; -1: elsewhere, or the row has none.
    [[nodiscard]] std::int64_t class_in(const Tile& tile, std::int64_t row) const {
        const std::int64_t column = classes.exist() ? classes.column(row) : -1;
        return column >= tile.col_begin && column < tile.col_end ? column - tile.col_begin : -1;
    }

    /// Whether exponentials take the place of the similarities of a kept tile: the slope of a cap
    /// is found from similarities.
    [[nodiscard]] bool keeps_exponentials() const {
        return kept != nullptr && !entries.is_capped();
    }

    [[nodiscard]] kernels::EntryFactors<T> entry_factors() const { return entries.factors(logits); }

    /// A tile on the diagonal of a symmetric problem: entries right of its diagonal stand for both
    /// of their places, those left of it are out.
    [[nodiscard]] bool is_triangle(const Tile& tile) const {
        return plan.rule.symmetric() && !tile.mirrored;
    }

    /// Calls visit(row, column) for the rows whose own sample is their target, in the tile.
    template <class Visit>
    void for_own_targets(const Tile& tile, const Visit& visit) const;
    /// The same, and for those whose class is in it.
    template <class Visit>
    void for_targets(const Tile& tile, const Visit& visit) const;

    /// Whether anybody asked for the gradient of rows [begin, end) of an operand.
    [[nodiscard]] bool is_wanted(Side side, std::int64_t begin, std::int64_t end) const;

    const Call& call;
    const Plan& plan;
    kernels::Logits<T> logits;
    kernels::RowLabels classes;  ///< of the rows, where there are any
    kernels::EntryOptions<T> entries;
    Operand rows;
    Operand cols;
    T* shift;
    T* sum;
    T* positive;
    T* target_cosine;  ///< null where nobody asks for it; `positive` without entry options
    T* target_shift;
    T* target_sum;
    T* target_count;
    T* target_number;  ///< of weighted targets, null elsewhere and of pairs
    T* target_weight;
    T* target_center;
    T* set_tiles;
    kernels::SetMembers<T> members;  ///< of sets of targets, where there are any
    T* kept;
    T* tiles;
    T* pair = nullptr;  ///< where the halves of a pair go, one after the other, if not to `tiles`
    T* row_loss;
    T* weight;
    T* weight_shift;
    T* pull;
    T* lse_pull;
    T* scale_rest;
    T* smoothed_mean;            ///< SmoothingBuffers: null without label smoothing
    T* share;                    ///< the same
    bool notes_targets = false;  ///< whether this visit of the tiles fills `positive`
};

template <class T>
CpuState<T>::CpuState(const Call& the_call, const kernels::Logits<T>& the_logits)
    : call(the_call),
      plan(the_call.plan),
      logits(the_logits),
      classes(row_weights<T>(the_call).labels),
      entries(entry_options<T>(the_call)) {
    const auto typed = [](void* buffer) { return static_cast<T*>(buffer); };
    const auto typed_operand = [&typed](const OperandBuffers& buffers) {
        return Operand{typed(buffers.z), typed(buffers.norm), typed(buffers.gradient),
                       typed(buffers.radial)};
    };
    const Buffers& buffers = call.buffers;
    rows = typed_operand(buffers.rows);
    cols = typed_operand(buffers.cols);
    shift = typed(buffers.shift);
    sum = typed(buffers.sum);
    positive = typed(buffers.positive);
    target_cosine = buffers.target_cosine == nullptr ? nullptr
                    : entries.exist()                ? typed(buffers.target_cosine)
                                                     : positive;
    target_shift = typed(buffers.target_shift);
    target_sum = typed(buffers.target_sum);
    target_count = typed(buffers.target_count);
    target_number = typed(buffers.target_number);
    target_weight = typed(buffers.target_weight);
    target_center = typed(buffers.target_center);
    set_tiles = typed(buffers.backend);
    members = set_members<T>(call);
    kept = typed(buffers.kept);
    tiles = typed(buffers.tiles);
    row_loss = typed(buffers.row_loss);
    weight = typed(buffers.weight);
    weight_shift = typed(buffers.weight_shift);
    pull = typed(buffers.pull);
    lse_pull = typed(buffers.lse_pull);
    scale_rest = typed(buffers.scale_rest);
    smoothed_mean = typed(buffers.smoothing.mean);
    share = typed(buffers.smoothing.share);
}

template <class T>
template <class Visit>
void CpuState<T>::for_own_targets(const Tile& tile, const Visit& visit) const {
    const bool triangle = is_triangle(tile);
    for (const Run& run :
         plan.place.runs(tile.row_begin, tile.row_end, tile.col_begin, tile.col_end)) {
        // A triangle has each pair once, right of its diagonal.
        if (run.role != Role::kTarget || (triangle && run.shift < 0)) continue;
        for (std::int64_t row = run.row_begin; row < run.row_end; ++row)
            visit(row, row + run.shift);
    }
}

template <class T>
template <class Visit>
void CpuState<T>::for_targets(const Tile& tile, const Visit& visit) const {
    for_own_targets(tile, visit);
    for (std::int64_t row = tile.row_begin; classes.exist() && row < tile.row_end; ++row) {
        const std::int64_t place = class_in(tile, row);
        if (place >= 0) visit(row, tile.col_begin + place);
    }
}

template <class T>
bool CpuState<T>::is_wanted(Side side, std::int64_t begin, std::int64_t end) const {
    // The gradient of the scale is a sum over the rows' radial parts.
    if (side == Side::kRows && call.gradients.scale != nullptr) return true;
    const auto& matrices = side == Side::kRows ? call.gradients.rows : call.gradients.cols;
    if (!plan.has_second_matrix(side)) return matrices[0].data != nullptr;
    const std::int64_t n = plan.place.of(side).n;
    return (begin < n && matrices[0].data != nullptr) || (end > n && matrices[1].data != nullptr);
}

}  // namespace cuxent::impl
