// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "base/failure.hpp"
#include "base/round_up.hpp"
#include "plan/arena.hpp"
#include "plan/buffers.hpp"

namespace cuxent::impl {
namespace {

Place place_of(const cuxentProblem& problem, const Rule& rule) {
    Place place;
    const std::int64_t n_extra =
        rule.gathered() ? problem.n_rows * problem.n_negatives : problem.n_negatives;
    place.rows = {problem.n_rows, problem.row_offset, problem.n_total, rule.n_views};
    place.cols = rule.symmetric() ? place.rows
                                  : ViewRange{problem.n_cols, problem.col_offset, problem.n_total,
                                              rule.n_views, n_extra};
    place.same_view = rule.same_view;
    place.other_view = rule.other_view;
    return place;
}

/// Which tiles there are, of any height.
TileSchedule tiles_of(const Plan& plan) {
    constexpr std::int64_t kAnyHeight = TileSchedule::kHeightStep;
    const ViewRange& rows = plan.place.rows;
    const ViewRange& cols = plan.place.cols;
    const bool symmetric = plan.rule.symmetric();
    if (plan.rule.gathered()) return TileSchedule::rectangular(0, 0, kAnyHeight);
    if (plan.rule.across_views) {
        return symmetric ? TileSchedule::symmetric_across_views(rows.n, kAnyHeight)
                         : TileSchedule::rectangular_across_views(rows.n, cols.n, kAnyHeight);
    }
    return symmetric ? TileSchedule::symmetric(rows.count(), kAnyHeight)
                     : TileSchedule::rectangular(rows.count(), cols.count(), kAnyHeight);
}

/// Tiles of a size for the worker, before the memory limits of the problem have had their say.
TileSchedule schedule_of(const Plan& plan) {
    constexpr std::size_t kDefaultPanelBytes = std::size_t{512} << 20;
    const TileSchedule tiles = tiles_of(plan);
    if (plan.rule.gathered()) return tiles;
    const std::int64_t longer = std::max(tiles.part_rows(), tiles.part_cols());
    // Asked for, if any; no higher than the problem.
    const std::int64_t asked =
        std::min(plan.problem.tile_rows, round_up(longer, TileSchedule::kHeightStep));
    if (!plan.traits.in_panels) {
        return tiles.with_height(asked != 0 ? asked : choose_tile_rows(longer));
    }
    const std::size_t limit = plan.problem.scratch_limit;
    const std::int64_t height =
        asked != 0
            ? asked
            : choose_panel_rows(tiles.part_rows(), tiles.part_cols(), plan.problem.dim,
                                plan.arithmetic_bytes, limit == 0 ? kDefaultPanelBytes : limit);
    return tiles.in_panels().with_height(height);
}

std::size_t saved_bytes(const Plan& plan, Strategy strategy) {
    Arena counting(nullptr);
    Buffers unused;
    carve_saved(counting, plan, strategy, unused);
    return counting.used();
}

std::size_t scratch_bytes(const Plan& plan, Strategy strategy, Passes passes) {
    Arena counting(nullptr);
    Buffers unused;
    // A call that runs both passes carves what they share from its scratch as well.
    if (passes.forward && passes.backward) carve_saved(counting, plan, strategy, unused);
    carve_scratch(counting, plan, strategy, passes, unused);
    return counting.used();
}

void check_limit(const char* name, std::size_t limit, std::size_t needed) {
    if (limit != 0 && limit < needed) {
        throw Failure(CUXENT_STATUS_LIMIT_TOO_SMALL,
                      std::string("problem.") + name + ": got " + std::to_string(limit) +
                          " bytes, wanted 0 or at least " + std::to_string(needed) +
                          ", which the leanest strategy needs");
    }
}

constexpr Passes kForward{true, false};
constexpr Passes kBackward{false, true};
constexpr Passes kBoth{true, true};
constexpr Strategy kLean = CUXENT_STRATEGY_RECOMPUTE;
constexpr Strategy kFast = CUXENT_STRATEGY_KEPT;

/// Scratch that every call can do with. Where a few workers have a tile each, keeping all tiles can
/// be the leaner choice.
std::size_t lean_scratch(const Plan& plan) {
    return std::max(
        {scratch_bytes(plan, kLean, kForward), scratch_bytes(plan, kLean, kBackward),
         std::min(scratch_bytes(plan, kLean, kBoth), scratch_bytes(plan, kFast, kBoth))});
}

/// Lower panels where the problem's limit asks for it.
void fit_panels(Plan& plan) {
    const std::size_t limit = plan.problem.scratch_limit;
    if (!plan.traits.in_panels || plan.problem.tile_rows != 0 || limit == 0) return;
    std::int64_t rows = plan.schedule.tile_rows();
    while (lean_scratch(plan) > limit && rows > TileSchedule::kHeightStep) {
        rows = halve_panel_rows(rows);
        plan.schedule = plan.schedule.with_height(rows);
    }
}

void choose_strategies(Plan& plan) {
    const cuxentProblem& problem = plan.problem;
    check_limit("saved_limit", problem.saved_limit, saved_bytes(plan, kLean));
    check_limit("scratch_limit", problem.scratch_limit, lean_scratch(plan));

    plan.separate =
        choose_strategy(saved_bytes(plan, kFast), saved_bytes(plan, kLean), problem.saved_limit);
    // A panel has all columns of its rows: they are done with it before the next one.
    plan.combined = plan.traits.in_panels && plan.rows_stand_alone()
                        ? CUXENT_STRATEGY_SINGLE_PASS
                        : choose_strategy(scratch_bytes(plan, kFast, kBoth),
                                          scratch_bytes(plan, kLean, kBoth), problem.scratch_limit);
    plan.sizes.saved = saved_bytes(plan, plan.separate);
    plan.sizes.forward_scratch = scratch_bytes(plan, plan.separate, kForward);
    plan.sizes.backward_scratch = scratch_bytes(plan, plan.separate, kBackward);
    plan.sizes.forward_backward_scratch = scratch_bytes(plan, plan.combined, kBoth);
}

/// Similarities of one pass.
double entries_of(const Plan& plan) {
    if (!plan.rule.gathered()) return plan.schedule.n_entries();
    const kernels::GatheredShape shape = plan.gathered();
    return static_cast<double>(shape.n_rows) * static_cast<double>(shape.n_columns());
}

void count_flop(Plan& plan) {
    const double per_entry = 2.0 * static_cast<double>(plan.problem.dim);
    const double n_entries = entries_of(plan);
    const double similarity = per_entry * n_entries;
    const double guide = 2.0 * static_cast<double>(plan.problem.guide_dim) * n_entries;
    // Every tile feeds the gradient of its rows; the column side is a product of its own.
    const double column_side =
        plan.rule.symmetric() ? plan.schedule.n_mirrored_entries() : n_entries;
    const double gradient = similarity + per_entry * column_side;
    const auto again = [similarity](Strategy strategy) {
        return strategy == CUXENT_STRATEGY_RECOMPUTE ? similarity : 0.0;
    };
    plan.info.forward_flop = guide + similarity;
    plan.info.backward_flop = guide + again(plan.separate) + gradient;
    plan.info.forward_backward_flop = guide + similarity + again(plan.combined) + gradient;
}

std::string text_of(const Plan& plan) {
    const auto name = [](Strategy strategy) {
        return strategy == CUXENT_STRATEGY_KEPT          ? "kept"
               : strategy == CUXENT_STRATEGY_SINGLE_PASS ? "single_pass"
                                                         : "recompute";
    };
    const ViewRange& rows = plan.place.rows;
    const ViewRange& cols = plan.place.cols;
    char line[384];
    std::snprintf(line, sizeof line,
                  "%s%s rows=%dx%" PRId64 " cols=%dx%" PRId64 "+%" PRId64 " dim=%" PRId64
                  " forward,backward=%s forward_backward=%s tile=%" PRId64 " tiles=%" PRId64
                  " workers=%d saved=%zu scratch=%zu,%zu,%zu",
                  plan.rule.name, plan.rule.decoupled ? " decoupled" : "", rows.n_views, rows.n,
                  cols.n_views, cols.n, cols.n_extra, plan.problem.dim, name(plan.separate),
                  name(plan.combined), plan.info.tile_rows, plan.info.n_tiles, plan.n_workers,
                  plan.sizes.saved, plan.sizes.forward_scratch, plan.sizes.backward_scratch,
                  plan.sizes.forward_backward_scratch);
    return line;
}

}  // namespace

Plan make_plan(const cuxentProblem& problem, const BackendTraits& traits) {
    Plan plan;
    plan.problem = problem;
    plan.traits = traits;
    plan.rule = rule_of(problem);
    plan.place = place_of(problem, plan.rule);
    plan.arithmetic_bytes = problem.type == CUXENT_TYPE_FLOAT64 ? sizeof(double) : sizeof(float);
    plan.schedule = schedule_of(plan);
    fit_panels(plan);
    plan.n_workers = choose_workers(2.0 * static_cast<double>(problem.dim) * entries_of(plan),
                                    plan.rule.gathered() ? problem.n_rows : plan.schedule.n_tiles(),
                                    traits.n_workers);
    choose_strategies(plan);
    count_flop(plan);
    plan.info.strategy = plan.separate;
    plan.info.forward_backward_strategy = plan.combined;
    plan.info.tile_rows = plan.rule.gathered() ? 0 : plan.schedule.tile_rows();
    plan.info.n_tiles = plan.schedule.n_tiles();
    plan.info.n_threads = plan.n_workers;
    plan.text = text_of(plan);
    return plan;
}

}  // namespace cuxent::impl
