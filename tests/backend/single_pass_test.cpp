// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file single_pass_test.cpp @brief Loss and gradient of the rows where the columns are frozen. */
#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/suite.h"

namespace backend {
namespace {

/// A loss whose rows and columns are apart, with the options that change what a row has.
struct Variant {
    const char* name;
    void (*apply)(Spec&);
};

/// Some samples against others, as the losses over two views have them.
void make_piece(cuxentLoss loss, Spec& spec) {
    spec.loss = loss;
    spec.row_offset = 30;
    spec.n_cols = spec.n_rows + 35;
    spec.col_offset = 5;
    spec.n_total = spec.n_rows + 50;
}

void make_classes(Spec& spec) {
    spec.loss = CUXENT_LOSS_CLASS_SOFTMAX;
    spec.n_cols = 1 + 2 * spec.n_rows;
}

void adjust(Spec& spec) {
    spec.col_bias = ColBias::kRandom;
    spec.n_ids = 5;
    if (spec.loss != CUXENT_LOSS_SIGLIP) spec.hardness = 2;
}

constexpr Variant kVariants[] = {
    {"info_nce", [](Spec& spec) { spec.loss = CUXENT_LOSS_INFO_NCE; }},
    {"info_nce_with_a_queue",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 150;
     }},
    {"info_nce_decoupled",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 70;
         spec.decoupled = true;
     }},
    {"info_nce_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 70;
         adjust(spec);
     }},
    {"nt_xent_in_pieces_smoothed",
     [](Spec& spec) {
         make_piece(CUXENT_LOSS_NT_XENT, spec);
         adjust(spec);
         spec.n_ids = 0;
         spec.label_smoothing = 0.2;
     }},
    {"nt_xent_in_pieces", [](Spec& spec) { make_piece(CUXENT_LOSS_NT_XENT, spec); }},
    {"clip_in_pieces", [](Spec& spec) { make_piece(CUXENT_LOSS_CLIP, spec); }},
    {"clip_in_pieces_adjusted",
     [](Spec& spec) {
         make_piece(CUXENT_LOSS_CLIP, spec);
         adjust(spec);
     }},
    {"siglip",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SIGLIP;
         spec.bias = -10;
         spec.n_negatives = 40;
     }},
    {"siglip_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SIGLIP;
         adjust(spec);
     }},
    {"classes_smoothed",
     [](Spec& spec) {
         make_classes(spec);
         spec.label_smoothing = 0.1;
         spec.classes.ignore_index = 2;
     }},
    {"arcface_with_centers",
     [](Spec& spec) {
         make_classes(spec);
         spec.normalize = true;
         spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
         spec.classes.margin = 0.3;
         spec.classes.center_weight = 1.5;
     }},
};

class SinglePass : public testing::TestWithParam<std::tuple<std::string, cuxentType, Variant>> {
 protected:
    [[nodiscard]] Device& device() const { return device_named(std::get<0>(GetParam())); }

    /// Two views or one, of several tiles of 32 rows.
    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = std::get<1>(GetParam());
        spec.n_rows = 37;
        spec.scale = 0.07;
        return spec;
    }

    /// Logits of any size, so that every row has a shift of its own, but where only angles will do.
    [[nodiscard]] Spec dots() const {
        Spec spec = this->spec();
        spec.normalize = false;
        spec.magnitude = 0.5;
        return spec;
    }

    [[nodiscard]] static CallStyle frozen() {
        CallStyle style;
        style.fused = true;
        style.tile_rows = 32;
        style.n_threads = 3;
        style.wanted.d_cols = false;
        return style;
    }

    [[nodiscard]] Spec with_options(Spec spec) const {
        std::get<2>(GetParam()).apply(spec);
        return spec;
    }

    void expect_agreement(const Spec& wanted, const CallStyle& style = frozen()) const {
        const Spec spec = with_options(wanted);
        EXPECT_TRUE(agrees(run(device(), spec, style), *expectation_of(spec))) << style;
    }

    [[nodiscard]] std::vector<std::byte> bits(const Spec& wanted, const CallStyle& style) const {
        Session session(device(), expectation_of(with_options(wanted)), style);
        session.run();
        EXPECT_EQ(session.damage(), "") << style;
        return session.bits();
    }
};

/// From one shift for all rows, over temperatures at which it would do for kept tiles but not here,
/// to shifts of their own.
TEST_P(SinglePass, MatchesTheOracleForEveryTemperature) {
    for (const double temperature : {1.0, 0.07, 0.018, 0.014, 0.005}) {
        Spec spec = this->spec();
        spec.scale = temperature;
        expect_agreement(spec);
    }
}

TEST_P(SinglePass, MatchesTheOracleForEveryShape) {
    for (const std::int64_t n_rows : {1, 2, 100}) {
        for (const std::int64_t dim : {1, 129}) {
            for (const std::int64_t tile_rows : {0, 32}) {
                for (const bool keep : {false, true}) {
                    Spec spec = this->spec();
                    spec.n_rows = n_rows;
                    spec.dim = dim;
                    CallStyle style = frozen();
                    style.tile_rows = tile_rows;
                    style.keep = keep;
                    expect_agreement(spec, style);
                }
            }
        }
    }
}

TEST_P(SinglePass, TakesAdversarialData) {
    for (const Recipe recipe :
         {Recipe::kNearConverged, Recipe::kDuplicates, Recipe::kOpposite, Recipe::kZeroRows,
          Recipe::kConstantDirection, Recipe::kMixedNorms, Recipe::kOutlier}) {
        for (const double temperature : {0.05, 0.019, 0.005}) {
            Spec spec = this->spec();
            spec.recipe = recipe;
            spec.scale = temperature;
            expect_agreement(spec);
        }
    }
}

TEST_P(SinglePass, TakesDotProducts) {
    for (const Recipe recipe : {Recipe::kRandom, Recipe::kOffset}) {
        Spec spec = this->spec();
        spec.normalize = false;
        spec.recipe = recipe;
        spec.magnitude = 0.7;
        expect_agreement(spec);
    }
}

TEST_P(SinglePass, TakesRowWeightsReductionsAndUpstreams) {
    for (const cuxentReduction reduction :
         {CUXENT_REDUCTION_NONE, CUXENT_REDUCTION_SUM, CUXENT_REDUCTION_MEAN}) {
        for (const RowWeights weights :
             {RowWeights::kNone, RowWeights::kRandom, RowWeights::kNothing}) {
            for (const double temperature : {0.07, 0.005}) {
                Spec spec = this->spec();
                spec.reduction = reduction;
                spec.row_weights = weights;
                spec.upstream = reduction == CUXENT_REDUCTION_NONE ? UpstreamKind::kVector
                                                                   : UpstreamKind::kValue;
                spec.scale = temperature;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(SinglePass, TakesMeansOverTheRowsThatCountAndOverTheirWeights) {
    Spec spec = this->spec();
    spec.row_weights = RowWeights::kRandom;
    for (const cuxentMeanOver mean_over : {CUXENT_MEAN_OVER_COUNTED, CUXENT_MEAN_OVER_WEIGHTS}) {
        spec.mean_over = mean_over;
        if (with_options(spec).n_total != 0) continue;  // a piece does not know of other rows
        expect_agreement(spec);
    }
}

TEST_P(SinglePass, TakesScaleAndUpstreamFromMemoryAndAddsToGradients) {
    Spec spec = this->spec();
    spec.scale_in_memory = true;
    spec.upstream = UpstreamKind::kValue;
    CallStyle style = frozen();
    style.upstream_in_memory = true;
    expect_agreement(spec, style);

    style.accumulate = true;
    const auto expectation = expectation_of(with_options(spec));
    Session session(device(), expectation, style);
    session.run();

    harness::Observed observed = session.results();
    for (const auto& [quantity, got] : {std::pair{&expectation->d_rows, &observed.d_rows},
                                        {&expectation->d_scale, &observed.d_scale}}) {
        EXPECT_EQ(mismatch(accumulated(*quantity, Session::initial(got->size())), *got), "");
    }
}

TEST_P(SinglePass, GivesEachResultAlone) {
    for (const Spec& spec : {this->spec(), dots()}) {
        CallStyle scale = frozen();
        scale.wanted.d_rows = {false, false};
        CallStyle loss = scale;
        loss.wanted.d_scale = loss.wanted.d_bias = false;
        CallStyle rows = frozen();
        rows.wanted.loss = rows.wanted.row_loss = rows.wanted.row_lse = false;
        rows.wanted.d_scale = rows.wanted.d_bias = false;
        rows.layout = {CUXENT_VIEWS_STACKED, 3, 1};
        for (const CallStyle& style : {scale, loss, rows}) expect_agreement(spec, style);
    }
}

TEST_P(SinglePass, GivesTheGradientOfOneViewAlone) {
    const Spec spec = with_options(this->spec());
    CallStyle both = frozen();
    both.layout.views = CUXENT_VIEWS_SEPARATE;
    CallStyle one = both;
    one.wanted.d_rows = {true, false};
    one.wanted.d_scale = false;

    const Observed want = run(device(), spec, both);
    const Observed got = run(device(), spec, one);

    const auto n = static_cast<std::size_t>(spec.n_rows * spec.dim);
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(got.d_rows[i], want.d_rows[i]) << i;
}

/// All have the same id, so that targets are all that is left.
TEST_P(SinglePass, OfRowsWithoutNegativesIsZero) {
    for (const Spec& base : {this->spec(), dots()}) {
        Spec spec = with_options(base);
        if (spec.loss == CUXENT_LOSS_CLASS_SOFTMAX || spec.decoupled) continue;
        spec.label_smoothing = 0;  // which has no ids
        spec.n_ids = 1;

        const Observed observed = run(device(), spec, frozen());

        EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
        if (spec.loss == CUXENT_LOSS_SIGLIP) continue;
        for (const double value : observed.d_rows) EXPECT_EQ(value, 0);
    }
}

/// Where two calls have it, and nowhere else.
TEST_P(SinglePass, SpreadsNaNAsFarAsTwoPassesDo) {
    for (const Spec& base : {this->spec(), dots()}) {
        bool any = false;  // pieces and queries see one of the two rows
        for (const std::int64_t row : {0, 40}) {
            Spec spec = with_options(base);
            spec.special = std::numeric_limits<double>::quiet_NaN();
            spec.special_row = row;
            CallStyle two_passes = frozen();
            two_passes.fused = false;

            const Observed got = run(device(), spec, frozen());
            const Observed want = run(device(), spec, two_passes);

            any = any || std::isnan(got.loss[0]);
            for (const auto results : {&Observed::loss, &Observed::row_loss, &Observed::row_lse,
                                       &Observed::d_rows, &Observed::d_scale}) {
                ASSERT_EQ((got.*results).size(), (want.*results).size());
                for (std::size_t i = 0; i < (got.*results).size(); ++i) {
                    EXPECT_EQ(std::isnan((got.*results)[i]), std::isnan((want.*results)[i]))
                        << i << " of " << spec;
                }
            }
        }
        EXPECT_TRUE(any) << base;
    }
}

TEST_P(SinglePass, GivesTheSameBitsRunToRunAndWhateverMemoryIsGranted) {
    for (const Spec& spec : {this->spec(), dots()}) {
        CallStyle style = frozen();
        const std::vector<std::byte> first = bits(spec, style);

        EXPECT_EQ(bits(spec, style), first);
        style.keep = true;
        EXPECT_EQ(bits(spec, style), first);
    }
}

/// Threads are the CPU's.
class SinglePassOnThreads : public SinglePass {};

TEST_P(SinglePassOnThreads, GivesTheSameBitsForEveryNumber) {
    for (const std::int64_t tile_rows : {0, 32}) {
        for (const double temperature : {0.07, 0.005}) {
            Spec spec = this->spec();
            spec.n_rows = 140;
            spec.scale = temperature;
            CallStyle style = frozen();
            style.tile_rows = tile_rows;
            style.n_threads = 1;
            const std::vector<std::byte> one = bits(spec, style);
            for (const int n_threads : {2, 3, 5}) {
                style.n_threads = n_threads;
                for (const bool keep : {false, true}) {
                    style.keep = keep;

                    EXPECT_EQ(bits(spec, style), one) << style;
                }
            }
        }
    }
}

std::string variant_name(
    const testing::TestParamInfo<std::tuple<std::string, cuxentType, Variant>>& info) {
    return std::get<0>(info.param) + "_" + harness::name_of(std::get<1>(info.param)) + "_" +
           std::get<2>(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(Backend, SinglePass,
                         testing::Combine(testing::ValuesIn(available_devices({"cpu", "cuda"})),
                                          element_types(), testing::ValuesIn(kVariants)),
                         variant_name);
// Capturing changes nothing that depends on the type.
INSTANTIATE_TEST_SUITE_P(Captured, SinglePass,
                         testing::Combine(testing::ValuesIn(available_devices({"cuda_graph"})),
                                          testing::Values(CUXENT_TYPE_FLOAT32),
                                          testing::ValuesIn(kVariants)),
                         variant_name);
INSTANTIATE_TEST_SUITE_P(Backend, SinglePassOnThreads,
                         testing::Combine(testing::Values("cpu"), element_types(),
                                          testing::ValuesIn(kVariants)),
                         variant_name);

}  // namespace
}  // namespace backend
