// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file random_problem_test.cpp
 * @brief Losses, options, shapes, places and layouts together.
 *
 * CUXENT_RANDOM_PROBLEMS says how many for each type and loss, CUXENT_RANDOM_SEED which is the
 * first. One that fails is made simpler as long as it fails, and says how to run it again.
 */
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <tuple>
#include <vector>

#include "backend/suite.h"
#include "reference/random_rows.h"

namespace backend {
namespace {

/// For each type and loss. A virtual device takes its time: there the losses share the problems.
constexpr std::uint64_t kProblems = 150;
constexpr std::uint64_t kCudaProblems = 19;

constexpr double kPi = 3.14159265358979323846;

/// Draws what the other tests vary one at a time. What the library refuses is not drawn; the
/// conditions are those of src/plan/validate.cpp and validate_classes.cpp.
class Draw {
 public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    Spec spec(cuxentType type, cuxentLoss loss, std::uint64_t seed) {
        Spec spec;
        spec.type = type;
        spec.loss = loss;
        spec.seed = seed;
        spec.float_gradients = type != CUXENT_TYPE_FLOAT64 && coin();
        spec.recipe = static_cast<Recipe>(below(1 + static_cast<int>(Recipe::kOffset)));
        shape(spec);
        place(spec);
        similarity(spec);
        spec.label_type = coin() ? CUXENT_LABEL_INT32 : CUXENT_LABEL_INT64;
        spec.n_classes = 1 + below(coin() ? 5 : 60);
        reduction(spec);
        if (loss == CUXENT_LOSS_CLASS_SOFTMAX) classes(spec);
        decouple(spec);
        adjust(spec);
        const bool has_row_lse = !rule_of(spec).sigmoid() && loss != CUXENT_LOSS_LABEL_PAIRS;
        if (below(4) == 0 && has_row_lse) spec.z_loss = log_uniform(1e-4, 1);
        const reference::Rule rule = rule_of(spec);
        if (below(4) == 0 && (spec.label_smoothing == 0 || rule.gathered())) {
            spec.softcap = rule.multiplier() * log_uniform(0.1, 10);
        }
        const bool is_whole = rule.total_per_view() == spec.n_rows;
        if (spec.decoupled && !rule.has_sets() && is_whole && spec.normalize && coin()) {
            spec.vmf_sigma = log_uniform(0.1, 2);
            spec.vmf_attached = coin();
        }
        list(spec);
        guide(spec);
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
    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(random_.uniform() * static_cast<double>(n));
    }
    bool coin() { return below(2) == 1; }
    double uniform(double low, double high) { return low + (high - low) * random_.uniform(); }
    double log_uniform(double low, double high) {
        return low * std::pow(high / low, random_.uniform());
    }
    /// Usually small, at times several tiles.
    std::int64_t size() { return 1 + below(below(5) == 0 ? 120 : 18); }

    void shape(Spec& spec) {
        spec.n_rows = size();
        spec.dim = size();
        // Equal addends are all rounded the same way: a long sum of them, over the width or over
        // rows and columns, is nobody's yardstick: see also few().
        if (spec.recipe == Recipe::kOffset) spec.dim = std::min<std::int64_t>(spec.dim, 20);
        spec.n_rows = few(spec, spec.n_rows, 1);
        switch (spec.loss) {
            case CUXENT_LOSS_INFO_NCE:
            case CUXENT_LOSS_SIGLIP:
                if (coin()) spec.n_negatives = few(spec, 1 + below(20), spec.n_rows);
                return;
            case CUXENT_LOSS_GATHERED_INFO_NCE:
                // The oracle's columns are the negatives of all rows.
                spec.n_rows = std::min<std::int64_t>(spec.n_rows, 40);
                spec.n_negatives = 1 + below(8);
                return;
            case CUXENT_LOSS_CLASS_SOFTMAX:
                spec.n_cols = few(spec, size());
                return;
            default:
                return;
        }
    }
    /// A number of rows or columns: of those that are alike not more, with others `beside` them in
    /// the same sum, than keep it short. The rounding of n equal addends may be n / 2 ulps, of
    /// which sensitivity.cpp has 2 sqrt(n / 3).
    static std::int64_t few(const Spec& spec, std::int64_t n, std::int64_t beside = 0) {
        constexpr std::int64_t kFew = 5;
        const bool alike = spec.recipe == Recipe::kDuplicates || spec.recipe == Recipe::kOffset ||
                           spec.recipe == Recipe::kConstantDirection ||
                           spec.recipe == Recipe::kOutlier || spec.dim == 1;
        return alike ? std::min(n, std::max<std::int64_t>(1, kFew - beside)) : n;
    }

    /// Where rows and columns lie in the whole problem.
    void place(Spec& spec) {
        const reference::Rule rule = rule_of(spec);
        const bool owns_columns = rule.has_classes() || rule.gathered();
        if (owns_columns || coin()) {
            if (coin()) return;
            spec.row_offset = below(10);
            spec.n_total = spec.row_offset + spec.n_rows + below(10);
            // As many keys as rows are their keys.
            if (rule.has_keys() && !rule.gathered()) spec.col_offset = spec.row_offset;
        } else if (rule.has_sets()) {
            spec.n_cols = few(spec, size());
            spec.row_offset = below(20);
            spec.col_offset = below(20);
            spec.n_total =
                std::max(spec.row_offset + spec.n_rows, spec.col_offset + spec.n_cols) + below(10);
        } else {
            const std::int64_t before = few(spec, below(20), spec.n_rows);
            const std::int64_t after = few(spec, below(20), spec.n_rows + before);
            spec.n_cols = before + spec.n_rows + after;
            spec.col_offset = below(10);
            spec.row_offset = spec.col_offset + before;
            const std::int64_t held = rule.has_keys() ? spec.n_rows : spec.n_cols - before;
            spec.n_total = spec.row_offset + held + below(10);  // keys may have no query
        }
    }

    void similarity(Spec& spec) {
        spec.scale_kind = static_cast<cuxentScaleKind>(1 + below(3));
        const double temperature = log_uniform(0.005, 2);
        spec.scale = spec.scale_kind == CUXENT_SCALE_TEMPERATURE ? temperature
                     : spec.scale_kind == CUXENT_SCALE_LOGIT     ? 1 / temperature
                                                                 : -std::log(temperature);
        spec.scale_in_memory = coin();
        if (spec.loss == CUXENT_LOSS_SIGLIP && below(4) != 0) spec.bias = uniform(-25, 25);
        spec.small_norm = coin() ? CUXENT_SMALL_NORM_ZERO : CUXENT_SMALL_NORM_CLAMP;
        spec.norm_eps = coin() ? 1e-3 : 2;
        if (below(4) != 0) return;
        spec.normalize = false;
        spec.magnitude = log_uniform(0.03, 3) / longest(spec);
    }

    /// What keeps dot products of mixed norms at the logits of the other recipes. Rounding moves a
    /// float from 2^31 on by more than the largest exponent, 127, has room for: there the softmax
    /// of a row is undefined in float arithmetic, whatever is subtracted first.
    static double longest(const Spec& spec) {
        if (spec.recipe != Recipe::kMixedNorms || spec.type == CUXENT_TYPE_FLOAT64) return 1;
        return spec.type == CUXENT_TYPE_FLOAT16 ? 0x1p7 : 0x1p24;
    }

    void reduction(Spec& spec) {
        spec.reduction = static_cast<cuxentReduction>(1 + below(3));
        const bool is_none = spec.reduction == CUXENT_REDUCTION_NONE;
        spec.upstream = static_cast<UpstreamKind>(below(is_none ? 3 : 2));
        if (coin()) spec.row_weights = below(8) == 0 ? RowWeights::kNothing : RowWeights::kRandom;
        spec.weight_magnitude = log_uniform(0.01, 100);
        const reference::Rule rule = rule_of(spec);
        const bool knows_all_rows =
            rule.total_per_view() == spec.n_rows || (rule.has_sets() && !rule.self_similar());
        if (spec.reduction == CUXENT_REDUCTION_MEAN && knows_all_rows) {
            spec.mean_over = static_cast<cuxentMeanOver>(1 + below(3));
        }
    }

    void classes(Spec& spec) {
        harness::ClassSpec& classes = spec.classes;
        if (below(12) == 0) classes.labels = harness::Labels::kAllIgnored;
        if (coin()) classes.ignore_index = below(spec.n_cols + 1) - 1;  // a class or none
        if (coin()) spec.label_smoothing = below(4) == 0 ? 1 : uniform(0, 1);
        if (coin()) classes.softmax_weight = below(4) == 0 ? 0 : log_uniform(0.01, 10);
        if (coin()) {
            classes.margin_kind = CUXENT_MARGIN_COSFACE;
            classes.margin = uniform(0, 1);
        }
        if (!spec.normalize) return;
        const bool divides_by_eps = spec.small_norm == CUXENT_SMALL_NORM_CLAMP;
        if (coin() && !divides_by_eps) {
            classes.margin_kind = CUXENT_MARGIN_ARCFACE;
            classes.margin = uniform(0, kPi);
        }
        if (coin()) classes.center_weight = log_uniform(0.01, 10);
        const bool is_whole = rule_of(spec).total_per_view() == spec.n_rows;
        if (coin() && is_whole && spec.reduction != CUXENT_REDUCTION_NONE) {
            classes.island_weight = log_uniform(1e-4, 1);
        }
    }

    /// What entries have beside their similarity.
    void adjust(Spec& spec) {
        const reference::Rule rule = rule_of(spec);
        const bool has_softmax = !rule.sigmoid() && spec.loss != CUXENT_LOSS_LABEL_PAIRS;
        if (!rule.has_classes() && has_softmax && below(4) == 0) {
            spec.label_smoothing = below(4) == 0 ? 1 : uniform(0, 1);
        }
        if (below(3) == 0) spec.col_bias = ColBias::kRandom;
        const bool sees_its_own = spec.label_smoothing == 0 || rule.gathered();
        if (below(3) == 0 && sees_its_own) spec.n_ids = 1 + below(20);
        if (below(3) == 0 && !rule.sigmoid()) spec.hardness = log_uniform(0.1, 20);
    }

    /// Sets of targets by pairs or weights, which are not of rows that are the columns.
    void list(Spec& spec) {
        if (!rule_of(spec).has_sets() || coin()) return;
        const bool is_smoothed = spec.label_smoothing != 0;  // of columns that all rows see
        const auto by = static_cast<int>(CUXENT_SETS_BY_PAIRS) + below(3);
        spec.sets_by = is_smoothed ? CUXENT_SETS_BY_POSITIVE_PAIRS : static_cast<cuxentSetsBy>(by);
        if (spec.n_cols == 0) spec.n_cols = spec.n_rows;
    }

    /// Of losses with one target a row, and columns apart.
    void guide(Spec& spec) {
        const reference::Rule rule = rule_of(spec);
        if (rule.has_sets() || rule.self_similar() || coin()) return;
        if (spec.label_smoothing != 0 && !rule.gathered()) return;
        spec.guide_dim = 1 + below(20);
        spec.guide_factor = 0.5 * static_cast<double>(1 + below(3));
        spec.guide_margin = coin() ? 0 : 0.125 * static_cast<double>(below(8) - 3);
    }

    void decouple(Spec& spec) {
        const reference::Rule rule = rule_of(spec);
        if (rule.has_classes() || rule.sigmoid() || spec.loss == CUXENT_LOSS_LABEL_PAIRS) return;
        const bool has_negatives = rule.cols_per_view() > 1 || spec.n_negatives > 0;
        spec.decoupled = below(3) == 0 && (has_negatives || rule.has_sets());
    }

    reference::NormalGenerator random_;
};

/// A number of the environment.
std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// A problem and how it is called.
struct Case {
    Spec spec;
    CallStyle style;
};

/// Ways to make a problem simpler; not all suit every one.
std::vector<void (*)(Case&)> simplifications() {
    return {
        [](Case& c) { c.spec.n_rows = (c.spec.n_rows + 1) / 2; },
        [](Case& c) { c.spec.dim = (c.spec.dim + 1) / 2; },
        [](Case& c) { c.spec.n_negatives = (c.spec.n_negatives + 1) / 2; },
        [](Case& c) { c.spec.n_cols = (c.spec.n_cols + 1) / 2; },
        [](Case& c) { c.spec.n_rows -= c.spec.n_rows > 1 ? 1 : 0; },
        [](Case& c) { c.spec.dim -= c.spec.dim > 1 ? 1 : 0; },
        [](Case& c) { c.spec.row_offset = c.spec.col_offset = c.spec.n_total = 0; },
        [](Case& c) { c.spec.recipe = Recipe::kRandom; },
        [](Case& c) { c.spec.magnitude = 1; },
        [](Case& c) { c.spec.normalize = true; },
        [](Case& c) { c.spec.norm_eps = 0; },
        [](Case& c) { c.spec.small_norm = Spec().small_norm; },
        [](Case& c) {
            c.spec.upstream = UpstreamKind::kOne;
            c.spec.reduction = CUXENT_REDUCTION_SUM;
            c.spec.mean_over = CUXENT_MEAN_OVER_ALL;
        },
        [](Case& c) { c.spec.upstream = UpstreamKind::kOne; },
        [](Case& c) { c.spec.row_weights = RowWeights::kNone; },
        [](Case& c) { c.spec.scale = 1; },
        [](Case& c) { c.spec.scale_kind = CUXENT_SCALE_TEMPERATURE; },
        [](Case& c) { c.spec.scale_in_memory = false; },
        [](Case& c) { c.spec.bias = 0; },
        [](Case& c) { c.spec.col_bias = ColBias::kNone; },
        [](Case& c) { c.spec.n_ids = 0; },
        [](Case& c) { c.spec.guide_dim = 0; },
        [](Case& c) { c.spec.label_smoothing = 0; },
        [](Case& c) { c.spec.hardness = 0; },
        [](Case& c) { c.spec.softcap = 0; },
        [](Case& c) { c.spec.z_loss = 0; },
        [](Case& c) { c.spec.vmf_attached = false; },
        [](Case& c) { c.spec.vmf_sigma = 0; },
        [](Case& c) { c.spec.decoupled = false; },
        [](Case& c) { c.spec.classes = {}; },
    };
}

class RandomProblem : public testing::TestWithParam<LossParam> {
 protected:
    [[nodiscard]] Device& device() const { return device_named(std::get<0>(GetParam())); }
    [[nodiscard]] std::uint64_t problems() const {
        const bool is_cpu = device().backend() == CUXENT_BACKEND_CPU;
        return setting("CUXENT_RANDOM_PROBLEMS", is_cpu ? kProblems : kCudaProblems);
    }

    [[nodiscard]] testing::AssertionResult holds(const Case& problem) const {
        try {
            const Observed observed = run(device(), problem.spec, problem.style);
            return agrees(observed, *expectation_of(problem.spec)) << "\n" << problem.style;
        } catch (const cuxent::Error& error) {
            return testing::AssertionFailure() << error.what() << "\n"
                                               << problem.spec << "\n"
                                               << problem.style;
        }
    }

    /// Whether it is a problem, and fails. What the library refuses is none, and the oracle need
    /// not know it.
    [[nodiscard]] bool fails(const Case& problem) const {
        try {
            const cuxent::Plan accepted(device().handle(), problem_of(problem.spec));
            return !agrees(run(device(), problem.spec, problem.style),
                           *expectation_of(problem.spec));
        } catch (const std::exception&) {
            return false;
        }
    }

    /// The simplest problem near by that fails as well.
    [[nodiscard]] Case shrunk(Case problem) const {
        if (const Case plain{problem.spec, {}}; fails(plain)) problem = plain;
        const auto ways = simplifications();
        for (std::size_t i = 0; i < ways.size();) {
            Case simpler = problem;
            ways[i](simpler);
            const bool is_other = to_string(simpler.spec) != to_string(problem.spec);
            if (is_other && fails(simpler)) {
                problem = simpler;
                i = 0;
            } else {
                ++i;
            }
        }
        return problem;
    }
};

TEST_P(RandomProblem, MatchesTheOracle) {
    const std::uint64_t first = setting("CUXENT_RANDOM_SEED", 1);
    for (std::uint64_t seed = first; seed < first + problems(); ++seed) {
        Draw draw(seed);
        const Spec spec = draw.spec(std::get<1>(GetParam()), std::get<2>(GetParam()), seed);
        const Case problem{spec, draw.style()};

        const testing::AssertionResult result = holds(problem);
        if (result) continue;

        const Case simplest = shrunk(problem);
        const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
        ADD_FAILURE() << result.message() << "\nSimplest near by: " << simplest.spec << "\n"
                      << simplest.style << "\nAgain: CUXENT_RANDOM_SEED=" << seed
                      << " CUXENT_RANDOM_PROBLEMS=1 backend_tests --gtest_filter='*/RandomProblem."
                      << test << "'";
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, RandomProblem,
                         testing::Combine(every_backend(), element_types(), every_loss()),
                         loss_name);

}  // namespace
}  // namespace backend
