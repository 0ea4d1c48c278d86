// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file table_test.cpp @brief Anchors, positives and negatives that are rows of a table. */
#include "backend/table_run.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "backend/suite.h"
#include "reference/gathered_golden.h"
#include "reference/random_rows.h"

namespace backend {
namespace {

std::set<std::int64_t> named_rows(const TableProblem& problem) {
    std::set<std::int64_t> named(problem.indices.anchors.begin(), problem.indices.anchors.end());
    for (const std::int64_t row : problem.indices.cols()) named.insert(row);
    return named;
}

class Table : public OnEveryType {
 protected:
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
        spec.type = type();
        spec.n_negatives = 5;
        spec.scale = 0.1;
        return spec;
    }

    void expect_agreement(const Spec& spec, const TableStyle& style = {}) const {
        const auto expectation = expectation_of(spec);
        const TableProblem problem = table_problem(*expectation);
        const TableResult result = run_table(device(), *expectation, problem, style);
        harness::Expectation over_table = *expectation;
        over_table.d_rows = table_gradient(*expectation, problem);
        if (style.accumulate) {
            over_table.d_rows =
                harness::accumulated(over_table.d_rows, initial_table(problem.table.size()));
        }
        EXPECT_TRUE(agrees(result.observed, over_table)) << spec;
        EXPECT_TRUE(result.intact) << spec;
        EXPECT_EQ(result.n_out_of_range, 0);
        if (!style.packed) return;
        const std::set<std::int64_t> named = named_rows(problem);
        EXPECT_EQ(result.packed_index, std::vector<std::int64_t>(named.begin(), named.end()));
    }
};

TEST_P(Table, MatchesTheOracleInEveryForm) {
    for (const bool decoupled : {false, true}) {
        for (const bool fused : {false, true}) {
            for (const auto index_type : {CUXENT_INDEX_INT32, CUXENT_INDEX_INT64}) {
                for (const bool packed : {false, true}) {
                    Spec spec = this->spec();
                    spec.decoupled = decoupled;
                    TableStyle style;
                    style.fused = fused;
                    style.index_type = index_type;
                    style.packed = packed;
                    style.padding = packed ? 3 : 0;
                    expect_agreement(spec, style);
                }
            }
        }
    }
}

TEST_P(Table, SumsWhatRepeatedIndicesBring) {
    for (const double temperature : {1.0, 0.05}) {
        for (const bool packed : {false, true}) {
            Spec spec = this->spec();
            spec.recipe = Recipe::kDuplicates;
            spec.scale = temperature;
            spec.n_rows = 40;
            TableStyle style;
            style.packed = packed;
            expect_agreement(spec, style);
        }
    }
}

TEST_P(Table, HoldsForEveryShape) {
    for (const std::int64_t n_rows : {1, 2, 67}) {
        for (const std::int64_t n_negatives : {1, 4, 19}) {
            for (const std::int64_t dim : {1, 3, 300}) {
                Spec spec = this->spec();
                spec.n_rows = n_rows;
                spec.n_negatives = n_negatives;
                spec.dim = dim;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(Table, TakesZeroRowsMixedNormsAndDotProducts) {
    for (const Recipe recipe : {Recipe::kZeroRows, Recipe::kMixedNorms, Recipe::kOpposite}) {
        Spec spec = this->spec();
        spec.recipe = recipe;
        expect_agreement(spec);
    }
    Spec clamped = spec();
    clamped.recipe = Recipe::kZeroRows;
    clamped.small_norm = CUXENT_SMALL_NORM_CLAMP;
    clamped.norm_eps = 4.2;
    expect_agreement(clamped);
    Spec dot = spec();
    dot.normalize = false;
    dot.magnitude = 0.3;
    expect_agreement(dot);
}

TEST_P(Table, TakesEveryReductionWithItsUpstream) {
    for (const auto& [reduction, upstream] :
         {std::pair{CUXENT_REDUCTION_NONE, UpstreamKind::kVector},
          {CUXENT_REDUCTION_SUM, UpstreamKind::kValue},
          {CUXENT_REDUCTION_MEAN, UpstreamKind::kValue}}) {
        Spec spec = this->spec();
        spec.reduction = reduction;
        spec.upstream = upstream;
        expect_agreement(spec);
    }
}

TEST_P(Table, LeavesOutAnchorsOfWeightZeroAndWeighsTheOthers) {
    for (const cuxentMeanOver mean_over :
         {CUXENT_MEAN_OVER_ALL, CUXENT_MEAN_OVER_COUNTED, CUXENT_MEAN_OVER_WEIGHTS}) {
        Spec spec = this->spec();
        spec.row_weights = harness::RowWeights::kRandom;
        spec.mean_over = mean_over;
        expect_agreement(spec);
    }
}

TEST_P(Table, TakesTermsAndIdsOfItsRowsAndHardness) {
    for (const double temperature : {1.0, 0.02}) {
        for (const bool decoupled : {false, true}) {
            for (const std::int64_t n_ids : {0, 1, 5}) {
                Spec spec = this->spec();
                spec.scale = temperature;
                spec.decoupled = decoupled;
                spec.n_ids = n_ids;
                spec.label_type = decoupled ? CUXENT_LABEL_INT32 : CUXENT_LABEL_INT64;
                expect_agreement(spec);  // of ids alone, logits are bounded
                spec.col_bias = harness::ColBias::kRandom;
                spec.hardness = 3;
                spec.z_loss = 0.05;
                TableStyle style;
                style.fused = decoupled;
                style.packed = decoupled;
                style.index_type = CUXENT_INDEX_INT64;
                expect_agreement(spec, style);
            }
        }
    }
}

TEST_P(Table, TakesAGuideOfItsRows) {
    for (const std::int64_t n_negatives : {5, 40}) {  // one word of bits, and some
        for (const bool smoothed : {false, true}) {
            Spec spec = this->spec();
            spec.n_negatives = n_negatives;
            spec.guide_dim = 6;
            spec.guide_factor = 0.5;
            spec.guide_margin = smoothed ? -0.125 : 0.125;
            spec.label_smoothing = smoothed ? 0.2 : 0;
            TableStyle style;
            style.fused = smoothed;
            style.packed = smoothed;
            expect_agreement(spec, style);
        }
    }
}

TEST_P(Table, AddsToWhatIsThere) {
    Spec spec = this->spec();
    spec.recipe = Recipe::kDuplicates;
    TableStyle style;
    style.accumulate = true;
    expect_agreement(spec, style);
}

TEST_P(Table, GivesFloatGradientsOf16BitRows) {
    Spec spec = this->spec();
    if (spec.type == CUXENT_TYPE_FLOAT64) return;
    spec.float_gradients = true;
    expect_agreement(spec);
}

INSTANTIATE_TEST_SUITE_P(Backend, Table, every_type(), type_name);

class TableOnEveryBackend : public OnEveryBackend {
 protected:
    [[nodiscard]] static Spec spec() {
        Spec spec;
        spec.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
        spec.n_negatives = 5;
        spec.scale = 0.1;
        return spec;
    }
};

TEST_P(TableOnEveryBackend, OrdersMoreSourcesThanOneTileOfASort) {
    Spec spec = this->spec();
    spec.n_rows = 350;
    spec.n_negatives = 7;
    spec.dim = 2;
    for (const Recipe recipe : {Recipe::kRandom, Recipe::kDuplicates}) {
        spec.recipe = recipe;
        const auto expectation = expectation_of(spec);
        const TableProblem problem = table_problem(*expectation);
        TableStyle style;
        style.packed = true;

        const TableResult result = run_table(device(), *expectation, problem, style);

        harness::Expectation over_table = *expectation;
        over_table.d_rows = table_gradient(*expectation, problem);
        EXPECT_TRUE(agrees(result.observed, over_table));
        const std::set<std::int64_t> named = named_rows(problem);
        EXPECT_EQ(result.packed_index, std::vector<std::int64_t>(named.begin(), named.end()));
    }
}

TEST_P(TableOnEveryBackend, SameBitsEveryTimeAndForEveryNumberOfThreads) {
    Spec spec = this->spec();
    spec.recipe = Recipe::kDuplicates;
    spec.n_rows = 60;
    const auto expectation = expectation_of(spec);
    const TableProblem problem = table_problem(*expectation);
    TableStyle style;
    const TableResult first = run_table(device(), *expectation, problem, style);
    for (const int n_threads : {1, 3, 5}) {
        style.n_threads = n_threads;

        const TableResult again = run_table(device(), *expectation, problem, style);

        EXPECT_EQ(again.observed.d_rows, first.observed.d_rows);
        EXPECT_EQ(again.observed.loss, first.observed.loss);
        EXPECT_EQ(again.observed.d_scale, first.observed.d_scale);
    }
}

/// Of a problem whose anchor 2 has such an index, the given one.
void expect_index_to_be_named_or_counted(Device& device, const Spec& spec, const char* part,
                                         std::size_t number, std::int64_t outside) {
    const auto expectation = expectation_of(spec);
    TableProblem problem = table_problem(*expectation);
    const bool is_positive = std::string(part) == "positives";
    (is_positive ? problem.indices.positives : problem.indices.negatives)[number] = outside;
    TableStyle style;
    style.index_type = CUXENT_INDEX_INT64;
    if (device.reads_memory_on_host()) {
        try {
            run_table(device, *expectation, problem, style);
            ADD_FAILURE() << "was accepted";
        } catch (const cuxent::Error& error) {
            const std::string message = error.what();
            EXPECT_EQ(error.status(), CUXENT_STATUS_BAD_VALUE);
            const std::string named = "inputs.indices." + std::string(part) + "[" +
                                      std::to_string(number) + "]: got " + std::to_string(outside) +
                                      ", wanted a row of the table";
            EXPECT_NE(message.find(named), std::string::npos) << message;
        }
        return;
    }

    const TableResult result = run_table(device, *expectation, problem, style);

    EXPECT_EQ(result.n_out_of_range, 1);
    EXPECT_TRUE(result.intact);
    for (std::size_t i = 0; i < result.observed.row_loss.size(); ++i) {
        EXPECT_EQ(std::isnan(result.observed.row_loss[i]), i == 2) << i << " " << spec;
    }
    // An index that names no row has no id to be left out by.
    const std::int64_t n_seen = spec.n_ids != 1 ? 5 : is_positive ? 0 : 1;
    EXPECT_EQ(result.observed.row_rank[2], 1 + n_seen) << "not behind all negatives " << spec;
    EXPECT_EQ(result.observed.row_ties[2], 0) << spec;
    const auto first = result.observed.d_rows.begin();
    const auto dim = static_cast<std::ptrdiff_t>(problem.spec.dim);
    for (std::int64_t row = 0; row < problem.n_table_rows; ++row) {
        bool is_of_anchor =
            row == problem.indices.anchors[2] || row == problem.indices.positives[2];
        for (std::size_t k = 10; k < 15; ++k) {
            is_of_anchor = is_of_anchor || row == problem.indices.negatives[k];
        }
        EXPECT_EQ(std::isnan(first[row * dim]), is_of_anchor) << row << " " << spec;
    }
}

/// With one id for all, an anchor has no negative left that could bring the NaN.
TEST_P(TableOnEveryBackend, IndexOutsideTheTableIsNamedOrCountedAndMakesItsAnchorNaN) {
    for (const std::int64_t outside : {std::int64_t{-1}, std::int64_t{1} << 31}) {
        for (const bool adjusted : {false, true}) {
            for (const bool decoupled : {false, true}) {
                Spec spec = this->spec();
                spec.decoupled = decoupled;
                spec.n_ids = adjusted ? 1 : 0;
                if (adjusted) spec.col_bias = harness::ColBias::kRandom;
                expect_index_to_be_named_or_counted(device(), spec, "negatives", 12, outside);
                expect_index_to_be_named_or_counted(device(), spec, "positives", 2, outside);
            }
        }
    }
}

TEST_P(TableOnEveryBackend, GivesTheNumbersOfNumPyForARealSize) {
    namespace golden = reference::golden;
    harness::Expectation problem_only;  // data and arguments; nothing is expected of an oracle
    Spec& spec = problem_only.spec;
    spec = this->spec();
    spec.type = CUXENT_TYPE_FLOAT64;
    spec.n_rows = golden::kRows;
    spec.n_negatives = golden::kNegatives;
    spec.dim = golden::kDim;
    problem_only.upstream = {1};
    problem_only.scale = golden::kTemperature;
    TableProblem problem;
    problem.n_table_rows = golden::kTableRows;
    problem.table = reference::NormalGenerator(golden::kSeed)
                        .normals(static_cast<std::size_t>(golden::kTableRows * golden::kDim));
    reference::NormalGenerator random(golden::kSeed + 1);
    const auto fill = [&random](std::vector<std::int64_t>& part, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) {
            part.push_back(static_cast<std::int64_t>(random.uniform() * golden::kTableRows));
        }
    };
    fill(problem.indices.anchors, golden::kRows);
    fill(problem.indices.positives, golden::kRows);
    fill(problem.indices.negatives, golden::kRows * golden::kNegatives);
    TableStyle style;
    style.packed = true;
    for (const auto& form : golden::kForms) {
        spec.decoupled = form.decoupled;
        problem.spec = spec;

        const TableResult result = run_table(device(), problem_only, problem, style);

        const auto expect_close = [](double got, double want) {
            EXPECT_NEAR(got, want, 1e-11 * std::abs(want));
        };
        const auto first_entry = [&](std::int64_t row) {
            return result.observed.d_rows[static_cast<std::size_t>(row * golden::kDim)];
        };
        double square = 0;
        for (const double g : result.observed.d_rows) square += g * g;
        expect_close(result.observed.loss[0], form.loss);
        expect_close(result.observed.row_loss.front(), form.first_row);
        expect_close(result.observed.row_loss.back(), form.last_row);
        expect_close(result.observed.d_scale[0], form.d_temperature);
        expect_close(std::sqrt(square), form.gradient_norm);
        expect_close(first_entry(problem.indices.anchors[0]), form.d_anchor);
        expect_close(first_entry(problem.indices.positives[0]), form.d_positive);
        expect_close(first_entry(problem.indices.negatives[0]), form.d_negative);
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, TableOnEveryBackend, every_backend(), backend_name);

}  // namespace
}  // namespace backend
