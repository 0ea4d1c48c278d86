// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "plan/arena.hpp"
#include "plan/plan.hpp"

namespace cuxent::impl {

/// What a pass knows about one operand, n rows of width D. Element type: the plan's arithmetic
/// type.
struct OperandBuffers {
    void* z = nullptr;         ///< n x D, normalised rows
    void* norm = nullptr;      ///< n, norms of the rows as they came
    void* gradient = nullptr;  ///< n x D, product of the coefficients with the other operand
    void* radial = nullptr;    ///< n, <z_i, gradient_i>
};

/// What a pass knows about rows that are gathered for the anchors: see kernels/gathered.h for
/// their numbering. Element type: the plan's arithmetic type unless said otherwise.
struct GatheredBuffers {
    /// Saved, one a column of each anchor: its similarity with the anchor, before the scale.
    void* similarity = nullptr;
    /// Saved, one a source: z = x * norm_scale / norm_divisor. Null where the backend takes norms
    /// again.
    void* norm_scale = nullptr;
    void* norm_divisor = nullptr;
    /// Saved, with label smoothing: int64, one an anchor: the columns that ids and a guide leave
    /// it.
    void* n_seen = nullptr;

    void* worker_rows = nullptr;  ///< kWorkerRows rows of Plan::widest_row() a worker
    static constexpr std::int64_t kWorkerRows = 2;

    // Backward, over a table.
    void* coefficient = nullptr;           ///< one a column of each anchor
    void* key[2] = {nullptr, nullptr};     ///< uint32, one a source: the row that it names
    void* source[2] = {nullptr, nullptr};  ///< uint32, one a source, in the order of the rows
    void* segment_begin = nullptr;         ///< uint32, one a source and one
    void* n_segments = nullptr;            ///< uint32
};

/// What a softmax over classes adds to the rows.
struct ClassBuffers {
    void* cosine = nullptr;       ///< with the target
    void* sine = nullptr;         ///< of the same angle
    void* margin_pull = nullptr;  ///< backward: see ClassFactors in kernels/class_math.h
    // Backward, int64: the rows of each class one after the other, one a row, and where they begin,
    // one a class and one. Null on a device.
    void* rows_of_classes = nullptr;
    void* rows_begin = nullptr;
};

/// What label smoothing adds to the rows, and sums by group of SeenColumns (kernels/
/// smoothing_math.h): of vectors, D numbers in double each. Null where there is none.
struct SmoothingBuffers {
    void* column_sum = nullptr;  ///< of the columns; also where the island term wants that
    void* term_sum = nullptr;    ///< of their terms, one number each
    void* row_sum = nullptr;     ///< backward: of the rows, each times its share
    void* mean = nullptr;        ///< forward: m
    void* share = nullptr;       ///< backward
};

/// What a guide has for the rows and columns of a call, and says of their entries. Of gathered rows
/// only that: they are normalised at their use.
struct GuideBuffers {
    void* rows = nullptr;    ///< n x guide_dim, normalised
    void* cols = nullptr;    ///< the same of the columns
    void* target = nullptr;  ///< one a row, with the column of its target; null on a device
    void* bits = nullptr;    ///< GuideBits in kernels/guide_bits.h
};

/// Memory of one call, carved from the caller's `saved` and `scratch`. One entry a row unless said
/// otherwise, in the plan's arithmetic type unless said otherwise.
struct Buffers {
    OperandBuffers rows;
    OperandBuffers cols;  ///< equal to `rows` where the rows are the columns; none where gathered
    GatheredBuffers gathered;

    // Saved from the forward to the backward pass.
    // Pairwise sigmoid: see RowStatistics in kernels/row_math.h for what the first two hold.
    void* shift = nullptr;     ///< subtracted from a row's logits (base 2) before the exponential
    void* sum = nullptr;       ///< sum over the negatives of exp2(logit - shift)
    void* positive = nullptr;  ///< similarity with the target, before the scale: entry_math.h
    /// With weights of positives or a softcap: the same without a call's terms.
    void* target_cosine = nullptr;
    /// Of losses with sets of targets: TargetSet in kernels/set_math.h, its total in `positive`.
    void* target_shift = nullptr;
    void* target_sum = nullptr;
    void* target_count = nullptr;
    void* target_number = nullptr;  ///< of weighted targets, null elsewhere and of pairs
    void* kept = nullptr;           ///< tiles of the forward pass; null where they are recomputed

    // Within a call.
    void* backend = nullptr;   ///< the backend's own: BackendTraits::own_bytes
    void* tiles = nullptr;     ///< one tile a worker; null where this call keeps all of them
    void* progress = nullptr;  ///< int32, finished tiles of each row block, then column block
    void* row_loss = nullptr;  ///< forward
    void* weight = nullptr;    ///< backward: see RowFactors in kernels/row_math.h
    void* weight_shift = nullptr;
    void* pull = nullptr;  ///< backward: coefficient of the target
    /// Backward, with a z-loss: upstream gradient of the row's log-sum-exp.
    void* lse_pull = nullptr;
    /// Backward, of losses whose target is no linear part of the logits: what the radial parts of
    /// the rows lack of the scale's gradient.
    void* scale_rest = nullptr;
    /// Backward, of losses with sets of targets: TargetFactors in kernels/set_math.h, its offset in
    /// `pull`.
    void* target_weight = nullptr;
    void* target_center = nullptr;
    ClassBuffers classes;  ///< null where the loss has no classes
    SmoothingBuffers smoothing;
    /// Of listed pairs: PairBits in kernels/set_members.h. Null where nothing of the kind is
    /// listed.
    void* positive_bits = nullptr;
    void* negative_bits = nullptr;
    GuideBuffers guide;  ///< null where there is none
};

/// Rows of per-row arrays beyond the last: vectors may run over the end of a ragged tile.
inline constexpr std::size_t kRowSlack = 16;

/// Pieces that live from forward to backward.
void carve_saved(Arena& arena, const Plan& plan, Strategy strategy, Buffers& buffers);

/// Pieces of `scratch` for the passes that a call runs.
struct Passes {
    bool forward;
    bool backward;
};
void carve_scratch(Arena& arena, const Plan& plan, Strategy strategy, Passes passes,
                   Buffers& buffers);

}  // namespace cuxent::impl
