// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file problem_validation_test.cpp @brief Every rule of cuxentProblem, broken once. */
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>

#include "api/example_call.h"

namespace {

using api::example_problem;
using api::refusal_fault;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

struct BrokenRule {
    std::string name;
    cuxentStatus status;
    std::string field;
    std::string got;
    void (*damage)(cuxentProblem&);
};

std::ostream& operator<<(std::ostream& out, const BrokenRule& rule) {
    return out << rule.name;
}

/// A number that no enumerator has; the fixed underlying type makes it a valid value to pass.
template <typename Enum>
Enum unknown() {
    return static_cast<Enum>(99);
}

void make_piece(cuxentProblem& problem) {  // rows [4, 7) of columns [2, 9) of 10
    problem.row_offset = 4;
    problem.n_cols = 7;
    problem.col_offset = 2;
    problem.n_total = 10;
}

void make_classes(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_CLASS_SOFTMAX;
    problem.n_cols = 4;
}

/// Of InfoNCE, whose columns are always apart.
void with_guide(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_INFO_NCE;
    problem.guide_dim = 5;
}

const BrokenRule kRules[] = {
    {"classes_unset", CUXENT_STATUS_BAD_VALUE, "n_cols", "0",
     [](cuxentProblem& p) { p.loss = CUXENT_LOSS_CLASS_SOFTMAX; }},
    {"classes_of_a_piece", CUXENT_STATUS_BAD_VALUE, "col_offset", "1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.col_offset = 1;
     }},
    {"classes_decoupled", CUXENT_STATUS_BAD_VALUE, "decoupled", "1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.decoupled = 1;
     }},
    {"classes_with_negatives", CUXENT_STATUS_BAD_VALUE, "n_negatives", "2",
     [](cuxentProblem& p) {
         make_classes(p);
         p.n_negatives = 2;
     }},
    {"classes_in_two_views", CUXENT_STATUS_BAD_VALUE, "views", "2",
     [](cuxentProblem& p) {
         make_classes(p);
         p.views = CUXENT_VIEWS_SEPARATE;
     }},
    {"classes_counted_in_a_piece", CUXENT_STATUS_NOT_SUPPORTED, "mean_over", "2",
     [](cuxentProblem& p) {
         make_classes(p);
         p.n_total = 10;
     }},
    {"margin_kind", CUXENT_STATUS_BAD_VALUE, "margin_kind", "99",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = unknown<cuxentMargin>();
     }},
    {"margin_without_a_kind", CUXENT_STATUS_BAD_VALUE, "margin", "0.5",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin = 0.5;
     }},
    {"margin_negative", CUXENT_STATUS_BAD_VALUE, "margin", "-0.5",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = CUXENT_MARGIN_COSFACE;
         p.margin = -0.5;
     }},
    {"margin_infinite", CUXENT_STATUS_BAD_VALUE, "margin", "inf",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = CUXENT_MARGIN_COSFACE;
         p.margin = std::numeric_limits<double>::infinity();
     }},
    {"margin_beyond_pi", CUXENT_STATUS_BAD_VALUE, "margin", "3.15",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = CUXENT_MARGIN_ARCFACE;
         p.margin = 3.15;
     }},
    {"margin_nan", CUXENT_STATUS_BAD_VALUE, "margin", "nan",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = CUXENT_MARGIN_ARCFACE;
         p.margin = std::nan("");
     }},
    {"angle_of_dot_products", CUXENT_STATUS_NOT_SUPPORTED, "margin_kind", "2",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = CUXENT_MARGIN_ARCFACE;
         p.normalize = 0;
     }},
    {"angle_of_clamped_rows", CUXENT_STATUS_NOT_SUPPORTED, "small_norm", "2",
     [](cuxentProblem& p) {
         make_classes(p);
         p.margin_kind = CUXENT_MARGIN_ARCFACE;
         p.small_norm = CUXENT_SMALL_NORM_CLAMP;
         p.norm_eps = 1e-12;
     }},
    {"label_smoothing_negative", CUXENT_STATUS_BAD_VALUE, "label_smoothing", "-0.1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.label_smoothing = -0.1;
     }},
    {"label_smoothing_beyond_1", CUXENT_STATUS_BAD_VALUE, "label_smoothing", "1.5",
     [](cuxentProblem& p) {
         make_classes(p);
         p.label_smoothing = 1.5;
     }},
    {"softmax_weight_negative", CUXENT_STATUS_BAD_VALUE, "softmax_weight", "-1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.softmax_weight = -1;
     }},
    {"center_weight_nan", CUXENT_STATUS_BAD_VALUE, "center_weight", "nan",
     [](cuxentProblem& p) {
         make_classes(p);
         p.center_weight = std::nan("");
     }},
    {"center_of_dot_products", CUXENT_STATUS_NOT_SUPPORTED, "center_weight", "1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.center_weight = 1;
         p.normalize = 0;
     }},
    {"island_weight_infinite", CUXENT_STATUS_BAD_VALUE, "island_weight", "inf",
     [](cuxentProblem& p) {
         make_classes(p);
         p.island_weight = std::numeric_limits<double>::infinity();
     }},
    {"island_of_dot_products", CUXENT_STATUS_NOT_SUPPORTED, "island_weight", "1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.island_weight = 1;
         p.normalize = 0;
     }},
    {"island_of_row_losses", CUXENT_STATUS_NOT_SUPPORTED, "island_weight", "1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.island_weight = 1;
         p.reduction = CUXENT_REDUCTION_NONE;
     }},
    {"island_of_a_piece", CUXENT_STATUS_NOT_SUPPORTED, "island_weight", "1",
     [](cuxentProblem& p) {
         make_classes(p);
         p.island_weight = 1;
         p.n_total = 10;
     }},
    {"margin_kind_of_pairs", CUXENT_STATUS_BAD_VALUE, "margin_kind", "1",
     [](cuxentProblem& p) { p.margin_kind = CUXENT_MARGIN_COSFACE; }},
    {"label_smoothing_not_a_number", CUXENT_STATUS_BAD_VALUE, "label_smoothing", "nan",
     [](cuxentProblem& p) { p.label_smoothing = std::nan(""); }},
    {"label_smoothing_of_a_sigmoid", CUXENT_STATUS_BAD_VALUE, "label_smoothing",
     "0.100000, wanted 0, since a sigmoid of each pair has no softmax",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.label_smoothing = 0.1;
     }},
    {"label_smoothing_of_pairs", CUXENT_STATUS_BAD_VALUE, "label_smoothing",
     "0.100000, wanted 0, since every pair of LABEL_PAIRS",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_LABEL_PAIRS;
         p.label_smoothing = 0.1;
     }},
    {"label_smoothing_of_listed_pairs", CUXENT_STATUS_BAD_VALUE, "label_smoothing",
     "0.100000, wanted 0 with PAIRS, since each row sees the columns that are listed for it",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         p.n_cols = p.n_rows;
         p.sets_by = CUXENT_SETS_BY_PAIRS;
         p.label_smoothing = 0.1;
     }},
    {"label_smoothing_of_soft_targets", CUXENT_STATUS_BAD_VALUE, "label_smoothing",
     "0.1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         p.n_cols = p.n_rows;
         p.sets_by = CUXENT_SETS_BY_SOFT_TARGETS;
         p.label_smoothing = 0.1;
     }},
    {"label_smoothing_with_a_guide", CUXENT_STATUS_BAD_VALUE, "label_smoothing",
     "0.100000, wanted 0 with a guide",
     [](cuxentProblem& p) {
         p.n_cols = p.n_rows;
         p.guide_dim = 4;
         p.label_smoothing = 0.1;
     }},
    {"softmax_weight_of_pairs", CUXENT_STATUS_BAD_VALUE, "softmax_weight", "0",
     [](cuxentProblem& p) { p.softmax_weight = 0; }},
    {"struct_size_zero", CUXENT_STATUS_VERSION_MISMATCH, "struct_size", "0",
     [](cuxentProblem& p) { p.struct_size = 0; }},
    {"struct_size_larger", CUXENT_STATUS_VERSION_MISMATCH, "struct_size", "",
     [](cuxentProblem& p) { p.struct_size += 8; }},
    {"loss", CUXENT_STATUS_BAD_VALUE, "loss", "99",
     [](cuxentProblem& p) { p.loss = unknown<cuxentLoss>(); }},
    {"views", CUXENT_STATUS_BAD_VALUE, "views", "99",
     [](cuxentProblem& p) { p.views = unknown<cuxentViews>(); }},
    {"type", CUXENT_STATUS_BAD_VALUE, "type", "99",
     [](cuxentProblem& p) { p.type = unknown<cuxentType>(); }},
    {"type_zero", CUXENT_STATUS_BAD_VALUE, "type", "0",
     [](cuxentProblem& p) { p.type = static_cast<cuxentType>(0); }},
    {"grad_type_unknown", CUXENT_STATUS_BAD_VALUE, "grad_type", "99",
     [](cuxentProblem& p) { p.grad_type = unknown<cuxentType>(); }},
    {"precision", CUXENT_STATUS_BAD_VALUE, "precision", "99",
     [](cuxentProblem& p) { p.precision = unknown<cuxentPrecision>(); }},
    {"reduction", CUXENT_STATUS_BAD_VALUE, "reduction", "99",
     [](cuxentProblem& p) { p.reduction = unknown<cuxentReduction>(); }},
    {"mean_over", CUXENT_STATUS_BAD_VALUE, "mean_over", "99",
     [](cuxentProblem& p) { p.mean_over = unknown<cuxentMeanOver>(); }},
    {"mean_over_of_a_sum", CUXENT_STATUS_BAD_VALUE, "mean_over", "1",
     [](cuxentProblem& p) {
         p.reduction = CUXENT_REDUCTION_SUM;
         p.mean_over = CUXENT_MEAN_OVER_ALL;
     }},
    {"mean_over_counted_of_a_piece", CUXENT_STATUS_NOT_SUPPORTED, "mean_over", "2",
     [](cuxentProblem& p) {
         make_piece(p);
         p.mean_over = CUXENT_MEAN_OVER_COUNTED;
     }},
    {"mean_over_weights_of_a_piece", CUXENT_STATUS_NOT_SUPPORTED, "mean_over", "3",
     [](cuxentProblem& p) {
         make_piece(p);
         p.mean_over = CUXENT_MEAN_OVER_WEIGHTS;
     }},
    {"scale_kind", CUXENT_STATUS_BAD_VALUE, "scale_kind", "99",
     [](cuxentProblem& p) { p.scale_kind = unknown<cuxentScaleKind>(); }},
    {"small_norm", CUXENT_STATUS_BAD_VALUE, "small_norm", "99",
     [](cuxentProblem& p) { p.small_norm = unknown<cuxentSmallNorm>(); }},
    {"small_norm_negative", CUXENT_STATUS_BAD_VALUE, "small_norm", "-1",
     [](cuxentProblem& p) { p.small_norm = static_cast<cuxentSmallNorm>(-1); }},
    {"normalize", CUXENT_STATUS_BAD_VALUE, "normalize", "2",
     [](cuxentProblem& p) { p.normalize = 2; }},
    {"norm_eps_negative", CUXENT_STATUS_BAD_VALUE, "norm_eps", "-0.5",
     [](cuxentProblem& p) { p.norm_eps = -0.5; }},
    {"norm_eps_nan", CUXENT_STATUS_BAD_VALUE, "norm_eps", "nan",
     [](cuxentProblem& p) { p.norm_eps = std::nan(""); }},
    {"norm_eps_infinite", CUXENT_STATUS_BAD_VALUE, "norm_eps", "inf",
     [](cuxentProblem& p) { p.norm_eps = std::numeric_limits<double>::infinity(); }},
    {"n_rows_unset", CUXENT_STATUS_BAD_VALUE, "n_rows", "0",
     [](cuxentProblem& p) { p.n_rows = 0; }},
    {"n_rows_negative", CUXENT_STATUS_BAD_VALUE, "n_rows", "-3",
     [](cuxentProblem& p) { p.n_rows = -3; }},
    {"n_rows_overflow", CUXENT_STATUS_BAD_SHAPE, "n_rows", std::to_string(kMost),
     [](cuxentProblem& p) { p.n_rows = kMost; }},
    {"n_rows_squared_overflows", CUXENT_STATUS_BAD_SHAPE, "n_rows", "4294967296",
     [](cuxentProblem& p) { p.n_rows = std::int64_t{1} << 32; }},
    {"dim_unset", CUXENT_STATUS_BAD_VALUE, "dim", "0", [](cuxentProblem& p) { p.dim = 0; }},
    {"dim_negative", CUXENT_STATUS_BAD_VALUE, "dim", "-1", [](cuxentProblem& p) { p.dim = -1; }},
    {"dim_beyond_int32", CUXENT_STATUS_BAD_VALUE, "dim", "2147483648",
     [](cuxentProblem& p) { p.dim = std::int64_t{1} << 31; }},
    {"rows_times_dim_overflows", CUXENT_STATUS_BAD_SHAPE, "n_rows", "1152921504606846976",
     [](cuxentProblem& p) {
         p.n_rows = std::int64_t{1} << 60;
         p.dim = 2147483647;
     }},
    {"n_cols_negative", CUXENT_STATUS_BAD_VALUE, "n_cols", "-1",
     [](cuxentProblem& p) { p.n_cols = -1; }},
    {"n_cols_overflow", CUXENT_STATUS_BAD_SHAPE, "n_cols", std::to_string(kMost),
     [](cuxentProblem& p) { p.n_cols = kMost; }},
    {"n_total_negative", CUXENT_STATUS_BAD_VALUE, "n_total", "-1",
     [](cuxentProblem& p) { p.n_total = -1; }},
    {"row_offset_negative", CUXENT_STATUS_BAD_VALUE, "row_offset", "-1",
     [](cuxentProblem& p) { p.row_offset = -1; }},
    {"col_offset_negative", CUXENT_STATUS_BAD_VALUE, "col_offset", "-1",
     [](cuxentProblem& p) {
         make_piece(p);
         p.col_offset = -1;
     }},
    {"col_offset_without_columns", CUXENT_STATUS_BAD_VALUE, "col_offset", "1",
     [](cuxentProblem& p) {
         p.n_total = 10;
         p.col_offset = 1;
     }},
    {"rows_beyond_the_whole", CUXENT_STATUS_BAD_SHAPE, "row_offset", "8",
     [](cuxentProblem& p) {
         make_piece(p);
         p.row_offset = 8;
     }},
    {"row_offset_overflow", CUXENT_STATUS_BAD_SHAPE, "row_offset", std::to_string(kMost),
     [](cuxentProblem& p) {
         make_piece(p);
         p.row_offset = kMost;
     }},
    {"columns_beyond_the_whole", CUXENT_STATUS_BAD_SHAPE, "col_offset", "4",
     [](cuxentProblem& p) {
         make_piece(p);
         p.col_offset = 4;
     }},
    {"more_rows_than_the_whole", CUXENT_STATUS_BAD_SHAPE, "row_offset", "0",
     [](cuxentProblem& p) { p.n_total = 2; }},
    {"partner_before_the_columns", CUXENT_STATUS_BAD_SHAPE, "n_cols", "7",
     [](cuxentProblem& p) {
         make_piece(p);
         p.row_offset = 1;
     }},
    {"partner_behind_the_columns", CUXENT_STATUS_BAD_SHAPE, "n_cols", "7",
     [](cuxentProblem& p) {
         make_piece(p);
         p.row_offset = 7;
     }},
    {"negatives_of_two_views", CUXENT_STATUS_BAD_VALUE, "n_negatives", "4",
     [](cuxentProblem& p) { p.n_negatives = 4; }},
    {"negatives_negative", CUXENT_STATUS_BAD_VALUE, "n_negatives", "-4",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_INFO_NCE;
         p.n_negatives = -4;
     }},
    {"negatives_overflow", CUXENT_STATUS_BAD_SHAPE, "n_negatives", std::to_string(kMost),
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_INFO_NCE;
         p.n_negatives = kMost;
     }},
    {"separate_views_of_one_view", CUXENT_STATUS_BAD_VALUE, "views", "2",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_INFO_NCE;
         p.views = CUXENT_VIEWS_SEPARATE;
     }},
    {"queries_beyond_the_keys", CUXENT_STATUS_BAD_SHAPE, "n_cols", "2",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_INFO_NCE;
         p.n_cols = 2;
     }},
    {"queries_beyond_the_whole", CUXENT_STATUS_BAD_SHAPE, "row_offset", "1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_INFO_NCE;
         p.row_offset = 1;
     }},
    {"decoupled", CUXENT_STATUS_BAD_VALUE, "decoupled", "2",
     [](cuxentProblem& p) { p.decoupled = 2; }},
    {"decoupled_alone", CUXENT_STATUS_BAD_VALUE, "decoupled", "1",
     [](cuxentProblem& p) {
         p.n_rows = 1;
         p.decoupled = 1;
     }},
    {"decoupled_alone_with_one_key", CUXENT_STATUS_BAD_VALUE, "decoupled", "1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_INFO_NCE;
         p.n_rows = 1;
         p.decoupled = 1;
     }},
    {"hardness_negative", CUXENT_STATUS_BAD_VALUE, "hardness", "-1",
     [](cuxentProblem& p) { p.hardness = -1; }},
    {"hardness_not_a_number", CUXENT_STATUS_BAD_VALUE, "hardness", "nan",
     [](cuxentProblem& p) { p.hardness = std::nan(""); }},
    {"hardness_of_a_sigmoid", CUXENT_STATUS_BAD_VALUE, "hardness", "1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.hardness = 1;
     }},
    {"softcap_negative", CUXENT_STATUS_BAD_VALUE, "softcap", "-1",
     [](cuxentProblem& p) { p.softcap = -1; }},
    {"softcap_not_a_number", CUXENT_STATUS_BAD_VALUE, "softcap", "nan",
     [](cuxentProblem& p) { p.softcap = std::nan(""); }},
    {"softcap_of_smoothed_classes", CUXENT_STATUS_NOT_SUPPORTED, "softcap", "30",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_CLASS_SOFTMAX;
         p.n_cols = 10;
         p.label_smoothing = 0.1;
         p.softcap = 30;
     }},
    {"vmf_sigma_negative", CUXENT_STATUS_BAD_VALUE, "vmf_sigma", "-1",
     [](cuxentProblem& p) { p.vmf_sigma = -1; }},
    {"vmf_sigma_not_finite", CUXENT_STATUS_BAD_VALUE, "vmf_sigma", "inf",
     [](cuxentProblem& p) { p.vmf_sigma = HUGE_VAL; }},
    {"vmf_attached_no_flag", CUXENT_STATUS_BAD_VALUE, "vmf_attached", "2",
     [](cuxentProblem& p) { p.vmf_attached = 2; }},
    {"vmf_attached_without_weights", CUXENT_STATUS_BAD_VALUE, "vmf_attached", "1",
     [](cuxentProblem& p) { p.vmf_attached = 1; }},
    {"vmf_sigma_with_labels", CUXENT_STATUS_BAD_VALUE, "vmf_sigma", "0.5",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         p.decoupled = 1;
         p.vmf_sigma = 0.5;
     }},
    {"vmf_sigma_of_a_sigmoid", CUXENT_STATUS_BAD_VALUE, "vmf_sigma", "0.5",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.vmf_sigma = 0.5;
     }},
    {"vmf_sigma_of_classes", CUXENT_STATUS_BAD_VALUE, "vmf_sigma", "0.5",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_CLASS_SOFTMAX;
         p.n_cols = 3;
         p.vmf_sigma = 0.5;
     }},
    {"vmf_sigma_with_the_target_in_the_sum", CUXENT_STATUS_BAD_VALUE, "vmf_sigma", "0.5",
     [](cuxentProblem& p) { p.vmf_sigma = 0.5; }},
    {"vmf_sigma_of_a_piece", CUXENT_STATUS_NOT_SUPPORTED, "vmf_sigma", "0.5",
     [](cuxentProblem& p) {
         p.decoupled = 1;
         p.vmf_sigma = 0.5;
         p.n_cols = p.n_rows + 1;
         p.n_total = p.n_rows + 1;
     }},
    {"guide_dim_negative", CUXENT_STATUS_BAD_VALUE, "guide_dim", "-1",
     [](cuxentProblem& p) { p.guide_dim = -1; }},
    {"guide_dim_too_large", CUXENT_STATUS_BAD_VALUE, "guide_dim", "2147483648",
     [](cuxentProblem& p) {
         with_guide(p);
         p.guide_dim = std::int64_t{1} << 31;
     }},
    {"guide_overflow", CUXENT_STATUS_BAD_SHAPE, "n_negatives",
     "1125899906842624, wanted 2 * n_negatives * guide_dim of at most",
     [](cuxentProblem& p) {
         with_guide(p);
         p.n_negatives = std::int64_t{1} << 50;
     }},
    {"guide_factor_infinite", CUXENT_STATUS_BAD_VALUE, "guide_factor", "inf",
     [](cuxentProblem& p) {
         with_guide(p);
         p.guide_factor = std::numeric_limits<double>::infinity();
     }},
    {"guide_margin_not_a_number", CUXENT_STATUS_BAD_VALUE, "guide_margin", "nan",
     [](cuxentProblem& p) {
         with_guide(p);
         p.guide_margin = std::nan("");
     }},
    {"guide_factor_without_a_guide", CUXENT_STATUS_BAD_VALUE, "guide_factor",
     "0.500000, wanted 1, since guide_dim is 0",
     [](cuxentProblem& p) { p.guide_factor = 0.5; }},
    {"guide_margin_without_a_guide", CUXENT_STATUS_BAD_VALUE, "guide_margin",
     "0.500000, wanted 0, since guide_dim is 0",
     [](cuxentProblem& p) { p.guide_margin = 0.5; }},
    {"guide_of_rows_that_are_the_columns", CUXENT_STATUS_NOT_SUPPORTED, "n_cols",
     "0, wanted n_rows, and the rows passed as columns too: what a guide leaves out is directed",
     [](cuxentProblem& p) { p.guide_dim = 5; }},
    {"guide_of_clip_whose_rows_are_the_columns", CUXENT_STATUS_NOT_SUPPORTED, "n_cols", "0",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_CLIP;
         p.guide_dim = 5;
     }},
    {"guide_of_sets", CUXENT_STATUS_BAD_VALUE, "guide_dim",
     "5, wanted 0, since a row has any number of targets",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         p.guide_dim = 5;
     }},
    {"guide_of_pairs", CUXENT_STATUS_BAD_VALUE, "guide_dim",
     "5, wanted 0, since a row has any number of targets",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_LABEL_PAIRS;
         p.guide_dim = 5;
     }},
    {"guide_of_a_table_overflow", CUXENT_STATUS_BAD_SHAPE, "n_table_rows",
     "2147483647, wanted 2 * n_table_rows * guide_dim of at most",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
         p.dim = 1;
         p.n_negatives = 2;
         p.n_table_rows = INT32_MAX;
         p.guide_dim = std::int64_t{1} << 24;
     }},
    {"z_loss_negative", CUXENT_STATUS_BAD_VALUE, "z_loss", "-1",
     [](cuxentProblem& p) { p.z_loss = -1; }},
    {"z_loss_not_a_number", CUXENT_STATUS_BAD_VALUE, "z_loss", "nan",
     [](cuxentProblem& p) { p.z_loss = std::nan(""); }},
    {"z_loss_of_a_sigmoid", CUXENT_STATUS_BAD_VALUE, "z_loss", "1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.z_loss = 1;
     }},
    {"z_loss_of_pairs", CUXENT_STATUS_BAD_VALUE, "z_loss", "1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_LABEL_PAIRS;
         p.z_loss = 1;
     }},
    {"label_type", CUXENT_STATUS_BAD_VALUE, "label_type", "99",
     [](cuxentProblem& p) { p.label_type = unknown<cuxentLabelType>(); }},
    {"sets_by", CUXENT_STATUS_BAD_VALUE, "sets_by", "99",
     [](cuxentProblem& p) { p.sets_by = unknown<cuxentSetsBy>(); }},
    {"sets_of_a_loss_without", CUXENT_STATUS_BAD_VALUE, "sets_by",
     "2, wanted LABEL: only SUP_CON and LABEL_PAIRS",
     [](cuxentProblem& p) { p.sets_by = CUXENT_SETS_BY_PAIRS; }},
    {"pairs_of_rows_that_are_the_columns", CUXENT_STATUS_NOT_SUPPORTED, "n_cols",
     "0, wanted n_rows, and the rows passed as columns too: a listed pair is directed",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         p.sets_by = CUXENT_SETS_BY_PAIRS;
     }},
    {"positive_pairs_of_rows_that_are_the_columns", CUXENT_STATUS_NOT_SUPPORTED, "n_cols", "0",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_LABEL_PAIRS;
         p.sets_by = CUXENT_SETS_BY_POSITIVE_PAIRS;
     }},
    {"soft_targets_of_a_loss_without", CUXENT_STATUS_BAD_VALUE, "sets_by",
     "4, wanted LABEL: only SUP_CON and LABEL_PAIRS",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_CLASS_SOFTMAX;
         p.n_cols = 3;
         p.sets_by = CUXENT_SETS_BY_SOFT_TARGETS;
     }},
    {"soft_targets_of_rows_that_are_the_columns", CUXENT_STATUS_NOT_SUPPORTED, "n_cols",
     "0, wanted n_rows, and the rows passed as columns too: a weight of a pair is directed",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         p.sets_by = CUXENT_SETS_BY_SOFT_TARGETS;
     }},
    {"pairs_decoupled", CUXENT_STATUS_BAD_VALUE, "decoupled", "1",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_LABEL_PAIRS;
         p.decoupled = 1;
     }},
    {"columns_beyond_the_whole_by_label", CUXENT_STATUS_BAD_SHAPE, "col_offset", "4",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SUP_CON;
         make_piece(p);
         p.col_offset = 4;
     }},
    {"decoupled_sigmoid", CUXENT_STATUS_BAD_VALUE, "decoupled", "1, wanted 0, since SIGLIP has no",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.decoupled = 1;
     }},
    {"separate_views_of_siglip", CUXENT_STATUS_BAD_VALUE, "views", "2",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.views = CUXENT_VIEWS_SEPARATE;
     }},
    {"images_beyond_the_texts", CUXENT_STATUS_BAD_SHAPE, "n_cols", "2",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_SIGLIP;
         p.n_cols = 2;
     }},
    {"grad_type_of_another_half", CUXENT_STATUS_NOT_SUPPORTED, "grad_type", "3",
     [](cuxentProblem& p) {
         p.type = CUXENT_TYPE_FLOAT16;
         p.grad_type = CUXENT_TYPE_BFLOAT16;
     }},
    {"grad_type_narrower_than_float32", CUXENT_STATUS_NOT_SUPPORTED, "grad_type", "2",
     [](cuxentProblem& p) { p.grad_type = CUXENT_TYPE_FLOAT16; }},
    {"grad_type_wider_than_float32", CUXENT_STATUS_NOT_SUPPORTED, "grad_type", "4",
     [](cuxentProblem& p) { p.grad_type = CUXENT_TYPE_FLOAT64; }},
    {"grad_type_float32_of_float64", CUXENT_STATUS_NOT_SUPPORTED, "grad_type", "1",
     [](cuxentProblem& p) {
         p.type = CUXENT_TYPE_FLOAT64;
         p.grad_type = CUXENT_TYPE_FLOAT32;
     }},
    {"tile_rows_negative", CUXENT_STATUS_BAD_VALUE, "tile_rows", "-32",
     [](cuxentProblem& p) { p.tile_rows = -32; }},
    {"tile_rows_beyond_range", CUXENT_STATUS_BAD_VALUE, "tile_rows", "65568",
     [](cuxentProblem& p) { p.tile_rows = 65568; }},
    {"tile_rows_no_multiple", CUXENT_STATUS_BAD_VALUE, "tile_rows", "33",
     [](cuxentProblem& p) { p.tile_rows = 33; }},
    {"saved_limit", CUXENT_STATUS_LIMIT_TOO_SMALL, "saved_limit", "1",
     [](cuxentProblem& p) { p.saved_limit = 1; }},
    {"scratch_limit", CUXENT_STATUS_LIMIT_TOO_SMALL, "scratch_limit", "1",
     [](cuxentProblem& p) { p.scratch_limit = 1; }},
};

class ProblemRule : public testing::TestWithParam<BrokenRule> {};

TEST_P(ProblemRule, IsEnforced) {
    const cuxent::Handle handle;
    cuxentProblem problem = example_problem();
    GetParam().damage(problem);
    cuxentPlan plan = nullptr;

    const cuxentStatus status = cuxentPlanCreate(handle.get(), &problem, &plan);

    EXPECT_EQ(refusal_fault(status, GetParam().status,
                            {"cuxentPlanCreate", GetParam().field, GetParam().got, "wanted"}),
              "");
    EXPECT_EQ(plan, nullptr);
}

INSTANTIATE_TEST_SUITE_P(Api, ProblemRule, testing::ValuesIn(kRules),
                         [](const auto& param) { return param.param.name; });

TEST(Problem, ThatBreaksNoRuleIsPlanned) {
    const cuxent::Handle handle;
    cuxentProblem problem = example_problem();
    EXPECT_NO_THROW(cuxent::Plan(handle, problem));
    make_piece(problem);
    EXPECT_NO_THROW(cuxent::Plan(handle, problem));
    problem.dim = 2147483647;
    problem.n_rows = 1;
    EXPECT_NO_THROW(cuxent::Plan(handle, problem));  // nothing is allocated for it
}

TEST(Problem, OfAPieceNeedsNoMeanOverWhereNothingIsDivided) {
    const cuxent::Handle handle;
    for (const cuxentReduction reduction : {CUXENT_REDUCTION_NONE, CUXENT_REDUCTION_SUM}) {
        for (const cuxentLoss loss :
             {CUXENT_LOSS_CLASS_SOFTMAX, CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS}) {
            cuxentProblem problem = example_problem();
            problem.loss = loss;
            if (loss == CUXENT_LOSS_CLASS_SOFTMAX) problem.n_cols = 3;
            problem.n_total = problem.n_rows + 1;
            problem.reduction = reduction;
            EXPECT_NO_THROW(cuxent::Plan(handle, problem));
        }
    }
}

TEST(Problem, StartsWithTheDocumentedDefaults) {
    cuxentProblem problem;
    ASSERT_EQ(cuxentProblemInit(&problem, sizeof(problem)), CUXENT_STATUS_SUCCESS);

    EXPECT_EQ(problem.struct_size, sizeof(problem));
    EXPECT_EQ(problem.loss, CUXENT_LOSS_NT_XENT);
    EXPECT_EQ(problem.views, CUXENT_VIEWS_STACKED);
    EXPECT_EQ(problem.type, CUXENT_TYPE_FLOAT32);
    EXPECT_EQ(static_cast<int>(problem.grad_type), 0);
    EXPECT_EQ(problem.precision, CUXENT_PRECISION_FULL);
    EXPECT_EQ(problem.reduction, CUXENT_REDUCTION_MEAN);
    EXPECT_EQ(static_cast<int>(problem.mean_over), 0);
    EXPECT_EQ(problem.label_type, CUXENT_LABEL_INT64);
    EXPECT_EQ(problem.index_type, CUXENT_INDEX_INT32);
    EXPECT_EQ(problem.sets_by, CUXENT_SETS_BY_LABEL);
    EXPECT_EQ(problem.ignore_index, -100);
    EXPECT_EQ(problem.margin_kind, CUXENT_MARGIN_NONE);
    EXPECT_EQ(problem.margin + problem.label_smoothing, 0);
    EXPECT_EQ(problem.softmax_weight, 1);
    EXPECT_EQ(problem.center_weight + problem.island_weight, 0);
    EXPECT_EQ(problem.scale_kind, CUXENT_SCALE_TEMPERATURE);
    EXPECT_EQ(problem.normalize, 1);
    EXPECT_EQ(problem.small_norm, CUXENT_SMALL_NORM_ZERO);
    EXPECT_EQ(problem.norm_eps, 0);
    EXPECT_EQ(problem.n_cols + problem.n_total + problem.row_offset + problem.col_offset, 0);
    EXPECT_EQ(problem.tile_rows, 0);
    EXPECT_EQ(problem.saved_limit + problem.scratch_limit, 0U);
}

TEST(Problem, InitRefusesNullAndAnotherVersion) {
    cuxentProblem problem;

    EXPECT_EQ(refusal_fault(cuxentProblemInit(nullptr, sizeof(problem)), CUXENT_STATUS_NULL_POINTER,
                            {"problem"}),
              "");
    EXPECT_EQ(refusal_fault(cuxentProblemInit(&problem, 8), CUXENT_STATUS_VERSION_MISMATCH,
                            {"struct_size", "8", std::to_string(sizeof(problem))}),
              "");
}

}  // namespace
