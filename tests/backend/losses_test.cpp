// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file losses_test.cpp @brief What every loss must do, for every loss and its variants. */
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "backend/suite.h"

namespace backend {
namespace {

/// A loss with the options that make another row function or another set of columns of it.
struct Variant {
    const char* name;
    void (*apply)(Spec&);
};

/// All that entries may have beside their similarity.
void adjust(Spec& spec) {
    spec.col_bias = ColBias::kRandom;
    spec.n_ids = 5;
    spec.hardness = spec.loss == CUXENT_LOSS_SIGLIP ? 0 : 2;
}

/// A guide of columns apart, with a comparison that is never in doubt.
void guide(double factor, double margin, Spec& spec) {
    if (spec.n_cols == 0 && !rule_of(spec).gathered()) spec.n_cols = spec.n_rows;
    spec.guide_dim = 6;
    spec.guide_factor = factor;
    spec.guide_margin = margin;
}

/// A piece of such a problem has all columns that its rows see: only the mean knows of the whole.
void make_gathered(Spec& spec) {
    spec.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
    spec.n_cols = 0;
    spec.col_offset = 0;
}

/// Classes in the place of keys: always all of them, so that none lies elsewhere.
void make_classes(Spec& spec) {
    spec.loss = CUXENT_LOSS_CLASS_SOFTMAX;
    spec.col_offset = 0;
    if (spec.n_cols == 0) spec.n_cols = 1 + 2 * spec.n_rows / 3;
}

void make_island(double softmax_weight, double island_weight, Spec& spec) {
    make_classes(spec);
    spec.normalize = true;
    spec.classes.softmax_weight = softmax_weight;
    spec.classes.center_weight = 0.5;
    // The island term belongs to no row and to no piece.
    const bool is_whole = spec.n_total == 0 && spec.reduction != CUXENT_REDUCTION_NONE;
    spec.classes.island_weight = is_whole ? island_weight : 0;
}

/// A piece of a problem has not all positives that the weights are relative to.
void weigh_positives(bool attached, Spec& spec) {
    spec.decoupled = true;
    const bool is_whole = spec.n_total == 0;
    spec.vmf_sigma = is_whole ? 0.5 : 0;
    spec.vmf_attached = is_whole && attached;
}

/// Well below the largest logits, whatever the scale.
void cap(Spec& spec) {
    spec.softcap = 0.7 * rule_of(spec).multiplier();
}

/// Listed or weighted pairs: columns of their own, as many as rows unless the problem says how
/// many.
void list(cuxentSetsBy sets_by, Spec& spec) {
    spec.sets_by = sets_by;
    if (spec.n_cols == 0) spec.n_cols = spec.n_rows;
}

constexpr Variant kVariants[] = {
    {"dcl", [](Spec& spec) { spec.decoupled = true; }},
    {"dcl_weighted", [](Spec& spec) { weigh_positives(false, spec); }},
    {"nt_xent_adjusted_weighted_attached",
     [](Spec& spec) {
         adjust(spec);
         weigh_positives(true, spec);
     }},
    {"clip_adjusted_weighted_attached",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_CLIP;
         adjust(spec);
         weigh_positives(true, spec);
     }},
    {"info_nce_adjusted_weighted_attached",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 4;
         adjust(spec);
         weigh_positives(true, spec);
     }},
    {"info_nce", [](Spec& spec) { spec.loss = CUXENT_LOSS_INFO_NCE; }},
    {"info_nce_with_negatives",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 1 + spec.n_rows / 2;
     }},
    {"info_nce_decoupled",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 3;
         spec.decoupled = true;
     }},
    {"clip", [](Spec& spec) { spec.loss = CUXENT_LOSS_CLIP; }},
    {"siglip",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SIGLIP;
         spec.bias = -10;
     }},
    {"siglip_with_negatives",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SIGLIP;
         spec.bias = 20;
         spec.n_negatives = 1 + spec.n_rows / 2;
     }},
    {"gathered_info_nce",
     [](Spec& spec) {
         make_gathered(spec);
         spec.n_negatives = 1 + spec.n_rows % 7;
     }},
    {"gathered_info_nce_decoupled",
     [](Spec& spec) {
         make_gathered(spec);
         spec.n_negatives = 5;
         spec.decoupled = true;
     }},
    {"clip_decoupled",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_CLIP;
         spec.decoupled = true;
     }},
    {"sup_con", [](Spec& spec) { spec.loss = CUXENT_LOSS_SUP_CON; }},
    {"sup_con_of_many_classes",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         spec.n_classes = 40;
         spec.label_type = CUXENT_LABEL_INT32;
     }},
    {"sup_con_decoupled",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         spec.decoupled = true;
     }},
    {"label_pairs", [](Spec& spec) { spec.loss = CUXENT_LOSS_LABEL_PAIRS; }},
    {"sup_con_of_pairs",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         list(CUXENT_SETS_BY_PAIRS, spec);
     }},
    {"label_pairs_of_positive_pairs",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_LABEL_PAIRS;
         spec.label_type = CUXENT_LABEL_INT32;
         list(CUXENT_SETS_BY_POSITIVE_PAIRS, spec);
     }},
    {"sup_con_of_soft_targets",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         list(CUXENT_SETS_BY_SOFT_TARGETS, spec);
     }},
    {"sup_con_of_soft_targets_adjusted_z_loss",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         list(CUXENT_SETS_BY_SOFT_TARGETS, spec);
         adjust(spec);
         spec.z_loss = 0.05;
     }},
    {"label_pairs_of_soft_targets",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_LABEL_PAIRS;
         list(CUXENT_SETS_BY_SOFT_TARGETS, spec);
     }},
    {"classes", make_classes},
    {"cosface",
     [](Spec& spec) {
         make_classes(spec);
         spec.classes.margin_kind = CUXENT_MARGIN_COSFACE;
         spec.classes.margin = 0.35;
         spec.label_type = CUXENT_LABEL_INT32;
     }},
    {"arcface",
     [](Spec& spec) {
         make_classes(spec);
         spec.normalize = true;
         spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
         spec.classes.margin = 0.5;
     }},
    {"classes_smoothed",
     [](Spec& spec) {
         make_classes(spec);
         spec.label_smoothing = 0.1;
         spec.classes.ignore_index = 2;
     }},
    {"arcface_smoothed_with_centers",
     [](Spec& spec) {
         make_classes(spec);
         spec.normalize = true;
         spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
         spec.classes.margin = 0.3;
         spec.label_smoothing = 0.2;
         spec.classes.softmax_weight = 0.75;
         spec.classes.center_weight = 1.5;
     }},
    {"adjusted", adjust},
    {"with_ids", [](Spec& spec) { spec.n_ids = 3; }},
    {"info_nce_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 1 + spec.n_rows / 2;
         spec.label_type = CUXENT_LABEL_INT32;
         adjust(spec);
     }},
    {"clip_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_CLIP;
         adjust(spec);
     }},
    {"siglip_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SIGLIP;
         spec.bias = -5;
         adjust(spec);
     }},
    {"sup_con_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         adjust(spec);
     }},
    {"label_pairs_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_LABEL_PAIRS;
         adjust(spec);
     }},
    {"gathered_adjusted",
     [](Spec& spec) {
         make_gathered(spec);
         spec.n_negatives = 4;
         adjust(spec);
     }},
    {"classes_adjusted",
     [](Spec& spec) {
         make_classes(spec);
         spec.label_type = CUXENT_LABEL_INT32;
         adjust(spec);
     }},
    {"arcface_smoothed_with_terms",
     [](Spec& spec) {
         make_classes(spec);
         spec.normalize = true;
         spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
         spec.classes.margin = 0.5;
         spec.label_smoothing = 0.1;
         adjust(spec);
         spec.n_ids = 0;  // the classes that are smoothed are those of all rows
         spec.z_loss = 0.02;
     }},
    {"info_nce_guided",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 3;
         guide(1, 0, spec);
     }},
    {"clip_guided_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_CLIP;
         adjust(spec);
         guide(0.5, 0.125, spec);
     }},
    {"classes_guided",
     [](Spec& spec) {
         make_classes(spec);
         guide(1, 0.125, spec);
     }},
    {"z_loss", [](Spec& spec) { spec.z_loss = 0.1; }},
    {"info_nce_decoupled_z_loss",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_INFO_NCE;
         spec.n_negatives = 3;
         spec.decoupled = true;
         spec.bias = 4;
         spec.z_loss = 0.02;
     }},
    {"sup_con_adjusted_z_loss",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         adjust(spec);
         spec.z_loss = 0.05;
     }},
    {"arcface_z_loss",
     [](Spec& spec) {
         make_classes(spec);
         spec.normalize = true;
         spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
         spec.classes.margin = 0.4;
         spec.label_smoothing = 0.1;
         spec.z_loss = 0.03;
     }},
    {"softcap_z_loss",
     [](Spec& spec) {
         cap(spec);
         spec.z_loss = 0.02;
     }},
    {"gathered_adjusted_weighted_attached_softcap",
     [](Spec& spec) {
         make_gathered(spec);
         spec.n_negatives = 4;
         adjust(spec);
         weigh_positives(true, spec);
         cap(spec);
     }},
    {"siglip_adjusted_softcap",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SIGLIP;
         spec.bias = -2;
         adjust(spec);
         cap(spec);
     }},
    {"sup_con_adjusted_softcap",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         adjust(spec);
         cap(spec);
     }},
    {"arcface_adjusted_softcap_with_centers",
     [](Spec& spec) {
         make_classes(spec);
         spec.normalize = true;
         spec.classes.margin_kind = CUXENT_MARGIN_ARCFACE;
         spec.classes.margin = 0.4;
         spec.classes.center_weight = 0.5;
         adjust(spec);
         cap(spec);
     }},
    {"nt_xent_smoothed_adjusted_weighted_attached",
     [](Spec& spec) {
         adjust(spec);
         spec.n_ids = 0;
         weigh_positives(true, spec);
         spec.label_smoothing = 0.2;
     }},
    {"clip_smoothed",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_CLIP;
         spec.label_smoothing = 0.1;
     }},
    {"sup_con_smoothed_adjusted",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         adjust(spec);
         spec.n_ids = 0;
         spec.label_smoothing = 0.3;
         spec.z_loss = 0.05;
     }},
    {"sup_con_of_positive_pairs_smoothed",
     [](Spec& spec) {
         spec.loss = CUXENT_LOSS_SUP_CON;
         list(CUXENT_SETS_BY_POSITIVE_PAIRS, spec);
         spec.label_smoothing = 1;
     }},
    {"gathered_smoothed_adjusted",
     [](Spec& spec) {
         make_gathered(spec);
         spec.n_negatives = 4;
         adjust(spec);
         spec.softcap = 0.7 * rule_of(spec).multiplier();
         spec.label_smoothing = 0.2;
     }},
    {"gathered_guided",
     [](Spec& spec) {
         make_gathered(spec);
         spec.n_negatives = 19;
         guide(0.5, 0.125, spec);
     }},
    {"gathered_guided_smoothed_adjusted",
     [](Spec& spec) {
         make_gathered(spec);
         adjust(spec);
         spec.n_negatives = 4;
         guide(1, 0.125, spec);
         spec.label_smoothing = 0.1;
     }},
    {"island", [](Spec& spec) { make_island(1, 0.01, spec); }},
    {"island_alone", [](Spec& spec) { make_island(0, 0.5, spec); }},
};

class Losses : public testing::TestWithParam<std::tuple<std::string, cuxentType, Variant>> {
 protected:
    [[nodiscard]] Device& device() const { return device_named(std::get<0>(GetParam())); }

    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = std::get<1>(GetParam());
        return spec;
    }

    /// Runs the variant of `spec` and holds it against the oracle.
    void expect_agreement(Spec spec, CallStyle style = {}) const {
        std::get<2>(GetParam()).apply(spec);
        style.wanted.ranks();
        const Observed observed = run(device(), spec, style);
        EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
    }
};

/// Every temperature with every number of rows at one width, and every width at one temperature:
/// the virtual device takes its time.
TEST_P(Losses, MatchTheOracleForEveryTemperatureAndShape) {
    for (const double temperature : {1.0, 0.07, 0.02, 0.005}) {
        for (const std::int64_t n_rows : {2, 17, 65}) {
            for (const std::int64_t dim : {1, 17, 129}) {
                if (dim != 17 && temperature != 0.07) continue;
                Spec spec = this->spec();
                spec.scale = temperature;
                spec.n_rows = n_rows;
                spec.dim = dim;
                expect_agreement(spec);
            }
        }
    }
}

TEST_P(Losses, HoldInOneCallKeptAndRecomputedForEveryTileSize) {
    for (const bool fused : {false, true}) {
        for (const bool keep : {false, true}) {
            for (const std::int64_t tile_rows : {0, 32}) {
                Spec spec = this->spec();
                spec.scale = 0.07;
                spec.n_rows = 105;
                CallStyle style;
                style.fused = fused;
                style.keep = keep;
                style.tile_rows = tile_rows;
                style.n_threads = 3;
                expect_agreement(spec, style);
            }
        }
    }
}

TEST_P(Losses, HoldInPieces) {
    for (const double temperature : {0.5, 0.005}) {
        Spec spec = this->spec();
        spec.scale = temperature;
        spec.n_rows = 21;
        spec.row_offset = 30;
        spec.n_cols = 70;
        spec.col_offset = 5;
        spec.n_total = 90;
        for (const bool fused : {false, true}) {
            CallStyle style;
            style.fused = fused;
            expect_agreement(spec, style);
        }
    }
}

TEST_P(Losses, TakeAdversarialData) {
    for (const Recipe recipe :
         {Recipe::kNearConverged, Recipe::kDuplicates, Recipe::kOpposite, Recipe::kZeroRows,
          Recipe::kConstantDirection, Recipe::kMixedNorms, Recipe::kOutlier}) {
        for (const double temperature : {0.05, 0.005}) {
            Spec spec = this->spec();
            spec.recipe = recipe;
            spec.scale = temperature;
            expect_agreement(spec);
        }
    }
}

TEST_P(Losses, TakeDotProducts) {
    Spec spec = this->spec();
    spec.normalize = false;
    spec.magnitude = 0.3;
    for (const bool fused : {false, true}) {
        CallStyle style;
        style.fused = fused;
        expect_agreement(spec, style);
    }
}

TEST_P(Losses, TakeEveryReductionAndUpstream) {
    for (const cuxentReduction reduction :
         {CUXENT_REDUCTION_NONE, CUXENT_REDUCTION_SUM, CUXENT_REDUCTION_MEAN}) {
        for (const UpstreamKind upstream :
             {UpstreamKind::kOne, UpstreamKind::kValue, UpstreamKind::kVector}) {
            if (upstream == UpstreamKind::kVector && reduction != CUXENT_REDUCTION_NONE) continue;
            Spec spec = this->spec();
            spec.reduction = reduction;
            spec.upstream = upstream;
            expect_agreement(spec);
        }
    }
}

TEST_P(Losses, TakeRowWeightsWithEveryMeanReductionAndUpstream) {
    for (const auto& [reduction, mean_over] :
         {std::pair{CUXENT_REDUCTION_NONE, CUXENT_MEAN_OVER_ALL},
          {CUXENT_REDUCTION_SUM, CUXENT_MEAN_OVER_ALL},
          {CUXENT_REDUCTION_MEAN, CUXENT_MEAN_OVER_ALL},
          {CUXENT_REDUCTION_MEAN, CUXENT_MEAN_OVER_COUNTED},
          {CUXENT_REDUCTION_MEAN, CUXENT_MEAN_OVER_WEIGHTS}}) {
        for (const UpstreamKind upstream : {UpstreamKind::kValue, UpstreamKind::kVector}) {
            if (upstream == UpstreamKind::kVector && reduction != CUXENT_REDUCTION_NONE) continue;
            for (const bool fused : {false, true}) {
                Spec spec = this->spec();
                spec.row_weights = RowWeights::kRandom;
                spec.reduction = reduction;
                spec.mean_over = mean_over;
                spec.upstream = upstream;
                spec.scale = 0.07;
                CallStyle style;
                style.fused = fused;
                style.keep = fused;
                expect_agreement(spec, style);
            }
        }
    }
}

TEST_P(Losses, TakeRowWeightsInPieces) {
    Spec spec = this->spec();
    spec.row_weights = RowWeights::kRandom;
    spec.row_offset = 30;
    spec.n_cols = 70;
    spec.col_offset = 5;
    spec.n_total = 90;
    for (const bool normalize : {true, false}) {
        spec.normalize = normalize;
        spec.magnitude = 0.3;
        expect_agreement(spec);
    }
}

TEST_P(Losses, OfRowsThatWeighNothingAreZeroWithZeroGradients) {
    for (const cuxentMeanOver mean_over :
         {CUXENT_MEAN_OVER_ALL, CUXENT_MEAN_OVER_COUNTED, CUXENT_MEAN_OVER_WEIGHTS}) {
        for (const bool fused : {false, true}) {
            Spec spec = this->spec();
            spec.row_weights = RowWeights::kNothing;
            spec.mean_over = mean_over;
            std::get<2>(GetParam()).apply(spec);
            CallStyle style;
            style.fused = fused;

            const Observed observed = run(device(), spec, style);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
            if (spec.classes.island_weight != 0) continue;  // not a term of the rows
            for (const auto* values : {&observed.loss, &observed.row_loss, &observed.row_lse,
                                       &observed.d_rows, &observed.d_cols, &observed.d_scale}) {
                for (const double value : *values) EXPECT_EQ(value, 0) << spec;
            }
        }
    }
}

TEST_P(Losses, TakeEveryKindOfScale) {
    for (const auto& [kind, scale] : {std::pair{CUXENT_SCALE_LOGIT, 14.3},
                                      {CUXENT_SCALE_LOG_LOGIT, 2.66},
                                      {CUXENT_SCALE_LOG_LOGIT, -0.5}}) {
        for (const bool in_memory : {false, true}) {
            Spec spec = this->spec();
            spec.scale_kind = kind;
            spec.scale = scale;
            spec.scale_in_memory = in_memory;
            expect_agreement(spec);
        }
    }
}

TEST_P(Losses, TakeStridedAndSeparateOperands) {
    for (const cuxentViews views : {CUXENT_VIEWS_STACKED, CUXENT_VIEWS_SEPARATE}) {
        CallStyle style;
        style.layout = {views, 3, 1};
        expect_agreement(spec(), style);
    }
}

TEST_P(Losses, GiveEachSideOfTheGradientAlone) {
    Spec spec = this->spec();
    spec.n_rows = 37;
    CallStyle frozen_columns;
    frozen_columns.wanted.d_cols = false;
    CallStyle frozen_rows;
    frozen_rows.wanted.d_rows = {false, false};
    for (const bool fused : {false, true}) {
        frozen_columns.fused = frozen_rows.fused = fused;
        expect_agreement(spec, frozen_columns);
        expect_agreement(spec, frozen_rows);
    }
}

/// Who asks for ranks takes another way through the tiles, to the same results.
TEST_P(Losses, AreTheSameToTheBitWithoutRanks) {
    Spec spec = this->spec();
    spec.n_rows = 70;
    std::get<2>(GetParam()).apply(spec);
    for (const bool fused : {false, true}) {
        for (const bool keep : {false, true}) {
            CallStyle style;
            style.fused = fused;
            style.keep = keep;
            style.tile_rows = 32;
            const Observed without = run(device(), spec, style);
            style.wanted.ranks();
            Observed with = run(device(), spec, style);

            EXPECT_TRUE(agrees(with, *expectation_of(spec))) << style;
            EXPECT_EQ(without.loss, with.loss) << style;
            EXPECT_EQ(without.row_loss, with.row_loss) << style;
            EXPECT_EQ(without.d_rows, with.d_rows) << style;
            EXPECT_EQ(without.d_cols, with.d_cols) << style;
            EXPECT_EQ(without.d_scale, with.d_scale) << style;
        }
    }
}

TEST_P(Losses, RankWholeNumbersExactlyForEveryTileSizeAndInPieces) {
    for (const std::int64_t tile_rows : {0, 32, 64}) {
        for (const bool keep : {false, true}) {
            for (const bool is_piece : {false, true}) {
                Spec spec = this->spec();
                spec.recipe = Recipe::kIntegers;
                spec.normalize = false;
                spec.dim = 5;
                spec.n_rows = 70;
                if (is_piece) {
                    spec.n_rows = 21;
                    spec.row_offset = 30;
                    spec.n_cols = 70;
                    spec.col_offset = 5;
                    spec.n_total = 90;
                }
                CallStyle style;
                style.tile_rows = tile_rows;
                style.keep = style.fused = keep;
                expect_agreement(spec, style);
            }
        }
    }
}

/// The same table on the CPU, for what only it promises.
class LossesOnThreads : public Losses {};

TEST_P(LossesOnThreads, GiveTheSameBitsForEveryNumber) {
    Spec spec = this->spec();
    spec.n_rows = 140;
    std::get<2>(GetParam()).apply(spec);
    std::vector<std::byte> first;
    for (const int n_threads : {1, 2, 3, 5}) {
        CallStyle style;
        style.n_threads = n_threads;
        style.fused = true;
        style.keep = true;
        style.wanted.ranks();
        Session session(device(), expectation_of(spec), style);
        session.run();
        if (first.empty()) first = session.bits();
        EXPECT_EQ(session.bits(), first) << n_threads << " threads";
    }
}

/// Degenerate labels, for the losses that know any.
class Labels : public OnEveryType {
 protected:
    [[nodiscard]] Observed results(cuxentLoss loss, std::int64_t n_rows,
                                   std::int64_t n_classes) const {
        Spec spec;
        spec.type = type();
        spec.loss = loss;
        spec.n_rows = n_rows;
        spec.n_classes = n_classes;
        const Observed observed = run(device(), spec);
        EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
        return observed;
    }
};

TEST_P(Labels, OfOneSampleGiveNothing) {
    for (const cuxentLoss loss : {CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS}) {
        const Observed observed = results(loss, 1, 1);

        EXPECT_EQ(observed.loss, std::vector<double>{0});
        for (const double value : observed.d_rows) EXPECT_EQ(value, 0);
    }
}

TEST_P(Labels, ThatAllDifferGiveNothing) {
    for (const cuxentLoss loss : {CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS}) {
        const Observed observed = results(loss, 9, 1 << 20);

        EXPECT_EQ(observed.loss, std::vector<double>{0});
        EXPECT_EQ(observed.d_scale, std::vector<double>{0});
        for (const double value : observed.d_rows) EXPECT_EQ(value, 0);
    }
}

/// Of other losses the columns hold the target of every row; here the first or the last rows need
/// not have a column of their own.
TEST_P(Labels, LeaveOutTheRowItselfWhereSomeRowsAreNoColumns) {
    for (const cuxentLoss loss : {CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS}) {
        for (const auto& [row_offset, col_offset] : {std::pair{3, 12}, {12, 3}}) {
            Spec spec;
            spec.type = type();
            spec.loss = loss;
            spec.n_rows = 15;
            spec.n_cols = 14;
            spec.row_offset = row_offset;
            spec.col_offset = col_offset;
            spec.n_total = 28;

            const Observed observed = run(device(), spec);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
        }
    }
}

TEST_P(Labels, ThatAreAllAlikeLeaveTheSpreadOfTheTargets) {
    EXPECT_EQ(results(CUXENT_LOSS_LABEL_PAIRS, 9, 1).loss, std::vector<double>{0});
    EXPECT_GT(results(CUXENT_LOSS_SUP_CON, 9, 1).loss[0], std::log(7.0));
}

std::string loss_name(
    const testing::TestParamInfo<std::tuple<std::string, cuxentType, Variant>>& info) {
    return std::get<0>(info.param) + "_" + harness::name_of(std::get<1>(info.param)) + "_" +
           std::get<2>(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(Backend, Labels, every_type(), type_name);
INSTANTIATE_TEST_SUITE_P(Backend, Losses,
                         testing::Combine(testing::ValuesIn(available_devices({"cpu", "cuda"})),
                                          element_types(), testing::ValuesIn(kVariants)),
                         loss_name);
// Capturing changes nothing that depends on the type.
INSTANTIATE_TEST_SUITE_P(Captured, Losses,
                         testing::Combine(testing::ValuesIn(available_devices({"cuda_graph"})),
                                          testing::Values(CUXENT_TYPE_FLOAT32),
                                          testing::ValuesIn(kVariants)),
                         loss_name);
INSTANTIATE_TEST_SUITE_P(Backend, LossesOnThreads,
                         testing::Combine(testing::Values("cpu"), element_types(),
                                          testing::ValuesIn(kVariants)),
                         loss_name);

}  // namespace
}  // namespace backend
