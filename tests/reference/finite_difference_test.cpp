// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file finite_difference_test.cpp @brief The oracle's gradients against its own losses. */
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "reference/contrastive.h"
#include "reference/guide.h"
#include "reference/random_rows.h"

namespace {

using reference::Loss;
using reference::NormalGenerator;
using reference::Reduction;
using reference::Rule;

struct DifferenceCase {
    std::string name;
    Rule rule;
};

std::ostream& operator<<(std::ostream& out, const DifferenceCase& param) {
    return out << param.name;
}

Rule base_rule(std::int64_t n_rows, std::int64_t dim, double temperature) {
    Rule rule;
    rule.n_rows = n_rows;
    rule.dim = dim;
    rule.scale = temperature;
    return rule;
}

std::vector<DifferenceCase> cases() {
    std::vector<DifferenceCase> all;
    all.push_back({"mean", base_rule(4, 3, 0.5)});
    all.push_back({"low_temperature", base_rule(3, 5, 0.07)});
    all.push_back({"one_dimension", base_rule(3, 1, 0.5)});
    all.push_back({"logit_scale", base_rule(4, 3, 3)});
    all.back().rule.scale_kind = reference::ScaleKind::kLogit;
    all.push_back({"log_logit_scale", base_rule(4, 3, 0.8)});
    all.back().rule.scale_kind = reference::ScaleKind::kLogLogit;
    all.push_back({"dot_product", base_rule(4, 3, 1)});
    all.back().rule.normalize = false;
    all.push_back({"sum_with_upstream", base_rule(4, 3, 0.5)});
    all.back().rule.reduction = Reduction::kSum;
    all.back().rule.upstream = {-0.75};
    all.push_back({"none_with_upstream_vector", base_rule(3, 3, 0.5)});
    all.back().rule.reduction = Reduction::kNone;
    all.back().rule.upstream = {1, -2, 0.5, 0, 3, 0.25};
    all.push_back({"row_weights", base_rule(3, 3, 0.5)});
    all.back().rule.row_weights = {1, 0, 2, -0.5, 0.25, 0};
    all.push_back({"row_weights_of_each_row_loss", all.back().rule});
    all.back().rule.reduction = Reduction::kNone;
    all.back().rule.upstream = {1, -2, 0.5, 0, 3, 0.25};
    all.push_back({"mean_over_rows_that_count", all[all.size() - 2].rule});
    all.back().rule.mean_over = reference::MeanOver::kCounted;
    all.push_back({"mean_over_weights_of_queries", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kInfoNce;
    all.back().rule.row_weights = {0, 2, 0.5, 1};
    all.back().rule.mean_over = reference::MeanOver::kWeights;
    all.push_back({"clamped_norms", base_rule(4, 3, 0.5)});
    all.back().rule.clamp_small_norm = true;
    all.back().rule.norm_eps = 100;
    all.push_back({"piece_of_a_larger_problem", base_rule(2, 3, 0.5)});
    all.back().rule.n_cols = 5;
    all.back().rule.row_offset = 2;
    all.back().rule.col_offset = 1;
    all.back().rule.n_total = 7;
    all.push_back({"bias", base_rule(4, 3, 0.5)});
    all.back().rule.bias = -1.5;
    all.push_back({"decoupled", base_rule(4, 3, 0.5)});
    all.back().rule.decoupled = true;
    all.push_back({"info_nce", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kInfoNce;
    all.push_back({"info_nce_piece_with_negatives", base_rule(2, 3, 0.5)});
    all.back().rule.loss = Loss::kInfoNce;
    all.back().rule.row_offset = 2;
    all.back().rule.n_total = 5;
    all.back().rule.col_offset = 1;
    all.back().rule.n_cols = 6;
    all.back().rule.n_negatives = 3;
    all.push_back({"decoupled_info_nce", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kInfoNce;
    all.back().rule.decoupled = true;
    all.push_back({"siglip", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kSigLip;
    all.back().rule.bias = -1.5;
    all.push_back({"siglip_sum_with_upstream", base_rule(4, 3, 0.25)});
    all.back().rule.loss = Loss::kSigLip;
    all.back().rule.reduction = Reduction::kNone;
    all.back().rule.upstream = {1, -2, 0.5, 0};
    all.push_back({"siglip_piece_with_negatives", base_rule(2, 3, 0.5)});
    all.back().rule.loss = Loss::kSigLip;
    all.back().rule.bias = 2;
    all.back().rule.row_offset = 2;
    all.back().rule.n_total = 5;
    all.back().rule.col_offset = 1;
    all.back().rule.n_cols = 6;
    all.back().rule.n_negatives = 3;
    for (const auto& [name, margin] : {std::pair{"class_softmax", reference::Margin::kNone},
                                       {"cosface", reference::Margin::kCosFace},
                                       {"arcface", reference::Margin::kArcFace}}) {
        all.push_back({name, base_rule(4, 3, 0.5)});
        Rule& rule = all.back().rule;
        rule.loss = Loss::kClassSoftmax;
        rule.n_cols = 3;
        rule.mean_over = reference::MeanOver::kCounted;
        rule.classes.labels = {2, 0, -100, 2};
        rule.classes.margin_kind = margin;
        rule.classes.margin = margin == reference::Margin::kNone ? 0 : 0.4;
        all.push_back({name + std::string("_smoothed_with_centers"), rule});
        reference::ClassOptions& classes = all.back().rule.classes;
        all.back().rule.label_smoothing = 0.3;
        classes.softmax_weight = 0.5;
        classes.center_weight = 2;
        all.back().rule.row_weights = {1, 0.5, 3, -2};
        all.push_back({name + std::string("_with_islands"), rule});
        all.back().rule.classes.island_weight = 0.25;
        all.back().rule.classes.center_weight = 2;
        all.back().rule.upstream = {-1.5};
    }
    all.push_back({"islands_alone", base_rule(2, 3, 0.5)});
    all.back().rule.loss = Loss::kClassSoftmax;
    all.back().rule.n_cols = 4;
    all.back().rule.classes.labels = {-100, -100};
    all.back().rule.classes.softmax_weight = 0;
    all.back().rule.classes.island_weight = 1;
    all.push_back({"clip", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kClip;
    all.push_back({"clip_piece", base_rule(2, 3, 0.5)});
    all.back().rule.loss = Loss::kClip;
    all.back().rule.row_offset = 1;
    all.back().rule.n_cols = 5;
    for (const Loss loss : {Loss::kSupCon, Loss::kPairs}) {
        const std::string name = loss == Loss::kSupCon ? "sup_con" : "pairs";
        all.push_back({name, base_rule(6, 3, 0.5)});
        all.back().rule.loss = loss;
        all.back().rule.row_labels = {1, 2, 1, 1, 7, 2};  // 7 is alone
        all.push_back({name + "_piece", base_rule(2, 3, 0.5)});
        all.back().rule.loss = loss;
        all.back().rule.row_labels = {4, 3};
        all.back().rule.col_labels = {3, 4, 4, 3, 4};
        all.back().rule.n_cols = 5;
        all.back().rule.row_offset = 1;
        all.push_back({name + "_of_pairs", base_rule(4, 3, 0.5)});
        all.back().rule.loss = loss;
        all.back().rule.n_cols = 5;
        all.back().rule.sets_by = reference::SetsBy::kPairs;
        // Row 2 has no negative, row 3 no target; (0, 2) is in both lists.
        all.back().rule.positive_pairs = {{0, 2}, {0, 0}, {1, 4}, {2, 1}, {2, 3}};
        all.back().rule.negative_pairs = {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {3, 3}};
        all.push_back({name + "_of_positive_pairs", all.back().rule});
        all.back().rule.sets_by = reference::SetsBy::kPositivePairs;
        all.push_back({name + "_of_soft_targets", base_rule(4, 3, 0.5)});
        all.back().rule.loss = loss;
        all.back().rule.n_cols = 5;
        all.back().rule.mean_over = reference::MeanOver::kCounted;
        all.back().rule.sets_by = reference::SetsBy::kSoftTargets;
        // Several targets, one, all columns, none.
        all.back().rule.soft_targets = {0.5, 0, 2, 0.125, 0,   0, 0, 0, 0.25, 0,
                                        1,   3, 2, 0.5,   0.1, 0, 0, 0, 0,    0};
        all.push_back({name + "_of_soft_targets_with_ids_and_col_bias", all.back().rule});
        all.back().rule.row_ids = {1, 2, 1, 4};
        all.back().rule.col_ids = {2, 1, 1, 3, 4};
        all.back().rule.col_bias = {1, -2, 0.5, 3, 0};
        if (loss == Loss::kPairs) continue;
        all.back().rule.z_loss = 0.3;
        all.push_back({name + "_of_soft_targets_decoupled", all.back().rule});
        all.back().rule.decoupled = true;
    }
    all.push_back({"sup_con_decoupled", base_rule(5, 3, 0.5)});
    all.back().rule.loss = Loss::kSupCon;
    all.back().rule.decoupled = true;
    all.back().rule.row_labels = {1, 2, 1, 1, 2};
    all.push_back({"col_bias", base_rule(3, 3, 0.5)});
    all.back().rule.col_bias = {1, -2, 0.5, 3, 0, -1};
    all.push_back({"ids", base_rule(3, 3, 0.5)});
    all.back().rule.row_ids = {1, 2, 1, 4, 4, 1};
    all.push_back({"clip_with_ids_and_col_bias", all.back().rule});
    all.back().rule.loss = Loss::kClip;
    all.back().rule.col_bias = {1, -2, 0.5, 3, 0, -1};
    all.push_back({"siglip_with_ids_and_col_bias", base_rule(2, 3, 0.5)});
    all.back().rule.loss = Loss::kSigLip;
    all.back().rule.n_negatives = 2;
    all.back().rule.row_ids = {1, 2};
    all.back().rule.col_ids = {2, 3, 1, 1};
    all.back().rule.col_bias = {1, -2, 0.5, 3};
    all.push_back({"guide", base_rule(3, 3, 0.5)});
    all.back().rule.n_cols = 3;
    all.back().rule.left_out = left_out_by({2,
                                            0.75,
                                            0.1,
                                            {1, 0, 1, 2, 3, 1, 0, 1, 1, 1, -1, 2},
                                            {1, 1, 0, 2, 3, -1, 2, 1, 1, 0, 0, 0}},
                                           all.back().rule);
    all.push_back({"z_loss", base_rule(3, 3, 0.5)});
    all.back().rule.z_loss = 0.3;
    all.back().rule.col_bias = {1, -2, 0.5, 3, 0, -1};
    all.push_back({"decoupled_z_loss_with_bias", base_rule(3, 3, 0.5)});
    all.back().rule.z_loss = 0.3;
    all.back().rule.decoupled = true;
    all.back().rule.bias = -2;
    all.push_back({"sup_con_z_loss", base_rule(5, 3, 0.5)});
    all.back().rule.loss = Loss::kSupCon;
    all.back().rule.z_loss = 0.3;
    all.back().rule.row_labels = {1, 2, 1, 1, 9};
    all.push_back({"smoothed", base_rule(3, 3, 0.5)});
    all.back().rule.label_smoothing = 0.3;
    all.back().rule.col_bias = {1, -2, 0.5, 3, 0, -1};
    all.push_back({"smoothed_decoupled_piece_with_z_loss", base_rule(2, 3, 0.5)});
    all.back().rule.label_smoothing = 1;
    all.back().rule.decoupled = true;
    all.back().rule.z_loss = 0.3;
    all.back().rule.n_cols = 4;
    all.back().rule.row_offset = 1;
    all.push_back({"smoothed_weighted_targets", base_rule(4, 3, 0.5)});
    all.back().rule.label_smoothing = 0.2;
    all.back().rule.decoupled = true;
    all.back().rule.vmf_sigma = 0.5;
    all.back().rule.vmf_attached = true;
    all.push_back({"clip_smoothed", base_rule(3, 3, 0.5)});
    all.back().rule.loss = Loss::kClip;
    all.back().rule.label_smoothing = 0.3;
    all.back().rule.row_weights = {1, 0, 2, -0.5, 0.25, 0};
    all.push_back({"sup_con_smoothed", base_rule(5, 3, 0.5)});
    all.back().rule.loss = Loss::kSupCon;
    all.back().rule.label_smoothing = 0.3;
    all.back().rule.row_labels = {1, 2, 1, 1, 9};
    all.push_back({"sup_con_of_positive_pairs_smoothed", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kSupCon;
    all.back().rule.n_cols = 5;
    all.back().rule.sets_by = reference::SetsBy::kPositivePairs;
    all.back().rule.positive_pairs = {{0, 2}, {0, 0}, {1, 4}, {2, 1}, {2, 3}};
    all.back().rule.label_smoothing = 0.4;
    all.push_back({"gathered_smoothed", base_rule(3, 3, 0.5)});
    all.back().rule.loss = Loss::kGatheredInfoNce;
    all.back().rule.n_negatives = 3;
    all.back().rule.label_smoothing = 0.3;
    all.push_back({"weighted_targets", base_rule(4, 3, 0.5)});
    all.back().rule.decoupled = true;
    all.back().rule.vmf_sigma = 0.5;
    all.back().rule.vmf_attached = true;
    all.push_back({"weighted_targets_with_a_row_without_negatives", base_rule(3, 3, 0.5)});
    all.back().rule.loss = Loss::kInfoNce;
    all.back().rule.decoupled = true;
    all.back().rule.vmf_sigma = 0.5;
    all.back().rule.vmf_attached = true;
    all.back().rule.row_ids = {0, 1, 2};
    all.back().rule.col_ids = {7, 0, 0};
    all.push_back({"weighted_targets_of_queries", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kInfoNce;
    all.back().rule.decoupled = true;
    all.back().rule.vmf_sigma = 0.7;
    all.back().rule.vmf_attached = true;
    all.back().rule.col_bias = {1, -2, 0.5, 3};
    all.back().rule.row_weights = {0, 2, 0.5, 1};
    for (const auto margin : {reference::Margin::kNone, reference::Margin::kArcFace}) {
        const bool has_margin = margin != reference::Margin::kNone;
        all.push_back({has_margin ? "arcface_z_loss" : "class_z_loss", base_rule(3, 3, 0.5)});
        all.back().rule.loss = Loss::kClassSoftmax;
        all.back().rule.n_cols = 4;
        all.back().rule.classes.labels = {2, 0, 2};
        all.back().rule.classes.margin_kind = margin;
        all.back().rule.classes.margin = has_margin ? 0.4 : 0;
        all.back().rule.label_smoothing = 0.2;
        all.back().rule.classes.softmax_weight = 0.5;
        all.back().rule.z_loss = 0.3;
    }
    all.push_back({"softcap", base_rule(3, 3, 0.25)});
    all.back().rule.softcap = 3;
    all.back().rule.col_bias = {1, -2, 0.5, 3, 0, -1};
    all.back().rule.z_loss = 0.3;
    all.push_back({"siglip_softcap", base_rule(3, 3, 0.25)});
    all.back().rule.loss = Loss::kSigLip;
    all.back().rule.softcap = 2;
    all.back().rule.bias = -1.5;
    all.push_back({"sup_con_softcap", base_rule(5, 3, 0.25)});
    all.back().rule.loss = Loss::kSupCon;
    all.back().rule.softcap = 2;
    all.back().rule.row_labels = {1, 2, 1, 1, 9};
    all.push_back({"weighted_targets_softcap", base_rule(4, 3, 0.25)});
    all.back().rule.decoupled = true;
    all.back().rule.vmf_sigma = 0.5;
    all.back().rule.vmf_attached = true;
    all.back().rule.softcap = 3;
    for (const auto margin : {reference::Margin::kCosFace, reference::Margin::kArcFace}) {
        const bool is_angular = margin == reference::Margin::kArcFace;
        all.push_back({is_angular ? "arcface_softcap" : "cosface_softcap", base_rule(3, 3, 0.25)});
        all.back().rule.loss = Loss::kClassSoftmax;
        all.back().rule.n_cols = 4;
        all.back().rule.classes.labels = {2, 0, 2};
        all.back().rule.classes.margin_kind = margin;
        all.back().rule.classes.margin = 0.4;
        all.back().rule.classes.center_weight = 2;
        all.back().rule.softcap = 3;
        all.back().rule.z_loss = 0.3;
    }
    all.push_back({"classes_with_ids_and_col_bias", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kClassSoftmax;
    all.back().rule.n_cols = 4;
    all.back().rule.classes.labels = {2, 0, -100, 1};
    all.back().rule.row_ids = {1, 5, 2, 3};
    all.back().rule.col_ids = {5, 1, 1, 2};
    all.back().rule.col_bias = {1, -2, 0.5, 3};
    all.push_back({"arcface_smoothed_with_col_bias", base_rule(3, 3, 0.5)});
    all.back().rule.loss = Loss::kClassSoftmax;
    all.back().rule.n_cols = 4;
    all.back().rule.classes.labels = {2, 0, 2};
    all.back().rule.classes.margin_kind = reference::Margin::kArcFace;
    all.back().rule.classes.margin = 0.4;
    all.back().rule.label_smoothing = 0.2;
    all.back().rule.col_bias = {1, -2, 0.5, 3};
    all.back().rule.z_loss = 0.3;
    all.push_back({"gathered_with_ids_and_col_bias", base_rule(2, 3, 0.5)});
    all.back().rule.loss = Loss::kGatheredInfoNce;
    all.back().rule.n_negatives = 3;
    all.back().rule.row_ids = {1, 2};
    all.back().rule.col_ids = {1, 4, 1, 2, 3, 1, 2, 5};
    all.back().rule.col_bias = {1, -2, 0.5, 3, 0, -1, 2, 0.25};
    all.push_back({"gathered_info_nce", base_rule(4, 3, 0.5)});
    all.back().rule.loss = Loss::kGatheredInfoNce;
    all.back().rule.n_negatives = 3;
    all.push_back({"decoupled_gathered_info_nce", all.back().rule});
    all.back().rule.decoupled = true;
    return all;
}

/// The scalar whose gradient the oracle claims to compute.
long double objective(const Rule& rule, const std::vector<double>& rows,
                      const std::vector<double>& cols) {
    const auto result = reference::contrastive<long double>(rule, rows, cols);
    long double sum = rule.upstream[0] * result.extra_loss;
    for (std::size_t i = 0; i < result.row_loss.size(); ++i) {
        sum += rule.weight(static_cast<std::int64_t>(i)) * result.row_loss[i];
    }
    return sum;
}

constexpr double kStep = 1e-4;

/// Fourth-order central difference of f at x: error step^4 |f'''''| / 30 + 1e-19 |f| / step.
template <typename Function>
double difference(const Function& f, double x) {
    const long double near = f(x + kStep) - f(x - kStep);
    const long double far = f(x + 2 * kStep) - f(x - 2 * kStep);
    return static_cast<double>((8 * near - far) / (12.0L * kStep));
}

/// Both errors above: a fifth derivative is at most of order 5! multiplier^5 (temperature: 1 / t
/// each), and the objective of order 1; the rows here have norms near 1.
double limit_for(const Rule& rule) {
    return std::max(std::pow(kStep, 4) * std::pow(rule.multiplier(), 5), 1e-13) * 100;
}

class FiniteDifference : public testing::TestWithParam<DifferenceCase> {
 protected:
    void SetUp() override {
        NormalGenerator random(7);
        rows_ = random.normals(static_cast<std::size_t>(rule_.row_count() * rule_.dim));
        if (!rule_.self_similar()) {
            cols_ = random.normals(static_cast<std::size_t>(rule_.col_count() * rule_.dim));
        }
        result_ = reference::contrastive<double>(rule_, rows_, cols_);
    }

    Rule rule_ = GetParam().rule;
    std::vector<double> rows_;
    std::vector<double> cols_;
    reference::Result<double> result_;
};

TEST_P(FiniteDifference, MatchesTheGradientOfRowsAndColumns) {
    for (std::size_t k = 0; k < rows_.size() + cols_.size(); ++k) {
        const bool is_row = k < rows_.size();
        const std::size_t at = is_row ? k : k - rows_.size();
        const auto along = [&](double value) {
            std::vector<double> rows = rows_;
            std::vector<double> cols = cols_;
            (is_row ? rows : cols)[at] = value;
            return objective(rule_, rows, cols);
        };
        const double gradient = is_row ? result_.d_rows[at] : result_.d_cols[at];
        const double start = is_row ? rows_[at] : cols_[at];
        EXPECT_NEAR(gradient, difference(along, start), limit_for(rule_)) << k;
    }
}

TEST_P(FiniteDifference, MatchesTheScaleGradient) {
    const auto along = [&](double value) {
        Rule moved = rule_;
        moved.scale = value;
        return objective(moved, rows_, cols_);
    };
    // Derivatives in the temperature t grow faster: each brings another 1 / t.
    const double slope = std::abs(rule_.multiplier_slope() / rule_.multiplier());
    const double limit = limit_for(rule_) * std::pow(std::max(slope, 1.0), 5);
    EXPECT_NEAR(result_.d_scale, difference(along, rule_.scale), limit);
}

TEST_P(FiniteDifference, MatchesTheBiasGradient) {
    const auto along = [&](double value) {
        Rule moved = rule_;
        moved.bias = value;
        return objective(moved, rows_, cols_);
    };
    EXPECT_NEAR(result_.d_bias, difference(along, rule_.bias), limit_for(rule_));
}

INSTANTIATE_TEST_SUITE_P(Oracle, FiniteDifference, testing::ValuesIn(cases()),
                         [](const auto& param) { return param.param.name; });

}  // namespace
