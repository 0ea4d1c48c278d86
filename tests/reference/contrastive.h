// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file contrastive.h
 * @brief The losses in plain loops: the oracle every backend is measured against.
 *
 * Nothing here knows the library, a BLAS, SIMD or threads. All rows and columns are stacked
 * matrices (view 1 above view 2; keys above negatives), row-major and dense. With z = x / |x|,
 * s_ij = k <z_i, z_j> + b, p the target of row i, and Rule::role() to say what its negatives are:
 *
 *     d_i  = log sum_neg exp(s_ij) - s_ip
 *     L_i  = softplus(d_i)                                  decoupled: d_i
 *     loss = sum_i v_i L_i, v the row weights, over Rule::divisor()
 *     G_ip = -w_i a_i,   G_ij = w_i a_i exp(s_ij - lse_neg)     (dObjective/ds)
 *            with a_i = sigma(d_i), decoupled: 1
 *
 * Of k targets, SupCon takes the mean, with q_p the softmax over the targets alone:
 *
 *     d_i  = lse_neg - lse_pos
 *     L_i  = softplus(d_i) + lse_pos - mean_p s_ip          decoupled: lse_neg - mean_p s_ip
 *     G_ip = w_i ((1 - a_i) (q_p - 1/k) - a_i / k)
 *
 * and the loss of pairs the sum over its pairs, none of which has the other in its denominator:
 *
 *     L_i  = sum_p softplus(d_ip),  d_ip = lse_neg - s_ip,  G_ip = -w_i sigma(d_ip)
 *     G_ij = w_i exp(s_ij - lse_neg) sum_p sigma(d_ip)
 *
 * Where targets have weights v_p, a mean over them is the sum with the shares v_p / sum v, which
 * take the place of 1/k, and a sum over them has the factors v_p: G_ip as well, G_ij in its sum.
 *
 * A row without targets has loss 0 and gradient 0, and so has a decoupled one without negatives.
 *
 * A pairwise sigmoid has, in the place of all this,
 *
 *     L_i  = softplus(-s_ip) + sum_neg softplus(s_ij)
 *     G_ip = -w_i sigma(-s_ip),   G_ij = w_i sigma(s_ij)
 *
 * The softmax and the sigmoid may see other numbers than s, of whose derivative by s nothing is
 * known to G: t_ij = s_ij + c_j with a term c of the column, and of negatives t_ij = (k + h) <z_i,
 * z_j> + b + c_j with a hardness h. A negative with the id of the row is out, and so is one that
 * a guide finds too near (guide.h). A softcap puts
 * cap tanh(s / cap) in the place of s = k <z_i, z_j> first, k times which counts as the similarity
 * in all else: in t, with the hardness, and in the weights of targets.
 *
 * Every loss with a log-sum-exp a row takes zeta lse^2 beside its own, lse over all that is in the
 * row's denominator and p_j the shares in it:
 *
 *     L_i += zeta lse^2,   G_ij += 2 w_i zeta lse p_j
 *
 * Label smoothing adds, to a row with n negatives and targets together and negatives among them,
 *
 *     L_i += a (mean_p t_ip - mean_j t_ij),   G_ij -= w_i a / n,   G_ip += w_i a / k
 *
 * The targets of a decoupled loss may be weighed by c_i = <z_i, z_p>, q the softmax of c / sigma
 * over the n rows of a view that count and have negatives:
 *
 *     v_i  = 2 - n q_i,  L_i = lse_neg - v_i s_ip,  G_ip = -w_i v_i, and if v has a gradient
 *     G_ip += n q_i / (k sigma) (w_i s_ip - sum_l w_l q_l s_lp)
 *
 *     dz_rows = k G z_cols,   dz_cols = k G' z_rows,   dx = (dz - z <z, dz>) / |x|
 *
 * The same loops are the oracle (`double`; `long double` for float64 problems) and the yardstick
 * (`float`: what plain fp32 arithmetic loses, from which tolerances are derived).
 */
#ifndef CUXENT_TESTS_REFERENCE_CONTRASTIVE_H
#define CUXENT_TESTS_REFERENCE_CONTRASTIVE_H

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace reference {

enum class Reduction { kNone, kSum, kMean };

/// What a mean divides by: all rows of the whole problem, those that count, or their weights.
enum class MeanOver { kAll, kCounted, kWeights };

enum class Loss {
    kNtXent,           ///< two views; all other rows of both
    kInfoNce,          ///< one view of queries against one of keys, and negatives
    kClip,             ///< two views; the rows of the other one
    kSigLip,           ///< as kInfoNce, with a pairwise sigmoid
    kSupCon,           ///< one view; rows have sets of targets: SetsBy
    kPairs,            ///< the same, each target with the negatives alone
    kGatheredInfoNce,  ///< one view; a positive and negatives of each row's own
    kClassSoftmax,     ///< rows against class weights: class_softmax.h
};

/// What says which columns are the targets of a row, and which its negatives.
enum class SetsBy {
    kLabel,          ///< those with the row's label, those with another
    kPairs,          ///< both are listed, the others are out
    kPositivePairs,  ///< targets are listed, the others but the row's own are negatives
    kSoftTargets,    ///< targets have a weight, the others are negatives
};

using Pairs = std::set<std::pair<std::int64_t, std::int64_t>>;  ///< (row, column)

enum class ScaleKind { kTemperature, kLogit, kLogLogit };

/// What a column is to a row.
enum class Role { kOut, kNegative, kTarget };

enum class Margin { kNone, kCosFace, kArcFace };

/// Of Loss::kClassSoftmax, in the words of cuxentProblem.
struct ClassOptions {
    std::vector<std::int64_t> labels = {};  ///< one a row
    std::int64_t ignore_index = -100;
    Margin margin_kind = Margin::kNone;
    double margin = 0;
    double softmax_weight = 1;
    double center_weight = 0;
    double island_weight = 0;
};

/// What is computed; the words are those of cuxentProblem.
struct Rule {
    Loss loss = Loss::kNtXent;
    bool decoupled = false;
    std::int64_t n_rows = 1;  ///< rows a view
    std::int64_t dim = 1;
    std::int64_t n_cols = 0;       ///< columns a view; 0: the rows are the columns, or as many
    std::int64_t n_negatives = 0;  ///< of all rows; with kGatheredInfoNce of each row
    std::int64_t row_offset = 0;
    std::int64_t col_offset = 0;
    std::int64_t n_total = 0;  ///< 0: n_cols, else n_rows
    bool normalize = true;
    bool clamp_small_norm = false;  ///< divide small rows by norm_eps instead of zeroing them
    double norm_eps = 0;
    double scale = 1;
    ScaleKind scale_kind = ScaleKind::kTemperature;
    double bias = 0;
    std::vector<double> col_bias = {};  ///< c, one a column; empty: none
    std::vector<std::int64_t> row_ids = {};
    std::vector<std::int64_t> col_ids = {};  ///< unused if the rows are the columns
    std::vector<bool> left_out = {};         ///< by a guide, row_count() x col_count(); empty: none
    double hardness = 0;
    double softcap = 0;          ///< 0: none
    double z_loss = 0;           ///< zeta
    double label_smoothing = 0;  ///< a
    double vmf_sigma = 0;        ///< sigma of the weights of targets; 0: none
    bool vmf_attached = false;
    std::vector<std::int64_t> row_labels;
    std::vector<std::int64_t> col_labels;  ///< unused if the rows are the columns
    SetsBy sets_by = SetsBy::kLabel;
    Pairs positive_pairs = {};
    Pairs negative_pairs = {};  ///< of SetsBy::kPairs
    /// Of SetsBy::kSoftTargets: weights of targets, 0 elsewhere, row_count() x col_count().
    std::vector<double> soft_targets = {};
    Reduction reduction = Reduction::kMean;
    MeanOver mean_over = MeanOver::kAll;
    std::vector<double> row_weights = {};  ///< one a row; empty: 1 each
    std::vector<double> upstream = {1.0};  ///< one value, or one a row
    ClassOptions classes = {};

    [[nodiscard]] bool has_sets() const { return loss == Loss::kSupCon || loss == Loss::kPairs; }
    /// Whether each pair has a sigmoid, and not each row a softmax.
    [[nodiscard]] bool sigmoid() const { return loss == Loss::kSigLip; }
    [[nodiscard]] bool gathered() const { return loss == Loss::kGatheredInfoNce; }
    /// Whether the columns are keys, and negatives may follow them.
    [[nodiscard]] bool has_keys() const {
        return loss == Loss::kInfoNce || gathered() || sigmoid();
    }
    [[nodiscard]] std::int64_t n_views() const {
        return has_keys() || has_classes() || has_sets() ? 1 : 2;
    }
    [[nodiscard]] bool self_similar() const { return !has_keys() && !has_classes() && n_cols == 0; }
    [[nodiscard]] bool has_classes() const { return loss == Loss::kClassSoftmax; }
    [[nodiscard]] std::int64_t cols_per_view() const { return n_cols == 0 ? n_rows : n_cols; }
    [[nodiscard]] std::int64_t row_count() const { return n_views() * n_rows; }
    [[nodiscard]] std::int64_t negative_count() const {
        return gathered() ? n_rows * n_negatives : n_negatives;
    }
    [[nodiscard]] std::int64_t col_count() const {
        return n_views() * cols_per_view() + negative_count();
    }
    [[nodiscard]] std::int64_t total_per_view() const {
        if (n_total != 0) return n_total;
        if (has_keys() || has_classes()) return n_rows;
        return has_sets() ? std::max(n_rows, cols_per_view()) : cols_per_view();
    }
    /// What a dot product is multiplied by to become a similarity, and its derivative by `scale`.
    [[nodiscard]] double multiplier() const;
    [[nodiscard]] double multiplier_slope() const;
    /// What column j of this call is to its row i, and would be without ids and a guide.
    [[nodiscard]] Role role(std::int64_t i, std::int64_t j) const;
    [[nodiscard]] Role role_without_ids(std::int64_t i, std::int64_t j) const;
    [[nodiscard]] double row_weight(std::int64_t i) const {
        return row_weights.empty() ? 1 : row_weights[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] bool has_soft_targets() const {
        return has_sets() && sets_by == SetsBy::kSoftTargets;
    }
    /// Weight of column j among the targets of row i; 1 unless targets are weighted.
    [[nodiscard]] double target_weight(std::int64_t i, std::int64_t j) const {
        if (!has_soft_targets()) return 1;
        return soft_targets[static_cast<std::size_t>(i * col_count() + j)];
    }
    /// Whether row i is there as a row; otherwise its loss, log-sum-exp and G are 0.
    [[nodiscard]] bool counts(std::int64_t i) const {
        const bool is_ignored = loss == Loss::kClassSoftmax &&
                                classes.labels[static_cast<std::size_t>(i)] == classes.ignore_index;
        return row_weight(i) != 0 && !is_ignored;
    }
    /// What the sum of the weighted row losses is divided by; infinity for the mean of nothing.
    [[nodiscard]] double divisor() const;
    /// Terms of a row in it: of pairs their weights, otherwise 1 if the row has a target.
    [[nodiscard]] double terms(std::int64_t i) const;
    /// dObjective/dL_i.
    [[nodiscard]] double weight(std::int64_t i) const;
};

/// Rows after normalisation, and what each was divided by.
template <typename Real>
struct Operand {
    std::vector<Real> z;
    std::vector<Real> divisor;    ///< 1 where nothing is divided
    std::vector<bool> projected;  ///< gradient goes through the projection
    std::vector<bool> zeroed;     ///< small row: z = 0, gradient 0
};

template <typename Real>
struct Result {
    Real loss{};  ///< the sum or mean; the sum for Reduction::kNone
    std::vector<Real> row_loss;
    std::vector<Real> weighted_loss;  ///< times the row's weight
    std::vector<Real> row_lse;
    std::vector<Real> d_rows;  ///< with self_similar() rows and columns together
    std::vector<Real> d_cols;
    Real d_scale{};
    std::vector<Real> d_scale_terms;  ///< what each row adds to d_scale
    Real d_bias{};
    std::vector<Real> d_bias_terms;

    // The way there, for those who derive tolerances from it.
    Operand<Real> rows;
    Operand<Real> cols;
    Real multiplier{};                 ///< k
    std::vector<Real> similarity;      ///< s before the bias, row_count() x col_count()
    std::vector<Real> logit;           ///< t before the bias, the same shape
    std::vector<Real> coefficient;     ///< G, the same shape
    std::vector<Real> slope;           ///< with a softcap: dt/ds, the same shape
    std::vector<Real> past_the_cap;    ///< with a softcap: what of G it does not apply to
    std::vector<Real> negative_share;  ///< a, of each row; of pairs the sum of v sigma(d)
    std::vector<Real> scale_rest;      ///< of d_scale_terms, what is no G s: of each row
    std::vector<Real> target_share;    ///< with weights of targets: n q, of each row
    std::vector<Real> lse_gradient;    ///< of each row, what the z-loss adds to dObjective/dlse
    std::vector<Real> lse_part;        ///< with a z-loss: p, row_count() x col_count()
    /// kClassSoftmax, or with label smoothing: G without label smoothing, z-loss, centre and
    /// ArcFace. Otherwise empty.
    std::vector<Real> softmax_part;
    std::vector<Real> sine;          ///< kClassSoftmax: of a row and its class
    std::vector<Real> tangent_pull;  ///< kClassSoftmax with ArcFace: see class_softmax.h
    Real extra_loss{};               ///< in `loss`, but in no row

    /// G by the similarity.
    [[nodiscard]] Real gradient_by_similarity(std::size_t at) const {
        if (slope.empty()) return coefficient[at];
        return (coefficient[at] - past_the_cap[at]) * slope[at] + past_the_cap[at];
    }
};

/// cap tanh(s / cap), and its derivative.
template <typename Real>
struct Capped {
    Real value;
    Real slope;
};
template <typename Real>
Capped<Real> capped(const Rule& rule, Real s) {
    if (rule.softcap == 0) return {s, Real{1}};
    const auto cap = static_cast<Real>(rule.softcap);
    const Real reciprocal = 1 / std::cosh(s / cap);
    return {cap * std::tanh(s / cap), reciprocal * reciprocal};
}

/// Rounds the stacked inputs to Real and computes everything. `cols` is unused if self_similar().
template <typename Real>
Result<Real> contrastive(const Rule& rule, const std::vector<double>& rows,
                         const std::vector<double>& cols = {});

extern template Result<float> contrastive(const Rule&, const std::vector<double>&,
                                          const std::vector<double>&);
extern template Result<double> contrastive(const Rule&, const std::vector<double>&,
                                           const std::vector<double>&);
extern template Result<long double> contrastive(const Rule&, const std::vector<double>&,
                                                const std::vector<double>&);

}  // namespace reference

#endif  // CUXENT_TESTS_REFERENCE_CONTRASTIVE_H
