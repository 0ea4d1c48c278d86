// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file loss_ranks_test.cpp @brief Ranks that come with a loss, and what they sum up to. */
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

#include "backend/strided_matrix.h"
#include "backend/suite.h"

namespace backend {
namespace {

using Integers = std::vector<std::int64_t>;

constexpr cuxentLoss kRankedLosses[] = {
    CUXENT_LOSS_NT_XENT, CUXENT_LOSS_INFO_NCE,          CUXENT_LOSS_CLIP,
    CUXENT_LOSS_SIGLIP,  CUXENT_LOSS_GATHERED_INFO_NCE, CUXENT_LOSS_CLASS_SOFTMAX};

GuardedMemory holding(Device& device, const Integers& values) {
    GuardedMemory memory(device, values.size() * sizeof(std::int64_t));
    std::vector<std::byte> image(memory.bytes());
    std::memcpy(image.data(), values.data(), image.size());
    memory.write(image);
    return memory;
}

std::int64_t* integers_in(const GuardedMemory& memory) {
    return static_cast<std::int64_t*>(memory.data());
}

Integers read(const GuardedMemory& memory) {
    Integers values(memory.bytes() / sizeof(std::int64_t));
    std::memcpy(values.data(), memory.read().data(), memory.bytes());
    return values;
}

class LossRanks : public OnEveryType {
 protected:
    /// A loss whose logits no arithmetic rounds.
    [[nodiscard]] Spec exact(cuxentLoss loss) const {
        Spec spec;
        spec.type = type();
        spec.loss = loss;
        spec.recipe = Recipe::kIntegers;
        spec.normalize = false;
        spec.n_rows = 40;
        spec.dim = 3;
        if (loss == CUXENT_LOSS_GATHERED_INFO_NCE) spec.n_negatives = 9;
        if (loss == CUXENT_LOSS_CLASS_SOFTMAX) spec.n_cols = 11;
        return spec;
    }

    [[nodiscard]] static CallStyle with_ranks() {
        CallStyle style;
        style.wanted.ranks();
        return style;
    }

    struct Summary {
        double mean_rank;
        std::vector<double> top;
    };

    /// Of ranks that a loss has given, with the shares of the top 1 and 5.
    [[nodiscard]] Summary summarize(const Integers& rank, const Integers& ties,
                                    cuxentTies rule = CUXENT_TIES_REALISTIC) {
        const cuxentType scalar = harness::scalar_type(type());
        const GuardedMemory ranks = holding(device(), rank);
        const GuardedMemory equal = holding(device(), ties);
        const StridedMatrix mean_rank(device(), scalar, 1, 1, {});
        const StridedMatrix top(device(), scalar, 1, 2, {});
        cuxentRanking what{};
        what.n_rows = static_cast<std::int64_t>(rank.size());
        what.type = type();
        what.ties = rule;
        what.n_top = 2;
        what.top[0] = 1;
        what.top[1] = 5;
        device().call([&] {
            cuxent::summarize_ranks(device().handle(), what, integers_in(ranks), integers_in(equal),
                                    mean_rank.as_output().data, top.as_output().data,
                                    device().stream());
        });
        device().synchronize();
        EXPECT_EQ(mean_rank.damage_around() + top.damage_around(), "");
        EXPECT_EQ(read(ranks), rank);
        EXPECT_EQ(read(equal), ties);
        return {mean_rank.read()[0], top.read()};
    }

    struct Ranking {
        Integers rank, ties;
        double mean_rank;
    };

    /// By cuxentRankTargets() over the matrix of all similarities. Targets: of each row, or the
    /// diagonal where there are none.
    [[nodiscard]] Ranking over_the_matrix(const Spec& spec, const Integers& targets) {
        const auto expectation = expectation_of(spec);
        const std::int64_t n_cols = rule_of(spec).col_count();
        const auto n_rows = static_cast<std::size_t>(spec.n_rows);
        StridedMatrix a(device(), type(), spec.n_rows, spec.dim, {});
        StridedMatrix b(device(), type(), n_cols, spec.dim, {});
        a.write(expectation->batch.rows);
        b.write(expectation->batch.cols);
        const cuxentType scalar = harness::scalar_type(type());
        const StridedMatrix matrix(device(), scalar, spec.n_rows, n_cols, {});
        cuxentSimilarity what{};
        what.n_rows = spec.n_rows;
        what.n_cols = n_cols;
        what.dim = spec.dim;
        what.type = type();
        what.result_type = scalar;
        what.measure = CUXENT_MEASURE_DOT;
        const GuardedMemory scratch(device(),
                                    cuxent::similarity_matrix_scratch(device().handle(), what));
        const GuardedMemory rank = holding(device(), Integers(n_rows, -7));
        const GuardedMemory ties = holding(device(), Integers(n_rows, -7));
        const StridedMatrix mean_rank(device(), scalar, 1, 1, {});
        std::optional<GuardedMemory> indices;
        if (!targets.empty()) indices.emplace(holding(device(), targets));
        cuxentRanking ranking{};
        ranking.n_rows = spec.n_rows;
        ranking.n_cols = n_cols;
        ranking.type = scalar;
        ranking.target_type = CUXENT_INDEX_INT64;
        device().call([&] {
            cuxent::similarity_matrix(device().handle(), what, a.as_input(), b.as_input(), nullptr,
                                      matrix.as_output(), scratch.buffer(), device().stream());
            cuxent::rank_targets(
                device().handle(), ranking, matrix.as_input(), indices ? indices->data() : nullptr,
                {integers_in(rank), integers_in(ties), mean_rank.as_output().data, nullptr},
                device().stream());
        });
        device().synchronize();
        return {read(rank), read(ties), mean_rank.read()[0]};
    }
};

TEST_P(LossRanks, AreThoseOfTheMatrixOfAllSimilarities) {
    for (const cuxentLoss loss :
         {CUXENT_LOSS_INFO_NCE, CUXENT_LOSS_SIGLIP, CUXENT_LOSS_CLASS_SOFTMAX}) {
        Spec spec = exact(loss);
        spec.n_rows = 70;
        const bool has_classes = loss == CUXENT_LOSS_CLASS_SOFTMAX;
        spec.n_cols = has_classes ? 90 : 0;
        spec.n_negatives = has_classes ? 0 : 20;
        Integers targets;
        if (has_classes) {
            for (const std::int64_t label : rule_of(spec).classes.labels) {
                targets.push_back(label == spec.classes.ignore_index ? 0 : label);
            }
        }
        for (const bool fused : {false, true}) {
            CallStyle style = with_ranks();
            style.fused = fused;
            style.tile_rows = 32;
            Ranking want = over_the_matrix(spec, targets);

            const Observed observed = run(device(), spec, style);

            for (std::size_t row = 0; row < want.rank.size(); ++row) {
                if (rule_of(spec).counts(static_cast<std::int64_t>(row))) continue;
                want.rank[row] = want.ties[row] = 0;  // ignored
            }
            EXPECT_EQ(observed.row_rank, want.rank) << spec;
            EXPECT_EQ(observed.row_ties, want.ties) << spec;
            if (has_classes) continue;  // the mean is over other rows
            EXPECT_EQ(summarize(observed.row_rank, observed.row_ties).mean_rank, want.mean_rank);
        }
    }
}

TEST_P(LossRanks, OfACollapsedEncoderAreChanceAlone) {
    for (const cuxentLoss loss : kRankedLosses) {
        Spec spec = exact(loss);
        spec.magnitude = 0;  // all rows alike, and similarity 0
        for (const std::int64_t tile_rows : {0, 32}) {
            CallStyle style = with_ranks();
            style.tile_rows = tile_rows;

            const Observed observed = run(device(), spec, style);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
            const double n_negatives = loss == CUXENT_LOSS_NT_XENT             ? 78
                                       : loss == CUXENT_LOSS_GATHERED_INFO_NCE ? 9
                                       : loss == CUXENT_LOSS_CLASS_SOFTMAX     ? 10
                                                                               : 39;
            const Integers& rank = observed.row_rank;
            const Integers& ties = observed.row_ties;
            EXPECT_EQ(summarize(rank, ties).mean_rank, 1 + n_negatives / 2) << spec;
            EXPECT_EQ(summarize(rank, ties).top[0], 0) << spec;
            EXPECT_EQ(summarize(rank, ties, CUXENT_TIES_OPTIMISTIC).top[0], 1) << spec;
            EXPECT_EQ(summarize(rank, ties, CUXENT_TIES_PESSIMISTIC).mean_rank, 1 + n_negatives);
        }
    }
}

TEST_P(LossRanks, FlatterNoNaN) {
    for (const cuxentLoss loss : kRankedLosses) {
        for (const std::int64_t row : {0, 12}) {
            Spec spec = exact(loss);
            spec.special = std::nan("");
            spec.special_row = row;
            for (const bool keep : {false, true}) {
                CallStyle style = with_ranks();
                style.tile_rows = 32;
                style.keep = keep;

                const Observed observed = run(device(), spec, style);

                // Of the rest the oracle makes NaN of more: it multiplies what is left out by 0.
                Observed ranks;
                ranks.row_rank = observed.row_rank;
                ranks.row_ties = observed.row_ties;
                EXPECT_TRUE(agrees(ranks, *expectation_of(spec))) << style;
            }
        }
    }
}

TEST_P(LossRanks, OfATargetWithoutNegativesAreOne) {
    for (const cuxentLoss loss : kRankedLosses) {
        if (loss == CUXENT_LOSS_GATHERED_INFO_NCE) continue;  // has a negative at least
        Spec spec = exact(loss);
        spec.n_rows = 1;
        if (loss == CUXENT_LOSS_CLASS_SOFTMAX) spec.n_cols = 1;

        const Observed observed = run(device(), spec, with_ranks());

        const std::size_t n = observed.row_loss.size();
        EXPECT_EQ(observed.row_rank, Integers(n, 1)) << spec;
        EXPECT_EQ(observed.row_ties, Integers(n, 0)) << spec;
    }
}

TEST_P(LossRanks, OfManyGatheredNegativesAreCountedToo) {
    Spec spec = exact(CUXENT_LOSS_GATHERED_INFO_NCE);
    spec.n_rows = 3;
    spec.n_negatives = 1100;

    EXPECT_TRUE(agrees(run(device(), spec, with_ranks()), *expectation_of(spec)));
}

TEST_P(LossRanks, AreLeftOutOfTheMeansWhereRowsDoNotCount) {
    for (const cuxentLoss loss : kRankedLosses) {
        Spec spec = exact(loss);
        spec.row_weights = RowWeights::kRandom;
        const Observed observed = run(device(), spec, with_ranks());
        Integers rank, ties;
        for (std::size_t row = 0; row < observed.row_rank.size(); ++row) {
            if (rule_of(spec).counts(static_cast<std::int64_t>(row))) {
                rank.push_back(observed.row_rank[row]);
                ties.push_back(observed.row_ties[row]);
            } else {
                EXPECT_EQ(observed.row_rank[row], 0);
            }
        }

        const Summary all = summarize(observed.row_rank, observed.row_ties);
        const Summary counted = summarize(rank, ties);

        EXPECT_LT(rank.size(), observed.row_rank.size());
        EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
        EXPECT_EQ(all.mean_rank, counted.mean_rank);
        EXPECT_EQ(all.top, counted.top);
    }
}

TEST_P(LossRanks, OfNoRowThatCountsHaveNoMean) {
    const Summary summary = summarize({0, 0, 0}, {0, 0, 0});

    EXPECT_TRUE(std::isnan(summary.mean_rank));
    EXPECT_TRUE(std::isnan(summary.top[0]));
}

TEST_P(LossRanks, AreHalfRanksByTheRule) {
    const Integers rank = {1, 3, 2, 5, 0};
    const Integers ties = {0, 1, 7, 1, 0};

    EXPECT_EQ(summarize(rank, ties).mean_rank, (1 + 3.5 + 5.5 + 5.5) / 4);
    EXPECT_EQ(summarize(rank, ties).top, (std::vector<double>{0.25, 0.5}));
    EXPECT_EQ(summarize(rank, ties, CUXENT_TIES_OPTIMISTIC).top, (std::vector<double>{0.25, 1}));
}

/// Each of the two, for every loss.
TEST_P(LossRanks, ComeWithoutTiesAndTiesWithoutThem) {
    for (const cuxentLoss loss : kRankedLosses) {
        const Spec spec = exact(loss);
        const Observed both = run(device(), spec, with_ranks());
        for (const bool ranks : {false, true}) {
            CallStyle style = with_ranks();
            (ranks ? style.wanted.ties : style.wanted.rank) = false;

            const Observed observed = run(device(), spec, style);

            EXPECT_EQ(observed.row_rank, ranks ? both.row_rank : Integers{}) << spec;
            EXPECT_EQ(observed.row_ties, ranks ? Integers{} : both.row_ties) << spec;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, LossRanks, every_type(), type_name);

}  // namespace
}  // namespace backend
