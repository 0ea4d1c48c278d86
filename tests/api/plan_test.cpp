// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file plan_test.cpp @brief Plans: sizes, description, limits, lifetime. */
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "api/example_call.h"

namespace {

using api::example_problem;
using api::refusal_fault;

cuxentProblem large_problem() {
    cuxentProblem problem = example_problem();
    problem.n_rows = 700;
    problem.dim = 40;
    return problem;
}

TEST(PlanCreate, RefusesNullArguments) {
    const cuxent::Handle handle;
    const cuxentProblem problem = example_problem();
    cuxentPlan plan = nullptr;

    EXPECT_EQ(refusal_fault(cuxentPlanCreate(nullptr, &problem, &plan), CUXENT_STATUS_NULL_HANDLE,
                            {"handle"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentPlanCreate(handle.get(), nullptr, &plan),
                            CUXENT_STATUS_NULL_POINTER, {"problem"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentPlanCreate(handle.get(), &problem, nullptr),
                            CUXENT_STATUS_NULL_POINTER, {"plan"}),
              "");
}

TEST(PlanQuery, RefusesNullArguments) {
    const cuxent::Handle handle;
    const cuxent::Plan plan(handle, example_problem());
    cuxentSizes sizes{};
    cuxentPlanInfo info{};

    EXPECT_EQ(refusal_fault(cuxentPlanSizes(nullptr, &sizes), CUXENT_STATUS_NULL_HANDLE, {"plan"}),
              "");
    EXPECT_EQ(
        refusal_fault(cuxentPlanSizes(plan.get(), nullptr), CUXENT_STATUS_NULL_POINTER, {"sizes"}),
        "");
    EXPECT_EQ(
        refusal_fault(cuxentPlanDescribe(nullptr, &info), CUXENT_STATUS_NULL_HANDLE, {"plan"}), "");
    EXPECT_EQ(refusal_fault(cuxentPlanDescribe(plan.get(), nullptr), CUXENT_STATUS_NULL_POINTER,
                            {"info"}),
              "");
    EXPECT_STREQ(cuxentPlanText(nullptr), "");
}

TEST(PlanDescribe, CountsTheProductsOfTheStrategy) {
    const cuxent::Handle handle;
    const cuxentProblem problem = large_problem();
    const auto m = static_cast<double>(2 * problem.n_rows);
    const double product = 2 * m * m * static_cast<double>(problem.dim);

    const cuxentPlanInfo info = cuxent::Plan(handle, problem).describe();

    // The triangle is half of the square, and no more than the square is ever computed.
    EXPECT_GE(info.forward_flop, product / 2);
    EXPECT_LE(info.forward_flop, product);
    EXPECT_GE(info.backward_flop, product / 2);
    EXPECT_LE(info.backward_flop, 3 * product);
    EXPECT_GE(info.forward_backward_flop, product);
    EXPECT_GE(info.tile_rows, 1);
    EXPECT_GE(info.n_tiles, 1);
    EXPECT_GE(info.n_threads, 1);
}

TEST(PlanText, IsOneLine) {
    const cuxent::Handle handle;
    const std::string text = cuxent::Plan(handle, large_problem()).text();

    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(PlanSizes, LeanPlansHoldNoSquare) {
    const cuxent::Handle handle;
    const cuxentProblem problem = large_problem();
    const auto m = static_cast<std::size_t>(2 * problem.n_rows);

    const cuxentSizes sizes = cuxent::Plan(handle, problem).sizes();

    EXPECT_LT(sizes.saved, m * m * sizeof(float));
}

TEST(PlanSizes, KeptPlansStayWithinTheirLimits) {
    const cuxent::Handle handle;
    cuxentProblem problem = large_problem();
    problem.saved_limit = problem.scratch_limit = CUXENT_UNLIMITED;
    const cuxentSizes generous = cuxent::Plan(handle, problem).sizes();

    problem.saved_limit = generous.saved;
    problem.scratch_limit = std::max(
        {generous.forward_scratch, generous.backward_scratch, generous.forward_backward_scratch});
    const cuxent::Plan exact(handle, problem);

    EXPECT_EQ(exact.describe().strategy, CUXENT_STRATEGY_KEPT);
    EXPECT_EQ(exact.sizes().saved, generous.saved);
    problem.saved_limit = generous.saved - 1;
    const cuxent::Plan less(handle, problem);
    EXPECT_EQ(less.describe().strategy, CUXENT_STRATEGY_RECOMPUTE);
    EXPECT_LE(less.sizes().saved, problem.saved_limit);
}

TEST(PlanLimits, OfAPlanAreEnoughForThatPlan) {
    cuxent::Handle handle;
    handle.set_thread_count(4);  // with a tile each, few tiles take less kept than recomputed
    for (const std::int64_t n_rows : {1, 20, 32, 48, 100, 300}) {
        cuxent::Problem problem;
        problem.n_rows = n_rows;
        problem.dim = 300;
        const cuxentSizes sizes = cuxent::Plan(handle, problem).sizes();
        problem.saved_limit = sizes.saved;
        problem.scratch_limit = std::max(
            {sizes.forward_scratch, sizes.backward_scratch, sizes.forward_backward_scratch});

        EXPECT_NO_THROW(cuxent::Plan(handle, problem)) << n_rows;
    }
}

TEST(PlanLimits, OfTheLeanestPlanAreEnoughAndOneByteLessIsNot) {
    const cuxent::Handle handle;
    cuxentProblem problem = large_problem();
    const cuxentSizes lean = cuxent::Plan(handle, problem).sizes();
    problem.saved_limit = lean.saved;
    problem.scratch_limit =
        std::max({lean.forward_scratch, lean.backward_scratch, lean.forward_backward_scratch});
    const cuxentSizes same = cuxent::Plan(handle, problem).sizes();
    EXPECT_EQ(same.saved, lean.saved);
    cuxentPlan plan = nullptr;

    cuxentProblem less = problem;
    less.saved_limit -= 1;
    EXPECT_EQ(
        refusal_fault(
            cuxentPlanCreate(handle.get(), &less, &plan), CUXENT_STATUS_LIMIT_TOO_SMALL,
            {"saved_limit", std::to_string(less.saved_limit), std::to_string(problem.saved_limit)}),
        "");
    less = problem;
    less.scratch_limit -= 1;
    EXPECT_EQ(
        refusal_fault(cuxentPlanCreate(handle.get(), &less, &plan), CUXENT_STATUS_LIMIT_TOO_SMALL,
                      {"scratch_limit", std::to_string(less.scratch_limit),
                       std::to_string(problem.scratch_limit)}),
        "");
}

}  // namespace
