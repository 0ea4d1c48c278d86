// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.hpp"

#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "cuxent/cuxent.hpp"
#include "engine/call.hpp"
#include "plan/buffers.hpp"
#include "plan/validate.hpp"

namespace cuxent::impl {
namespace {

cuxentProblem pairs(std::int64_t n_rows, std::int64_t dim) {
    cuxentProblem problem = default_problem();
    problem.n_rows = n_rows;
    problem.dim = dim;
    return validated(problem);
}

Plan cpu_plan(const cuxentProblem& problem, int n_workers = 2) {
    const auto nothing = [](const Plan&) { return std::size_t{0}; };
    return make_plan(problem,
                     BackendTraits{CUXENT_BACKEND_CPU, 0, n_workers, false, false, nothing});
}

TEST(Strategy, TilesAreFewAndTallForSmallProblemsAndOfCacheSizeForLargeOnes) {
    EXPECT_EQ(choose_tile_rows(2), 16);
    EXPECT_EQ(choose_tile_rows(32), 32);
    EXPECT_EQ(choose_tile_rows(256), 64);
    EXPECT_EQ(choose_tile_rows(8192), 256);
    for (std::int64_t n = 1; n < 3000; ++n) {
        EXPECT_EQ(choose_tile_rows(n) % 16, 0) << "n = " << n;
        EXPECT_LE(choose_tile_rows(n), 256) << "n = " << n;
    }
}

TEST(Strategy, PanelsOfNarrowProblemsFitAGrid) {
    EXPECT_EQ(choose_panel_rows(4'000'000, 10, 1, 4, std::size_t{512} << 20), 65536);
}

TEST(Strategy, KeepsWhatTheLimitGrantsAndWhatCostsNothing) {
    EXPECT_EQ(choose_strategy(1000, 10, 999), CUXENT_STRATEGY_RECOMPUTE);
    EXPECT_EQ(choose_strategy(1000, 10, 1000), CUXENT_STRATEGY_KEPT);
    EXPECT_EQ(choose_strategy(1000, 1000, 0), CUXENT_STRATEGY_KEPT);
}

TEST(Plan, OfOneTileKeepsItWithinACallButNotInSaved) {
    const Plan plan = cpu_plan(pairs(8, 4));

    EXPECT_EQ(plan.combined, CUXENT_STRATEGY_KEPT);
    EXPECT_EQ(plan.separate, CUXENT_STRATEGY_RECOMPUTE);
    EXPECT_LE(plan.sizes.saved, 3 * 256U);
}

TEST(PanelPlan, FitsEveryLimitThatTheLeastPanelsFit) {
    const auto own = [](const Plan& plan) {
        return static_cast<std::size_t>(plan.schedule.tile_rows()) * 8;
    };
    const BackendTraits traits{CUXENT_BACKEND_CUDA, 0, 1, true, true, own};
    cuxentProblem problem = pairs(20000, 256);
    const std::size_t unlimited = make_plan(problem, traits).sizes.forward_backward_scratch;
    for (const double share : {1.0, 0.9, 0.5, 0.25}) {
        problem.scratch_limit = static_cast<std::size_t>(share * static_cast<double>(unlimited));
        const Plan plan = make_plan(problem, traits);
        EXPECT_LE(plan.sizes.forward_backward_scratch, problem.scratch_limit) << share;
    }
}

TEST(Strategy, UsesNoMoreWorkersThanThereIsWork) {
    EXPECT_EQ(choose_workers(1e3, 10, 8), 1);
    EXPECT_EQ(choose_workers(1e12, 3, 8), 3);
    EXPECT_EQ(choose_workers(1e12, 1000, 8), 8);
}

TEST(Plan, MeansOverTheRowsThatCountWhereTheyHaveLabels) {
    cuxentProblem problem = default_problem();
    problem.n_rows = 8;
    problem.dim = 4;
    EXPECT_EQ(validated(problem).mean_over, CUXENT_MEAN_OVER_ALL);

    problem.loss = CUXENT_LOSS_SUP_CON;

    EXPECT_EQ(validated(problem).mean_over, CUXENT_MEAN_OVER_COUNTED);
}

TEST(Plan, WithoutAGrantNeedsNoMemoryThatGrowsWithTheSquareOfTheRows) {
    const Plan plan = cpu_plan(pairs(32768, 128));
    const double m = 65536;

    EXPECT_EQ(plan.combined, CUXENT_STRATEGY_RECOMPUTE);
    EXPECT_LE(static_cast<double>(plan.sizes.saved), 16 * m);
    EXPECT_LE(static_cast<double>(plan.sizes.forward_backward_scratch),
              2 * 4 * m * 128 + 64 * m + 2e6);
}

TEST(Plan, CountsTheFlopOfATriangle) {
    const double m = 8192;
    const double d = 128;
    cuxentProblem problem = pairs(4096, 128);
    const double whole = m * m * d;

    const Plan lean = cpu_plan(problem);
    problem.scratch_limit = CUXENT_UNLIMITED;
    const Plan kept = cpu_plan(problem);

    // A diagonal of 256-row tiles costs 256 / m on top of each half.
    const double diagonal = 256 / m;
    EXPECT_NEAR(lean.info.forward_flop / whole, 1 + diagonal, 1e-9);
    EXPECT_NEAR(lean.info.forward_backward_flop / whole, 4 + 2 * diagonal, 1e-9);
    EXPECT_NEAR(kept.info.forward_backward_flop / whole, 3 + diagonal, 1e-9);
}

TEST(Plan, TakesTheTileHeightItIsAskedFor) {
    cuxentProblem problem = default_problem();
    problem.n_rows = 1000;
    problem.dim = 8;
    problem.tile_rows = 96;

    EXPECT_EQ(cpu_plan(validated(problem)).info.tile_rows, 96);
    for (const std::int64_t bad : {-32, 16, 100, 65568}) {
        problem.tile_rows = bad;
        EXPECT_THROW(validated(problem), Failure) << bad;
    }
}

TEST(Plan, RefusesALimitThatNoStrategyFits) {
    cuxentProblem problem = pairs(1000, 64);
    problem.scratch_limit = 1000;

    try {
        cpu_plan(problem);
        FAIL() << "made a plan within 1000 bytes";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.status(), CUXENT_STATUS_LIMIT_TOO_SMALL);
        EXPECT_NE(std::string(failure.what()).find("scratch_limit"), std::string::npos);
    }
}

TEST(PanelPlan, CountsTheFlopOfATriangleOfPanels) {
    const double m = 4096;
    cuxentProblem problem = pairs(2048, 64);
    problem.tile_rows = 256;
    problem.scratch_limit = CUXENT_UNLIMITED;
    const auto nothing = [](const Plan&) { return std::size_t{0}; };

    const Plan plan =
        make_plan(problem, BackendTraits{CUXENT_BACKEND_CUDA, 0, 1, true, true, nothing});

    EXPECT_EQ(plan.combined, CUXENT_STRATEGY_KEPT);
    EXPECT_NEAR(plan.info.forward_backward_flop / (m * m * 64), 3 + 256 / m, 1e-9);
    EXPECT_EQ(plan.schedule.n_tiles(), 2 * 16 - 1);
}

TEST(PanelPlan, TakesRowsAndColumnsApartInASinglePassWhateverItIsGranted) {
    cuxentProblem problem = default_problem();
    problem.loss = CUXENT_LOSS_INFO_NCE;
    problem.n_rows = 2048;
    problem.n_negatives = 8192;
    problem.dim = 64;
    problem.tile_rows = 256;
    const auto nothing = [](const Plan&) { return std::size_t{0}; };
    const BackendTraits traits{CUXENT_BACKEND_CUDA, 0, 1, true, true, nothing};
    const double similarities = 2048.0 * 10240 * 64 * 2;

    const Plan lean = make_plan(validated(problem), traits);
    problem.scratch_limit = CUXENT_UNLIMITED;
    const Plan generous = make_plan(validated(problem), traits);
    problem.scratch_limit = 0;
    const Plan host = cpu_plan(validated(problem));

    EXPECT_EQ(lean.combined, CUXENT_STRATEGY_SINGLE_PASS);
    EXPECT_EQ(generous.combined, CUXENT_STRATEGY_SINGLE_PASS);
    EXPECT_EQ(generous.sizes.forward_backward_scratch, lean.sizes.forward_backward_scratch);
    EXPECT_EQ(lean.info.forward_backward_flop, 3 * similarities);
    EXPECT_NE(lean.text.find("forward_backward=single_pass"), std::string::npos) << lean.text;
    EXPECT_EQ(host.combined, CUXENT_STRATEGY_RECOMPUTE);
    EXPECT_EQ(host.info.forward_backward_flop, 4 * similarities);
}

TEST(SinglePass, IsForColumnsThatNoGradientIsWantedOf) {
    cuxentProblem problem = default_problem();
    problem.loss = CUXENT_LOSS_INFO_NCE;
    problem.n_rows = 64;
    problem.n_negatives = 8;
    problem.dim = 16;
    float gradient[16];
    cuxentGradients frozen{};
    cuxentGradients of_negatives{};
    of_negatives.cols[1] = {gradient, 16};

    EXPECT_TRUE(can_take_a_single_pass(cpu_plan(validated(problem)), frozen));
    EXPECT_FALSE(can_take_a_single_pass(cpu_plan(validated(problem)), of_negatives));
    // Rows that are columns have gradients as such.
    EXPECT_FALSE(can_take_a_single_pass(cpu_plan(pairs(64, 16)), frozen));
    // A cap makes something of each entry that no factor of its row can put right.
    problem.softcap = 5;
    EXPECT_FALSE(can_take_a_single_pass(cpu_plan(validated(problem)), frozen));
    problem.softcap = 0;
    problem.n_negatives = 0;
    problem.loss = CUXENT_LOSS_SUP_CON;
    problem.n_cols = 64;
    EXPECT_FALSE(can_take_a_single_pass(cpu_plan(validated(problem)), frozen));
}

TEST(Buffers, OfOneCallDoNotOverlap) {
    const Plan plan = cpu_plan(pairs(300, 33));
    const cuxent::HostBuffer memory(plan.sizes.forward_backward_scratch);
    Arena arena(static_cast<cuxentBuffer>(memory).data);
    Buffers buffers;

    carve_saved(arena, plan, plan.combined, buffers);
    carve_scratch(arena, plan, plan.combined, {true, true}, buffers);

    EXPECT_EQ(arena.used(), plan.sizes.forward_backward_scratch);
    EXPECT_GE(static_cast<std::byte*>(buffers.sum) - static_cast<std::byte*>(buffers.shift),
              static_cast<std::ptrdiff_t>((600 + kRowSlack) * sizeof(float)));
}

}  // namespace
}  // namespace cuxent::impl
