// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file random_problem_test.cpp @brief Options, shapes, places and layouts drawn together. */
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "backend/suite.h"
#include "reference/random_rows.h"

namespace backend {
namespace {

constexpr std::uint64_t kProblems = 150;  // for each type

/// Draws what the other tests vary one at a time.
class Draw {
 public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(random_.uniform() * static_cast<double>(n));
    }
    bool coin() { return below(2) == 1; }
    double log_uniform(double low, double high) {
        return low * std::pow(high / low, random_.uniform());
    }

    void place(Spec& spec) {
        spec.n_rows = 1 + below(below(4) == 0 ? 150 : 20);
        spec.dim = 1 + below(below(4) == 0 ? 150 : 20);
        if (coin()) return;
        const std::int64_t before = below(20);
        const std::int64_t after = below(20);
        spec.n_cols = before + spec.n_rows + after;
        spec.col_offset = below(10);
        spec.row_offset = spec.col_offset + before;
        spec.n_total = spec.col_offset + spec.n_cols + below(10);
    }

    /// Leaves out pairs above `n`, as rows and as columns.
    static void keep_pairs(std::int64_t n, Spec& spec) {
        const std::int64_t excess = std::max<std::int64_t>(0, spec.n_rows - n);
        spec.n_rows -= excess;
        if (spec.n_cols == 0) return;
        spec.n_cols -= excess;
        spec.n_total -= excess;
    }

    Spec spec(cuxentType type, std::uint64_t seed) {
        Spec spec;
        spec.type = type;
        spec.seed = seed;
        spec.float_gradients = type != CUXENT_TYPE_FLOAT64 && coin();
        place(spec);
        spec.reduction = static_cast<cuxentReduction>(1 + below(3));
        const bool is_none = spec.reduction == CUXENT_REDUCTION_NONE;
        spec.upstream = static_cast<UpstreamKind>(below(is_none ? 3 : 2));
        spec.scale_kind = static_cast<cuxentScaleKind>(1 + below(2));
        const double temperature = log_uniform(0.005, 2);
        spec.scale = spec.scale_kind == CUXENT_SCALE_TEMPERATURE ? temperature : 1 / temperature;
        spec.scale_in_memory = coin();
        spec.recipe = static_cast<Recipe>(below(1 + static_cast<int>(Recipe::kOffset)));
        // Equal addends are all rounded the same way: a long sum of them, over the width or over
        // the columns, is nobody's yardstick.
        if (spec.recipe == Recipe::kOffset) spec.dim = std::min<std::int64_t>(spec.dim, 20);
        if (spec.recipe == Recipe::kDuplicates) keep_pairs(20, spec);
        spec.small_norm = coin() ? CUXENT_SMALL_NORM_ZERO : CUXENT_SMALL_NORM_CLAMP;
        spec.norm_eps = coin() ? 1e-3 : 2;
        return spec;
    }

    CallStyle style() {
        CallStyle style;
        style.layout.views = static_cast<cuxentViews>(1 + below(2));
        style.layout.padding = below(4);
        style.layout.offset = below(4);
        style.fused = coin();
        style.keep = coin();
        style.upstream_in_memory = coin();
        style.tile_rows = 32 * below(4);
        style.n_threads = static_cast<int>(1 + below(5));
        return style;
    }

 private:
    reference::NormalGenerator random_;
};

class RandomProblem : public OnEveryType {};

TEST_P(RandomProblem, MatchesTheOracle) {
    for (std::uint64_t seed = 1; seed <= kProblems; ++seed) {
        Draw draw(seed);
        const Spec spec = draw.spec(type(), seed);
        const CallStyle style = draw.style();

        const Observed observed = run(device(), spec, style);

        EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, RandomProblem, every_type(), type_name);

}  // namespace
}  // namespace backend
