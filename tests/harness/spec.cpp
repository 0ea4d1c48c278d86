// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/spec.h"

#include <ostream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "harness/element.h"
#include "harness/guide.h"
#include "harness/reference_loss.h"
#include "reference/random_rows.h"

namespace harness {

namespace {

std::vector<double> upstream_of(const Spec& spec, std::int64_t n_rows) {
    constexpr double kValue = -1.75;
    const Format format = format_of(scalar_type(spec.type));
    if (spec.upstream == UpstreamKind::kOne) return {1.0};
    if (spec.upstream == UpstreamKind::kValue) return {kValue};
    reference::NormalGenerator random(spec.seed + 1000);
    auto values = random.normals(static_cast<std::size_t>(n_rows));
    for (double& value : values) value = format.round(value);
    return values;
}

/// Labels of samples [begin, begin + n): classes of different sizes, in no order, with numbers that
/// need their type.
std::vector<std::int64_t> labels_of(const Spec& spec, std::int64_t begin, std::int64_t n) {
    const std::int64_t apart = spec.label_type == CUXENT_LABEL_INT64 ? std::int64_t{1} << 40 : 1000;
    std::vector<std::int64_t> labels;
    for (std::int64_t i = begin; i < begin + n; ++i) {
        labels.push_back(apart * ((i * i + 3 * i / 2) % spec.n_classes) - 7);
    }
    return labels;
}

std::vector<double> row_weights_of(const Spec& spec, std::int64_t n_rows) {
    if (spec.row_weights == RowWeights::kNone) return {};
    if (spec.row_weights == RowWeights::kNothing) {
        return std::vector<double>(static_cast<std::size_t>(n_rows), 0.0);
    }
    const Format format = format_of(scalar_type(spec.type));
    reference::NormalGenerator random(spec.seed + 2000);
    auto values = random.normals(static_cast<std::size_t>(n_rows));
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = i % 4 == 2 ? 0 : format.round(spec.weight_magnitude * values[i]);
    }
    return values;
}

std::vector<double> col_bias_of(const Spec& spec, std::int64_t n_cols) {
    if (spec.col_bias == ColBias::kNone) return {};
    const Format format = format_of(scalar_type(spec.type));
    reference::NormalGenerator random(spec.seed + 4000);
    auto values = random.normals(static_cast<std::size_t>(n_cols));
    const bool is_exact = has_exact_logits(spec);
    for (double& value : values) {
        value = is_exact ? std::round(2 * value) / 2 : format.round(3 * value);
    }
    return values;
}

/// Ids of rows of any view or of columns, from `first` on: no two neighbours share one, and columns
/// share some with rows that are not their samples.
std::vector<std::int64_t> ids_of(const Spec& spec, std::int64_t first, std::int64_t n) {
    const std::int64_t apart = spec.label_type == CUXENT_LABEL_INT64 ? std::int64_t{1} << 36 : 100;
    std::vector<std::int64_t> ids;
    for (std::int64_t i = first; i < first + n; ++i) {
        ids.push_back(apart * ((i * i + i / 3) % spec.n_ids) - 3);
    }
    return ids;
}

/// A share of all pairs, without those of some rows, in no order, and some of them again.
PairList listed(const Spec& spec, double share, std::int64_t row_without, std::uint64_t seed) {
    reference::NormalGenerator random(spec.seed + seed);
    PairList pairs;
    for (std::int64_t i = 0; i < spec.n_rows; ++i) {
        for (std::int64_t j = 0; j < spec.n_cols; ++j) {
            if (random.uniform() < share && i % row_without != 1) pairs.emplace_back(i, j);
        }
    }
    for (std::size_t k = 1; k < pairs.size(); ++k) {
        const double drawn = random.uniform() * static_cast<double>(k + 1);
        std::swap(pairs[k], pairs[static_cast<std::size_t>(drawn)]);
    }
    const auto n_again = static_cast<std::ptrdiff_t>(pairs.size() / 5);
    const PairList again(pairs.begin(), pairs.begin() + n_again);
    pairs.insert(pairs.end(), again.begin(), again.end());
    return pairs;
}

std::vector<std::int64_t> classes_of(const Spec& spec, std::int64_t n_rows) {
    reference::NormalGenerator random(spec.seed + 3000);
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < n_rows; ++i) {
        const auto drawn =
            static_cast<std::int64_t>(random.uniform() * static_cast<double>(spec.n_cols));
        const bool is_ignored = spec.classes.labels == Labels::kAllIgnored || i % 7 == 5;
        labels.push_back(is_ignored   ? spec.classes.ignore_index
                         : i % 3 == 0 ? drawn
                                      : i % spec.n_cols);
    }
    return labels;
}

void set_classes(const Spec& spec, reference::Rule& rule) {
    const ClassSpec& from = spec.classes;
    reference::ClassOptions& to = rule.classes;
    to.labels = classes_of(spec, rule.row_count());
    to.ignore_index = from.ignore_index;
    to.margin_kind = from.margin_kind == CUXENT_MARGIN_NONE      ? reference::Margin::kNone
                     : from.margin_kind == CUXENT_MARGIN_COSFACE ? reference::Margin::kCosFace
                                                                 : reference::Margin::kArcFace;
    to.margin = from.margin;
    to.softmax_weight = from.softmax_weight;
    to.center_weight = from.center_weight;
    to.island_weight = from.island_weight;
}

void set_classes(const Spec& spec, cuxentProblem& problem) {
    const ClassSpec& from = spec.classes;
    problem.ignore_index = from.ignore_index;
    problem.margin_kind = from.margin_kind;
    problem.margin = from.margin;
    problem.softmax_weight = from.softmax_weight;
    problem.center_weight = from.center_weight;
    problem.island_weight = from.island_weight;
}

void print_classes(std::ostream& out, const ClassSpec& classes) {
    if (classes.labels == Labels::kAllIgnored) out << " labels=ignored";
    if (classes.ignore_index != -100) out << " ignore_index=" << classes.ignore_index;
    out << " margin_kind=" << static_cast<int>(classes.margin_kind) << " margin=" << classes.margin
        << " softmax_weight=" << classes.softmax_weight
        << " center_weight=" << classes.center_weight << " island_weight=" << classes.island_weight;
}

const char* name_of(cuxentScaleKind kind) {
    switch (kind) {
        case CUXENT_SCALE_TEMPERATURE:
            return " temperature=";
        case CUXENT_SCALE_LOGIT:
            return " logit_scale=";
        case CUXENT_SCALE_LOG_LOGIT:
            return " log_logit_scale=";
    }
    throw std::invalid_argument("not a kind of scale");
}

}  // namespace

PairLists pair_lists_of(const Spec& spec) {
    constexpr double kPositive = 0.2;
    constexpr double kNegative = 0.6;  // of which a fifth are positive too
    // Of the first one the weights of pairs do not cancel in the mean over weights of a usual Spec,
    // whose divisor would be all rounding.
    constexpr std::uint64_t kSeeds[] = {5500, 6500};
    if (spec.sets_by == CUXENT_SETS_BY_LABEL || spec.sets_by == CUXENT_SETS_BY_SOFT_TARGETS)
        return {};
    PairLists lists{listed(spec, kPositive, 5, kSeeds[0]), {}};
    if (spec.sets_by == CUXENT_SETS_BY_PAIRS) {
        lists.negatives = listed(spec, kNegative, 7, kSeeds[1]);
    }
    return lists;
}

std::vector<double> soft_targets_of(const Spec& spec) {
    if (spec.sets_by != CUXENT_SETS_BY_SOFT_TARGETS) return {};
    const Format format = format_of(scalar_type(spec.type));
    reference::NormalGenerator random(spec.seed + 7500);
    std::vector<double> weights;
    for (std::int64_t i = 0; i < spec.n_rows; ++i) {
        const auto single =
            static_cast<std::int64_t>(random.uniform() * static_cast<double>(spec.n_cols));
        for (std::int64_t j = 0; j < spec.n_cols; ++j) {
            const double weight = format.round(std::pow(10, 1 - 4 * random.uniform()));
            const bool is_in = random.uniform() < 0.3;
            const bool is_target = i % 5 == 1   ? j == single
                                   : i % 5 == 2 ? true
                                   : i % 5 == 4 ? false
                                                : is_in;
            weights.push_back(is_target ? weight : 0);
        }
    }
    return weights;
}

const char* name_of(cuxentLoss loss) {
    switch (loss) {
        case CUXENT_LOSS_NT_XENT:
            return "nt_xent";
        case CUXENT_LOSS_INFO_NCE:
            return "info_nce";
        case CUXENT_LOSS_CLIP:
            return "clip";
        case CUXENT_LOSS_SIGLIP:
            return "siglip";
        case CUXENT_LOSS_SUP_CON:
            return "sup_con";
        case CUXENT_LOSS_LABEL_PAIRS:
            return "label_pairs";
        case CUXENT_LOSS_GATHERED_INFO_NCE:
            return "gathered_info_nce";
        case CUXENT_LOSS_CLASS_SOFTMAX:
            return "class_softmax";
    }
    throw std::invalid_argument("not a loss");
}

const char* name_of(Recipe recipe) {
    switch (recipe) {
        case Recipe::kRandom:
            return "random";
        case Recipe::kNearConverged:
            return "near_converged";
        case Recipe::kDuplicates:
            return "duplicates";
        case Recipe::kOpposite:
            return "opposite";
        case Recipe::kZeroRows:
            return "zero_rows";
        case Recipe::kConstantDirection:
            return "constant_direction";
        case Recipe::kMixedNorms:
            return "mixed_norms";
        case Recipe::kOutlier:
            return "outlier";
        case Recipe::kOffset:
            return "offset";
        case Recipe::kIntegers:
            return "integers";
    }
    throw std::invalid_argument("not a recipe");
}

std::ostream& operator<<(std::ostream& out, const Spec& spec) {
    const Spec usual;
    out << "loss=" << name_of(spec.loss) << (spec.decoupled ? " decoupled" : "")
        << " type=" << name_of(spec.type) << " grad_type=" << name_of(spec.grad_type())
        << " n_rows=" << spec.n_rows << " dim=" << spec.dim << name_of(spec.scale_kind)
        << spec.scale << (spec.scale_in_memory ? "(in memory)" : "");
    if (rule_of(spec).has_sets()) {
        if (spec.sets_by == CUXENT_SETS_BY_LABEL) out << " n_classes=" << spec.n_classes;
        if (spec.sets_by == CUXENT_SETS_BY_PAIRS) out << " pairs";
        if (spec.sets_by == CUXENT_SETS_BY_POSITIVE_PAIRS) out << " positive_pairs";
        if (spec.sets_by == CUXENT_SETS_BY_SOFT_TARGETS) out << " soft_targets";
        out << (spec.label_type == CUXENT_LABEL_INT64 ? " int64" : " int32");
    }
    if (spec.bias != 0) out << " bias=" << spec.bias;
    if (spec.col_bias != ColBias::kNone) out << " col_bias=random";
    if (spec.n_ids != 0) out << " n_ids=" << spec.n_ids;
    if (spec.guide_dim != 0) {
        out << " guide_dim=" << spec.guide_dim << " guide_factor=" << spec.guide_factor
            << " guide_margin=" << spec.guide_margin
            << (spec.guide_has_nan ? " guide_has_nan" : "");
    }
    if (spec.hardness != 0) out << " hardness=" << spec.hardness;
    if (spec.softcap != 0) out << " softcap=" << spec.softcap;
    if (spec.z_loss != 0) out << " z_loss=" << spec.z_loss;
    if (spec.label_smoothing != 0) out << " label_smoothing=" << spec.label_smoothing;
    if (spec.vmf_sigma != 0) {
        out << " vmf_sigma=" << spec.vmf_sigma << (spec.vmf_attached ? "(attached)" : "");
    }
    if (spec.n_negatives != 0) out << " n_negatives=" << spec.n_negatives;
    if (spec.n_cols != 0 || spec.n_total != 0 || spec.row_offset != 0) {
        out << " n_cols=" << spec.n_cols << " row_offset=" << spec.row_offset
            << " col_offset=" << spec.col_offset << " n_total=" << spec.n_total;
    }
    if (spec.reduction != usual.reduction) {
        out << " reduction=" << (spec.reduction == CUXENT_REDUCTION_SUM ? "sum" : "none");
    }
    if (spec.mean_over != usual.mean_over) {
        out << " mean_over="
            << (spec.mean_over == CUXENT_MEAN_OVER_COUNTED ? "counted" : "weights");
    }
    if (spec.row_weights == RowWeights::kRandom) out << " row_weights=" << spec.weight_magnitude;
    if (spec.row_weights == RowWeights::kNothing) out << " row_weights=0";
    if (spec.loss == CUXENT_LOSS_CLASS_SOFTMAX) print_classes(out, spec.classes);
    if (!spec.normalize) out << " normalize=0";
    if (spec.small_norm != usual.small_norm) out << " small_norm=clamp";
    if (spec.norm_eps != 0) out << " norm_eps=" << spec.norm_eps;
    if (spec.upstream == UpstreamKind::kValue) out << " upstream=value";
    if (spec.upstream == UpstreamKind::kVector) out << " upstream=vector";
    if (spec.special != 0) out << " special=" << spec.special << "@" << spec.special_row;
    return out << " recipe=" << name_of(spec.recipe) << " magnitude=" << spec.magnitude
               << " seed=" << spec.seed;
}

std::string to_string(const Spec& spec) {
    std::ostringstream out;
    out.precision(12);
    out << spec;
    return out.str();
}

bool has_exact_logits(const Spec& spec) {
    int exponent = 0;
    return spec.recipe == Recipe::kIntegers && !spec.normalize && spec.magnitude == 1 &&
           spec.softcap == 0 && spec.scale_kind != CUXENT_SCALE_LOG_LOGIT &&
           std::frexp(spec.scale, &exponent) == 0.5;
}

cuxentProblem problem_of(const Spec& spec) {
    cuxentProblem problem{};
    if (cuxentProblemInit(&problem, sizeof(problem)) != CUXENT_STATUS_SUCCESS) {
        throw std::runtime_error(cuxentGetLastErrorMessage());
    }
    problem.loss = spec.loss;
    problem.decoupled = spec.decoupled ? 1 : 0;
    problem.n_rows = spec.n_rows;
    problem.dim = spec.dim;
    problem.n_cols = spec.n_cols;
    problem.n_negatives = spec.n_negatives;
    problem.label_type = spec.label_type;
    problem.sets_by = spec.sets_by;
    if (spec.label_type == CUXENT_LABEL_INT64) problem.index_type = CUXENT_INDEX_INT64;
    problem.row_offset = spec.row_offset;
    problem.col_offset = spec.col_offset;
    problem.n_total = spec.n_total;
    problem.type = spec.type;
    problem.grad_type = spec.grad_type();
    problem.reduction = spec.reduction;
    if (spec.reduction == CUXENT_REDUCTION_MEAN) problem.mean_over = spec.mean_over;
    problem.scale_kind = spec.scale_kind;
    problem.hardness = spec.hardness;
    problem.softcap = spec.softcap;
    problem.guide_dim = spec.guide_dim;
    problem.guide_factor = spec.guide_factor;
    problem.guide_margin = spec.guide_margin;
    problem.z_loss = spec.z_loss;
    problem.label_smoothing = spec.label_smoothing;
    problem.vmf_sigma = spec.vmf_sigma;
    problem.vmf_attached = spec.vmf_attached ? 1 : 0;
    problem.normalize = spec.normalize ? 1 : 0;
    problem.small_norm = spec.small_norm;
    problem.norm_eps = spec.norm_eps;
    if (spec.loss == CUXENT_LOSS_CLASS_SOFTMAX) set_classes(spec, problem);
    return problem;
}

reference::Rule rule_of(const Spec& spec) {
    reference::Rule rule;
    rule.loss = reference_loss(spec.loss);
    rule.decoupled = spec.decoupled;
    rule.n_rows = spec.n_rows;
    rule.dim = spec.dim;
    rule.n_cols = spec.n_cols;
    rule.n_negatives = spec.n_negatives;
    rule.row_offset = spec.row_offset;
    rule.col_offset = spec.col_offset;
    rule.n_total = spec.n_total;
    rule.normalize = spec.normalize;
    rule.clamp_small_norm = spec.small_norm == CUXENT_SMALL_NORM_CLAMP;
    rule.norm_eps = spec.norm_eps;
    const Format format = format_of(scalar_type(spec.type));
    rule.scale = spec.scale_in_memory ? format.round(spec.scale) : spec.scale;
    rule.bias = spec.scale_in_memory ? format.round(spec.bias) : spec.bias;
    rule.scale_kind = spec.scale_kind == CUXENT_SCALE_TEMPERATURE
                          ? reference::ScaleKind::kTemperature
                      : spec.scale_kind == CUXENT_SCALE_LOGIT ? reference::ScaleKind::kLogit
                                                              : reference::ScaleKind::kLogLogit;
    rule.reduction = spec.reduction == CUXENT_REDUCTION_MEAN  ? reference::Reduction::kMean
                     : spec.reduction == CUXENT_REDUCTION_SUM ? reference::Reduction::kSum
                                                              : reference::Reduction::kNone;
    if (rule.has_sets() && spec.sets_by == CUXENT_SETS_BY_LABEL) {
        rule.row_labels = labels_of(spec, spec.row_offset, rule.row_count());
        if (!rule.self_similar()) {
            rule.col_labels = labels_of(spec, spec.col_offset, rule.col_count());
        }
    }
    rule.sets_by = spec.sets_by == CUXENT_SETS_BY_LABEL   ? reference::SetsBy::kLabel
                   : spec.sets_by == CUXENT_SETS_BY_PAIRS ? reference::SetsBy::kPairs
                   : spec.sets_by == CUXENT_SETS_BY_POSITIVE_PAIRS
                       ? reference::SetsBy::kPositivePairs
                       : reference::SetsBy::kSoftTargets;
    rule.soft_targets = soft_targets_of(spec);
    const PairLists lists = pair_lists_of(spec);
    rule.positive_pairs = {lists.positives.begin(), lists.positives.end()};
    rule.negative_pairs = {lists.negatives.begin(), lists.negatives.end()};
    rule.hardness = spec.hardness;
    rule.softcap = spec.softcap;
    rule.z_loss = spec.z_loss;
    rule.label_smoothing = spec.label_smoothing;
    rule.vmf_sigma = spec.vmf_sigma;
    rule.vmf_attached = spec.vmf_attached;
    rule.col_bias = col_bias_of(spec, rule.col_count());
    if (spec.n_ids != 0) {
        rule.row_ids = ids_of(spec, spec.row_offset, rule.row_count());
        if (!rule.self_similar()) rule.col_ids = ids_of(spec, spec.col_offset, rule.col_count());
    }
    rule.mean_over = spec.mean_over == CUXENT_MEAN_OVER_ALL       ? reference::MeanOver::kAll
                     : spec.mean_over == CUXENT_MEAN_OVER_COUNTED ? reference::MeanOver::kCounted
                                                                  : reference::MeanOver::kWeights;
    rule.row_weights = row_weights_of(spec, rule.row_count());
    rule.upstream = upstream_of(spec, rule.row_count());
    if (spec.loss == CUXENT_LOSS_CLASS_SOFTMAX) set_classes(spec, rule);
    if (spec.guide_dim != 0) rule.left_out = left_out_by(guide_of(spec, rule), rule);
    return rule;
}

}  // namespace harness
