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

Rule rule_of(const cuxentProblem& problem) {
    // One loss so far; validation has refused every other value.
    return {problem.n_cols == 0 ? Operands::kRowsAreColumns : Operands::kRowsAndColumns};
}

Place place_of(const cuxentProblem& problem) {
    Place place;
    place.rows = {problem.n_rows, problem.row_offset, problem.n_total};
    place.cols = problem.n_cols == 0
                     ? place.rows
                     : ViewRange{problem.n_cols, problem.col_offset, problem.n_total};
    return place;
}

TileSchedule panels_of(const Plan& plan, std::int64_t panel_rows) {
    const std::int64_t n_rows = plan.place.rows.count();
    return plan.rule.symmetric()
               ? TileSchedule::symmetric_panels(n_rows, panel_rows)
               : TileSchedule::rectangular_panels(n_rows, plan.place.cols.count(), panel_rows);
}

/// Tile height asked for, if any; no higher than the problem.
std::int64_t asked_rows(const Plan& plan) {
    const std::int64_t longer = std::max(plan.place.rows.count(), plan.place.cols.count());
    return std::min(plan.problem.tile_rows, round_up(longer, TileSchedule::kHeightStep));
}

/// Panels of a size for the device, before the memory limits of the problem have had their say.
TileSchedule schedule_of(const Plan& plan) {
    constexpr std::size_t kDefaultPanelBytes = std::size_t{512} << 20;
    const std::int64_t n_rows = plan.place.rows.count();
    const std::int64_t n_cols = plan.place.cols.count();
    const std::int64_t asked = asked_rows(plan);
    if (plan.traits.in_panels) {
        const std::size_t limit = plan.problem.scratch_limit;
        return panels_of(
            plan, asked != 0
                      ? asked
                      : choose_panel_rows(n_rows, n_cols, plan.problem.dim, plan.arithmetic_bytes,
                                          limit == 0 ? kDefaultPanelBytes : limit));
    }
    const std::int64_t tile_rows = asked != 0 ? asked : choose_tile_rows(std::max(n_rows, n_cols));
    return plan.rule.symmetric() ? TileSchedule::symmetric(n_rows, tile_rows)
                                 : TileSchedule::rectangular(n_rows, n_cols, tile_rows);
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
        plan.schedule = panels_of(plan, rows);
    }
}

void choose_strategies(Plan& plan) {
    const cuxentProblem& problem = plan.problem;
    check_limit("saved_limit", problem.saved_limit, saved_bytes(plan, kLean));
    check_limit("scratch_limit", problem.scratch_limit, lean_scratch(plan));

    plan.separate =
        choose_strategy(saved_bytes(plan, kFast), saved_bytes(plan, kLean), problem.saved_limit);
    plan.combined = choose_strategy(scratch_bytes(plan, kFast, kBoth),
                                    scratch_bytes(plan, kLean, kBoth), problem.scratch_limit);
    plan.sizes.saved = saved_bytes(plan, plan.separate);
    plan.sizes.forward_scratch = scratch_bytes(plan, plan.separate, kForward);
    plan.sizes.backward_scratch = scratch_bytes(plan, plan.separate, kBackward);
    plan.sizes.forward_backward_scratch = scratch_bytes(plan, plan.combined, kBoth);
}

void count_flop(Plan& plan) {
    const double per_entry = 2.0 * static_cast<double>(plan.problem.dim);
    const double similarity = per_entry * plan.schedule.n_entries();
    // Every tile feeds the gradient of its rows; the column side is a product of its own.
    const double column_side =
        plan.rule.symmetric() ? plan.schedule.n_mirrored_entries() : plan.schedule.n_entries();
    const double gradient = similarity + per_entry * column_side;
    const auto again = [similarity](Strategy strategy) {
        return strategy == CUXENT_STRATEGY_RECOMPUTE ? similarity : 0.0;
    };
    plan.info.forward_flop = similarity;
    plan.info.backward_flop = again(plan.separate) + gradient;
    plan.info.forward_backward_flop = similarity + again(plan.combined) + gradient;
}

std::string text_of(const Plan& plan) {
    const auto name = [](Strategy strategy) {
        return strategy == CUXENT_STRATEGY_KEPT ? "kept" : "recompute";
    };
    char line[384];
    std::snprintf(line, sizeof line,
                  "nt_xent rows=2x%" PRId64 " cols=2x%" PRId64 " dim=%" PRId64
                  " forward,backward=%s forward_backward=%s tile=%" PRId64 " tiles=%" PRId64
                  " workers=%d saved=%zu scratch=%zu,%zu,%zu",
                  plan.place.rows.n, plan.place.cols.n, plan.problem.dim, name(plan.separate),
                  name(plan.combined), plan.schedule.tile_rows(), plan.schedule.n_tiles(),
                  plan.n_workers, plan.sizes.saved, plan.sizes.forward_scratch,
                  plan.sizes.backward_scratch, plan.sizes.forward_backward_scratch);
    return line;
}

}  // namespace

Plan make_plan(const cuxentProblem& problem, const BackendTraits& traits) {
    Plan plan;
    plan.problem = problem;
    plan.traits = traits;
    plan.rule = rule_of(problem);
    plan.place = place_of(problem);
    plan.arithmetic_bytes = problem.type == CUXENT_TYPE_FLOAT64 ? sizeof(double) : sizeof(float);
    plan.schedule = schedule_of(plan);
    fit_panels(plan);
    plan.n_workers =
        choose_workers(2.0 * static_cast<double>(problem.dim) * plan.schedule.n_entries(),
                       plan.schedule.n_tiles(), traits.n_workers);
    choose_strategies(plan);
    count_flop(plan);
    plan.info.strategy = plan.separate;
    plan.info.forward_backward_strategy = plan.combined;
    plan.info.tile_rows = plan.schedule.tile_rows();
    plan.info.n_tiles = plan.schedule.n_tiles();
    plan.info.n_threads = plan.n_workers;
    plan.text = text_of(plan);
    return plan;
}

}  // namespace cuxent::impl
