// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/buffers.hpp"

#include <cstdint>

namespace cuxent::impl {
namespace {

void carve_operand(Arena& arena, const Plan& plan, std::int64_t count, Passes passes,
                   OperandBuffers& operand) {
    const auto rows = static_cast<std::size_t>(count);
    const std::size_t row_bytes = (rows + kRowSlack) * plan.arithmetic_bytes;
    const std::size_t matrix_bytes =
        rows * static_cast<std::size_t>(plan.problem.dim) * plan.arithmetic_bytes;
    operand.z = arena.take(matrix_bytes);
    operand.norm = arena.take(row_bytes);
    if (passes.backward) {
        operand.gradient = arena.take(matrix_bytes);
        operand.radial = arena.take(row_bytes);
    }
}

/// n numbers in the arithmetic type.
void* take_numbers(Arena& arena, const Plan& plan, std::int64_t n) {
    return arena.take(static_cast<std::size_t>(n) * plan.arithmetic_bytes);
}

void* take_uint32(Arena& arena, std::int64_t n) {
    return arena.take(static_cast<std::size_t>(n) * sizeof(std::uint32_t));
}

void carve_saved_gathered(Arena& arena, const Plan& plan, GatheredBuffers& buffers) {
    const kernels::GatheredShape shape = plan.gathered();
    buffers.similarity = take_numbers(arena, plan, shape.n_rows * shape.n_columns());
    if (plan.label_smoothing() != 0) {
        buffers.n_seen = arena.take(static_cast<std::size_t>(shape.n_rows) * sizeof(std::int64_t));
    }
    if (!plan.traits.keeps_norms) return;
    buffers.norm_scale = take_numbers(arena, plan, shape.n_sources());
    buffers.norm_divisor = take_numbers(arena, plan, shape.n_sources());
}

void carve_gathered(Arena& arena, const Plan& plan, Passes passes, GatheredBuffers& buffers) {
    const kernels::GatheredShape shape = plan.gathered();
    buffers.worker_rows = take_numbers(
        arena, plan, plan.n_workers * GatheredBuffers::kWorkerRows * plan.widest_row());
    if (!passes.backward || !plan.has_table()) return;
    buffers.coefficient = take_numbers(arena, plan, shape.n_rows * shape.n_columns());
    for (const int side : {0, 1}) {
        buffers.key[side] = take_uint32(arena, shape.n_sources());
        buffers.source[side] = take_uint32(arena, shape.n_sources());
    }
    buffers.segment_begin = take_uint32(arena, shape.n_sources() + 1);
    buffers.n_segments = take_uint32(arena, 1);
}

std::size_t row_array_bytes(const Plan& plan) {
    return (static_cast<std::size_t>(plan.place.rows.count()) + kRowSlack) * plan.arithmetic_bytes;
}

void carve_classes(Arena& arena, const Plan& plan, Passes passes, ClassBuffers& classes) {
    const std::size_t row_bytes = row_array_bytes(plan);
    for (void** rows : {&classes.cosine, &classes.sine}) *rows = arena.take(row_bytes);
    if (!passes.backward) return;
    classes.margin_pull = arena.take(row_bytes);
    if (plan.traits.in_panels) return;
    const auto take_indices = [&arena](std::int64_t n) {
        return arena.take(static_cast<std::size_t>(n) * sizeof(std::int64_t));
    };
    classes.rows_of_classes = take_indices(plan.place.rows.count());
    classes.rows_begin = take_indices(plan.place.cols.count() + 1);
}

void carve_smoothing(Arena& arena, const Plan& plan, Passes passes, SmoothingBuffers& smoothing) {
    const std::int64_t n_groups = plan.rule.across_views ? 2 : 1;
    const std::size_t sum_bytes =
        static_cast<std::size_t>(n_groups * plan.problem.dim) * sizeof(double);
    const bool smooths = plan.label_smoothing() != 0;
    // Gathered rows have sums of their own columns only, at their visit.
    const bool has_sums = smooths && !plan.rule.gathered();
    if (has_sums || plan.problem.island_weight != 0) smoothing.column_sum = arena.take(sum_bytes);
    if (has_sums) smoothing.term_sum = take_numbers(arena, plan, n_groups);
    if (has_sums && passes.backward) smoothing.row_sum = arena.take(sum_bytes);
    if (smooths && passes.forward) smoothing.mean = arena.take(row_array_bytes(plan));
    if (smooths && passes.backward) smoothing.share = arena.take(row_array_bytes(plan));
}

void carve_guide(Arena& arena, const Plan& plan, GuideBuffers& guide) {
    const std::int64_t n_rows = plan.place.rows.count();
    if (!plan.rule.gathered()) {
        guide.rows = take_numbers(arena, plan, n_rows * plan.problem.guide_dim);
        guide.cols = take_numbers(arena, plan, plan.place.cols.count() * plan.problem.guide_dim);
        // A panel has the target of a row beside all its columns.
        if (!plan.traits.in_panels) guide.target = take_numbers(arena, plan, n_rows);
    }
    guide.bits = arena.take(static_cast<std::size_t>(n_rows * plan.guide_bits(nullptr).n_words) *
                            sizeof(kernels::GuideBits::Word));
}

}  // namespace

void carve_saved(Arena& arena, const Plan& plan, Strategy strategy, Buffers& buffers) {
    const std::size_t row_bytes = row_array_bytes(plan);
    buffers.shift = arena.take(row_bytes);
    buffers.sum = arena.take(row_bytes);
    buffers.positive = arena.take(row_bytes);
    if (plan.wants_target_cosines()) buffers.target_cosine = arena.take(row_bytes);
    if (plan.rule.has_sets()) {
        buffers.target_shift = arena.take(row_bytes);
        buffers.target_sum = arena.take(row_bytes);
        buffers.target_count = arena.take(row_bytes);
        if (plan.numbers_targets()) buffers.target_number = arena.take(row_bytes);
    }
    if (plan.rule.gathered()) carve_saved_gathered(arena, plan, buffers.gathered);
    if (strategy == CUXENT_STRATEGY_KEPT) {
        buffers.kept =
            arena.take(static_cast<std::size_t>(plan.schedule.all_tiles()) * plan.arithmetic_bytes);
    }
}

void carve_scratch(Arena& arena, const Plan& plan, Strategy strategy, Passes passes,
                   Buffers& buffers) {
    carve_operand(arena, plan, plan.place.rows.count(), passes, buffers.rows);
    if (plan.rule.symmetric()) {
        buffers.cols = buffers.rows;
    } else if (plan.rule.gathered()) {
        carve_gathered(arena, plan, passes, buffers.gathered);
    } else {
        carve_operand(arena, plan, plan.place.cols.count(), passes, buffers.cols);
    }
    // Tiles that this very call keeps are turned into coefficients where they are; those of an
    // earlier forward call are the caller's to reuse.
    const bool in_place = strategy == CUXENT_STRATEGY_KEPT && passes.forward;
    if (!in_place) {
        buffers.tiles = arena.take(static_cast<std::size_t>(plan.n_workers) *
                                   static_cast<std::size_t>(plan.schedule.largest_tile()) *
                                   plan.arithmetic_bytes);
    }
    buffers.backend = arena.take(plan.traits.own_bytes(plan));
    const std::int64_t n_blocks = plan.schedule.n_row_blocks() + plan.schedule.n_col_blocks();
    buffers.progress = arena.take(static_cast<std::size_t>(n_blocks) * sizeof(std::int32_t));
    const std::size_t row_bytes = row_array_bytes(plan);
    if (passes.forward) buffers.row_loss = arena.take(row_bytes);
    if (passes.backward) {
        buffers.weight = arena.take(row_bytes);
        buffers.weight_shift = arena.take(row_bytes);
        buffers.pull = arena.take(row_bytes);
        if (plan.problem.z_loss != 0) buffers.lse_pull = arena.take(row_bytes);
        if (plan.rule.has_classes() || plan.problem.vmf_attached != 0) {
            buffers.scale_rest = arena.take(row_bytes);
        }
        if (plan.rule.has_sets()) {
            buffers.target_weight = arena.take(row_bytes);
            buffers.target_center = arena.take(row_bytes);
        }
    }
    if (plan.rule.has_classes()) carve_classes(arena, plan, passes, buffers.classes);
    carve_smoothing(arena, plan, passes, buffers.smoothing);
    if (plan.rule.has_lists()) {
        buffers.positive_bits = arena.take(plan.pair_bits_bytes());
        if (plan.lists_negatives()) buffers.negative_bits = arena.take(plan.pair_bits_bytes());
    }
    if (plan.has_guide()) carve_guide(arena, plan, buffers.guide);
}

}  // namespace cuxent::impl
