// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/validate.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "plan/problem_fields.hpp"
#include "plan/rule.hpp"
#include "plan/tile_schedule.hpp"
#include "plan/validate_classes.hpp"
#include "plan/validate_guide.hpp"

namespace cuxent::impl {
namespace {

constexpr std::int64_t kMaxDim = INT32_MAX;
constexpr std::int64_t kMaxTileRows = 65536;
/// Buffers hold a few matrices of rows x dim and, where granted, rows x cols doubles; this leaves
/// their sizes in bytes far from overflow.
constexpr std::int64_t kMaxMatrixElements = INT64_MAX / 1024;

void check_loss(cuxentLoss loss) {
    switch (loss) {
        case CUXENT_LOSS_NT_XENT:
        case CUXENT_LOSS_INFO_NCE:
        case CUXENT_LOSS_CLIP:
        case CUXENT_LOSS_SIGLIP:
        case CUXENT_LOSS_SUP_CON:
        case CUXENT_LOSS_LABEL_PAIRS:
        case CUXENT_LOSS_CLASS_SOFTMAX:
        case CUXENT_LOSS_GATHERED_INFO_NCE:
            return;
    }
    kProblem.refuse_field(
        CUXENT_STATUS_BAD_VALUE, "loss", static_cast<std::int32_t>(loss),
        "a cuxentLoss: NT_XENT, INFO_NCE, CLIP, SIGLIP, SUP_CON, LABEL_PAIRS, CLASS_SOFTMAX or "
        "GATHERED_INFO_NCE");
}

void check_options(const cuxentProblem& problem) {
    check_loss(problem.loss);
    kProblem.check_enum("label_type", problem.label_type, CUXENT_LABEL_INT64,
                        "a cuxentLabelType: INT32 or INT64");
    kProblem.check_enum("views", problem.views, CUXENT_VIEWS_SEPARATE,
                        "a cuxentViews: STACKED or SEPARATE");
    kProblem.check_enum("type", problem.type, CUXENT_TYPE_FLOAT64,
                        "a cuxentType: FLOAT32, FLOAT16, BFLOAT16 or FLOAT64");
    kProblem.check_enum("precision", problem.precision, CUXENT_PRECISION_TF32,
                        "a cuxentPrecision: FULL or TF32");
    kProblem.check_enum("reduction", problem.reduction, CUXENT_REDUCTION_MEAN,
                        "a cuxentReduction: NONE, SUM or MEAN");
    if (static_cast<std::int32_t>(problem.mean_over) != 0) {
        kProblem.check_enum("mean_over", problem.mean_over, CUXENT_MEAN_OVER_WEIGHTS,
                            "0 or a cuxentMeanOver: ALL, COUNTED or WEIGHTS");
        if (problem.reduction != CUXENT_REDUCTION_MEAN) {
            kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "mean_over",
                                  static_cast<std::int32_t>(problem.mean_over),
                                  "0, since only the reduction MEAN divides");
        }
    }
    kProblem.check_enum("scale_kind", problem.scale_kind, CUXENT_SCALE_LOG_LOGIT,
                        "a cuxentScaleKind: TEMPERATURE, LOGIT or LOG_LOGIT");
    kProblem.check_enum("index_type", problem.index_type, CUXENT_INDEX_INT64,
                        "a cuxentIndexType: INT32 or INT64");
    kProblem.check_enum("sets_by", problem.sets_by, CUXENT_SETS_BY_SOFT_TARGETS,
                        "a cuxentSetsBy: LABEL, PAIRS, POSITIVE_PAIRS or SOFT_TARGETS");
    kProblem.check_enum("small_norm", problem.small_norm, CUXENT_SMALL_NORM_CLAMP,
                        "a cuxentSmallNorm: ZERO or CLAMP");
    kProblem.check_range("decoupled", problem.decoupled, 0, 1);
    kProblem.check_range("normalize", problem.normalize, 0, 1);
    kProblem.check_not_negative("norm_eps", problem.norm_eps);
    if (static_cast<std::int32_t>(problem.grad_type) != 0) {
        kProblem.check_enum("grad_type", problem.grad_type, CUXENT_TYPE_FLOAT64,
                            "0 or a cuxentType: FLOAT32, FLOAT16, BFLOAT16 or FLOAT64");
    }
}

void check_gradient_type(const cuxentProblem& problem) {
    const bool narrower_than_arithmetic =
        problem.type == CUXENT_TYPE_FLOAT64 && problem.grad_type != CUXENT_TYPE_FLOAT64;
    const bool own_or_float =
        problem.grad_type == problem.type || problem.grad_type == CUXENT_TYPE_FLOAT32;
    if (narrower_than_arithmetic || !own_or_float) {
        kProblem.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "grad_type",
                              static_cast<std::int32_t>(problem.grad_type),
                              "problem.type, or FLOAT32 for 16-bit embeddings");
    }
}

void check_size(const char* field, std::int64_t rows, std::int64_t dim, const char* width = "dim") {
    if (rows > kMaxMatrixElements / 2 / dim) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_SHAPE, field, rows,
                              "2 * " + std::string(field) + " * " + width + " of at most " +
                                  std::to_string(kMaxMatrixElements));
    }
}

/// Rows [offset, offset + n) of a view of n_total rows.
void check_inside(const char* field, std::int64_t offset, std::int64_t n, std::int64_t n_total) {
    if (offset > n_total - n) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_SHAPE, field, offset,
                              "at most n_total - count = " + std::to_string(n_total - n));
    }
}

/// What lies beside the similarities in the logits.
void check_hardness(const cuxentProblem& problem, const Rule& rule) {
    const double hardness = problem.hardness;
    kProblem.check_not_negative("hardness", hardness);
    if (hardness == 0) return;
    if (rule.sigmoid) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "hardness", hardness,
                              "0, since SIGLIP has no softmax to weigh its negatives in");
    }
}

void check_softcap(const cuxentProblem& problem, const Rule& rule) {
    const double cap = problem.softcap;
    kProblem.check_not_negative("softcap", cap);
    if (cap != 0 && problem.label_smoothing != 0 && !rule.gathered()) {
        kProblem.refuse_field(
            CUXENT_STATUS_NOT_SUPPORTED, "softcap", cap,
            "0 with label_smoothing, which takes the mean of all logits of a row from the sum of "
            "the columns: capped logits are no products");
    }
}

void check_positive_weights(const cuxentProblem& problem, const Rule& rule) {
    const double sigma = problem.vmf_sigma;
    kProblem.check_not_negative("vmf_sigma", sigma);
    kProblem.check_range("vmf_attached", problem.vmf_attached, 0, 1);
    if (sigma == 0) {
        check_unused("vmf_attached", problem.vmf_attached, "vmf_sigma is 0: there are no weights");
        return;
    }
    if (rule.sigmoid || rule.has_classes()) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "vmf_sigma", sigma,
                              "0, since the loss has no decoupled form, whose targets are weighed");
    }
    if (rule.has_sets()) {
        kProblem.refuse_field(
            CUXENT_STATUS_BAD_VALUE, "vmf_sigma", sigma,
            "0, since a row has any number of targets and no single one to weigh");
    }
    if (!rule.decoupled) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "vmf_sigma", sigma,
                              "0 or decoupled = 1, since a target that is in the log-sum-exp would "
                              "be weighed in one of its two places only");
    }
    if (problem.n_rows != problem.n_total) {
        kProblem.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "vmf_sigma", sigma,
                              "0, since the call has " + std::to_string(problem.n_rows) +
                                  " of n_total = " + std::to_string(problem.n_total) +
                                  " rows a view and the weights are relative to all of them");
    }
}

void check_z_loss(const cuxentProblem& problem, const Rule& rule) {
    const double z_loss = problem.z_loss;
    kProblem.check_not_negative("z_loss", z_loss);
    if (z_loss == 0 || rule.has_row_lse()) return;
    kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "z_loss", z_loss,
                          rule.sigmoid ? "0, since a sigmoid of each pair has no log-sum-exp"
                                       : "0, since every pair of LABEL_PAIRS has a denominator of "
                                         "its own");
}

/// Why rows of the loss have no mean over all their columns, or null where they have.
const char* reason_not_smoothed(const cuxentProblem& problem, const Rule& rule) {
    if (rule.sigmoid)
        return "0, since a sigmoid of each pair has no softmax over the row to smooth";
    if (rule.pairs) return "0, since every pair of LABEL_PAIRS has a denominator of its own";
    if (problem.sets_by == CUXENT_SETS_BY_PAIRS) {
        return "0 with PAIRS, since each row sees the columns that are listed for it, and the sum "
               "over all columns is taken once for all rows";
    }
    if (problem.sets_by == CUXENT_SETS_BY_SOFT_TARGETS) {
        return "0 with SOFT_TARGETS, since what it makes of targets is a change of their weights: "
               "smooth the soft targets themselves";
    }
    if (problem.guide_dim != 0 && !rule.gathered()) {
        return "0 with a guide, which leaves each row other columns, while the sum over all "
               "columns is taken once for all rows";
    }
    return nullptr;
}

void check_label_smoothing(const cuxentProblem& problem, const Rule& rule) {
    const double smoothing = problem.label_smoothing;
    if (!(smoothing >= 0 && smoothing <= 1)) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "label_smoothing", smoothing, "0 to 1");
    }
    if (smoothing == 0) return;
    if (const char* wanted = reason_not_smoothed(problem, rule); wanted != nullptr) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "label_smoothing", smoothing, wanted);
    }
}

void check_sets(const cuxentProblem& problem, const Rule& rule) {
    if (problem.sets_by == CUXENT_SETS_BY_LABEL) return;
    if (!rule.has_sets()) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "sets_by",
                              static_cast<std::int32_t>(problem.sets_by),
                              "LABEL: only SUP_CON and LABEL_PAIRS have sets of targets");
    }
    check_directed(problem, rule, rule.has_soft_targets() ? "a weight of a pair" : "a listed pair");
}

/// What the rule of the loss has no use for.
void check_use(const cuxentProblem& problem, const Rule& rule) {
    if (!rule.has_keys() && !rule.gathered()) {
        check_unused(
            "n_negatives", problem.n_negatives,
            "only INFO_NCE, SIGLIP and GATHERED_INFO_NCE have negatives beside the columns");
    }
    if (rule.n_views == 1 && problem.views != CUXENT_VIEWS_STACKED) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "views",
                              static_cast<std::int32_t>(problem.views),
                              "STACKED: the loss has one view");
    }
    if (rule.symmetric()) {
        check_unused("col_offset", problem.col_offset, "n_cols == 0 makes the rows the columns");
    }
    if (rule.has_classes()) {
        check_unused("col_offset", problem.col_offset, "the columns are all classes");
        check_unused("decoupled", problem.decoupled, "the softmax of classes has its target in it");
    }
    if (!rule.gathered()) {
        check_unused("n_table_rows", problem.n_table_rows, "only GATHERED_INFO_NCE has a table");
        return;
    }
    constexpr const char* kOwnColumns = "every row has columns of its own";
    check_unused("n_cols", problem.n_cols, kOwnColumns);
    check_unused("col_offset", problem.col_offset, kOwnColumns);
    check_unused("tile_rows", problem.tile_rows, kOwnColumns);
}

/// Rows that are gathered for the anchors. Kernels have a block an anchor, and number the sources
/// of a table's gradient in 32 bits.
void check_gathered(const cuxentProblem& problem) {
    constexpr std::int64_t kMost = INT32_MAX;
    kProblem.check_range("n_rows", problem.n_rows, 1, kMost);
    kProblem.check_range("n_table_rows", problem.n_table_rows, 0, kMost);
    const std::int64_t most_sources =
        problem.n_table_rows != 0
            ? kMost
            : kMaxMatrixElements / 4 / std::max(problem.dim, problem.guide_dim);
    kProblem.check_range("n_negatives", problem.n_negatives, 1, most_sources / problem.n_rows - 2);
    check_size("n_table_rows", problem.n_table_rows, problem.dim);
    if (problem.guide_dim != 0) {
        check_size("n_table_rows", problem.n_table_rows, problem.guide_dim, "guide_dim");
    }
}

void check_sizes(const cuxentProblem& problem, const Rule& rule) {
    check_size("n_rows", problem.n_rows, problem.dim);
    check_size("n_cols", problem.n_cols, problem.dim);
    check_size("n_negatives", problem.n_negatives, problem.dim);
    check_size("n_total", problem.n_total, 1);
    if (problem.guide_dim != 0) {
        check_size("n_rows", problem.n_rows, problem.guide_dim, "guide_dim");
        check_size("n_cols", problem.n_cols, problem.guide_dim, "guide_dim");
        check_size("n_negatives", problem.n_negatives, problem.guide_dim, "guide_dim");
    }
    if (rule.gathered()) return;  // check_gathered()
    const std::int64_t n_cols =
        problem.n_cols == 0 ? problem.n_rows : problem.n_cols + problem.n_negatives;
    if (problem.n_rows > kMaxMatrixElements / 4 / n_cols) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_SHAPE, "n_rows", problem.n_rows,
                              "rows x columns of at most " + std::to_string(kMaxMatrixElements));
    }
}

void check_place(const cuxentProblem& problem, const Rule& rule) {
    check_inside("row_offset", problem.row_offset, problem.n_rows, problem.n_total);
    if (rule.symmetric() || rule.gathered() || rule.has_classes()) return;
    // Keys may have no query; other columns are rows of the whole problem.
    if (!rule.has_keys()) {
        check_inside("col_offset", problem.col_offset, problem.n_cols, problem.n_total);
    }
    if (rule.has_sets()) return;  // targets are no matter of place
    const std::int64_t before = problem.row_offset - problem.col_offset;
    if (before < 0 || problem.n_rows > problem.n_cols - before) {
        kProblem.refuse_field(
            CUXENT_STATUS_BAD_SHAPE, "n_cols", problem.n_cols,
            "columns that hold the target of every row: [col_offset, col_offset + n_cols) "
            "around [row_offset, row_offset + n_rows)");
    }
}

/// What rows elsewhere weigh is not known here.
void check_mean(const cuxentProblem& problem, const Rule& rule) {
    if (problem.reduction != CUXENT_REDUCTION_MEAN) return;  // nothing is divided
    if (problem.mean_over == CUXENT_MEAN_OVER_ALL || problem.n_rows == problem.n_total) return;
    // Columns of sets may be anything: a reference set, or the rest of the rows.
    if (rule.has_sets() && !rule.symmetric()) return;
    kProblem.refuse_field(CUXENT_STATUS_NOT_SUPPORTED, "mean_over",
                          static_cast<std::int32_t>(problem.mean_over),
                          "ALL, since the call has " + std::to_string(problem.n_rows) +
                              " of n_total = " + std::to_string(problem.n_total) +
                              " rows a view and cannot know which of the others count");
}

/// Where the whole problem has no negatives, no row has a loss without its target.
void check_decoupled(const cuxentProblem& problem, const Rule& rule) {
    if (rule.pairs) {
        check_unused("decoupled", problem.decoupled,
                     "LABEL_PAIRS is defined by the denominators of its pairs");
    }
    if (rule.sigmoid) {
        check_unused("decoupled", problem.decoupled,
                     "SIGLIP has no denominator that the target could be left out of");
    }
    if (!rule.decoupled || rule.has_sets()) return;
    const std::int64_t n_cols = problem.n_cols == 0 ? problem.n_rows : problem.n_cols;
    if (n_cols == 1 && problem.n_negatives == 0) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "decoupled", problem.decoupled,
                              "0, since with one sample there are no negatives to sum over");
    }
}

}  // namespace

cuxentProblem default_problem() {
    cuxentProblem problem{};
    problem.struct_size = sizeof(cuxentProblem);
    problem.loss = CUXENT_LOSS_NT_XENT;
    problem.views = CUXENT_VIEWS_STACKED;
    problem.type = CUXENT_TYPE_FLOAT32;
    problem.precision = CUXENT_PRECISION_FULL;
    problem.reduction = CUXENT_REDUCTION_MEAN;
    problem.scale_kind = CUXENT_SCALE_TEMPERATURE;
    problem.normalize = 1;
    problem.small_norm = CUXENT_SMALL_NORM_ZERO;
    problem.index_type = CUXENT_INDEX_INT32;
    problem.sets_by = CUXENT_SETS_BY_LABEL;
    problem.guide_factor = 1;
    problem.label_type = CUXENT_LABEL_INT64;
    problem.ignore_index = -100;
    problem.softmax_weight = 1;
    return problem;
}

cuxentProblem validated(const cuxentProblem& given) {
    if (given.struct_size != sizeof(cuxentProblem)) {
        kProblem.refuse_field(
            CUXENT_STATUS_VERSION_MISMATCH, "struct_size", given.struct_size,
            std::to_string(sizeof(cuxentProblem)) + " as cuxentProblemInit() sets it");
    }
    cuxentProblem problem = given;
    check_options(problem);
    kProblem.check_range("n_rows", problem.n_rows, 1, INT64_MAX);
    kProblem.check_range("dim", problem.dim, 1, kMaxDim);
    kProblem.check_range("n_cols", problem.n_cols, 0, INT64_MAX);
    kProblem.check_range("n_negatives", problem.n_negatives, 0, INT64_MAX);
    kProblem.check_range("row_offset", problem.row_offset, 0, INT64_MAX);
    kProblem.check_range("col_offset", problem.col_offset, 0, INT64_MAX);
    kProblem.check_range("n_total", problem.n_total, 0, INT64_MAX);
    kProblem.check_range("n_table_rows", problem.n_table_rows, 0, INT64_MAX);
    kProblem.check_range("guide_dim", problem.guide_dim, 0, kMaxDim);
    kProblem.check_range("tile_rows", problem.tile_rows, 0, kMaxTileRows);
    if (problem.tile_rows % TileSchedule::kHeightStep != 0) {
        kProblem.refuse_field(CUXENT_STATUS_BAD_VALUE, "tile_rows", problem.tile_rows,
                              "a multiple of " + std::to_string(TileSchedule::kHeightStep));
    }

    if (static_cast<std::int32_t>(problem.grad_type) == 0) problem.grad_type = problem.type;
    const Rule rule = rule_of(problem);
    if (rule.has_classes()) kProblem.check_range("n_cols", problem.n_cols, 1, INT64_MAX);
    check_use(problem, rule);
    check_sets(problem, rule);
    if (rule.gathered()) check_gathered(problem);
    if (!rule.symmetric() && problem.n_cols == 0) problem.n_cols = problem.n_rows;
    if (problem.n_total == 0) {
        const bool is_rows = rule.symmetric() || rule.has_keys() || rule.has_classes();
        // Columns that sets are taken from may be a reference set of any size.
        problem.n_total = is_rows           ? problem.n_rows
                          : rule.has_sets() ? std::max(problem.n_rows, problem.n_cols)
                                            : problem.n_cols;
    }
    check_gradient_type(problem);
    check_classes(problem, rule);
    check_hardness(problem, rule);
    check_softcap(problem, rule);
    check_z_loss(problem, rule);
    check_label_smoothing(problem, rule);
    check_positive_weights(problem, rule);
    check_guide(problem, rule);
    check_sizes(problem, rule);
    check_place(problem, rule);
    check_decoupled(problem, rule);
    if (static_cast<std::int32_t>(problem.mean_over) == 0) {
        problem.mean_over =
            rule.has_sets() || rule.has_classes() ? CUXENT_MEAN_OVER_COUNTED : CUXENT_MEAN_OVER_ALL;
    }
    check_mean(problem, rule);
    return problem;
}

}  // namespace cuxent::impl
