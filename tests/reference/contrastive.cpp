// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "reference/contrastive.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "reference/class_softmax.h"

namespace reference {

namespace {

template <typename Real>
Real multiplier_of(const Rule& rule) {
    const auto scale = static_cast<Real>(rule.scale);
    switch (rule.scale_kind) {
        case ScaleKind::kTemperature:
            return 1 / scale;
        case ScaleKind::kLogit:
            return scale;
        case ScaleKind::kLogLogit:
            return std::exp(scale);
    }
    return 0;
}

/// The derivative of the multiplier by the scale, over the multiplier.
template <typename Real>
Real relative_slope(const Rule& rule) {
    const auto scale = static_cast<Real>(rule.scale);
    switch (rule.scale_kind) {
        case ScaleKind::kTemperature:
            return -1 / scale;
        case ScaleKind::kLogit:
            return 1 / scale;
        case ScaleKind::kLogLogit:
            return 1;
    }
    return 0;
}

template <typename Real>
Real norm(const Real* x, std::size_t dim) {
    Real largest = 0;
    for (std::size_t k = 0; k < dim; ++k) {
        // A NaN must win: it fails every comparison.
        if (!(std::abs(x[k]) <= largest)) largest = std::abs(x[k]);
    }
    if (largest == 0) return 0;
    Real sum = 0;
    for (std::size_t k = 0; k < dim; ++k) {
        const Real scaled = x[k] / largest;  // neither 1e-30 nor 1e30 leaves the range when squared
        sum += scaled * scaled;
    }
    return largest * std::sqrt(sum);
}

template <typename Real>
Operand<Real> normalise(const Rule& rule, const std::vector<double>& x) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    const std::size_t n = x.size() / dim;
    Operand<Real> out;
    out.z.assign(x.begin(), x.end());
    out.divisor.assign(n, 1);
    out.projected.assign(n, rule.normalize);
    out.zeroed.assign(n, false);
    if (!rule.normalize) return out;
    for (std::size_t i = 0; i < n; ++i) {
        Real* row = &out.z[i * dim];
        const Real length = norm(row, dim);
        const bool is_small = length <= static_cast<Real>(rule.norm_eps);
        out.zeroed[i] = is_small && !rule.clamp_small_norm;
        out.projected[i] = !is_small;
        out.divisor[i] = is_small ? static_cast<Real>(rule.norm_eps) : length;
        for (std::size_t k = 0; k < dim; ++k) {
            row[k] = out.zeroed[i] ? Real{0} : row[k] / out.divisor[i];
        }
    }
    return out;
}

/// Rows that neither count nor are columns are not there, whatever they hold.
template <typename Real>
void leave_out_absent(const Rule& rule, Operand<Real>& rows) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    for (std::size_t i = 0; i < rows.divisor.size(); ++i) {
        if (rule.counts(static_cast<std::int64_t>(i))) continue;
        std::fill_n(&rows.z[i * dim], dim, Real{0});
        rows.divisor[i] = 1;
        rows.zeroed[i] = true;
    }
}

template <typename Real>
void compute_similarity(Real multiplier, std::size_t dim, Result<Real>& out) {
    const std::size_t n_rows = out.rows.divisor.size();
    const std::size_t n_cols = out.cols.divisor.size();
    out.similarity.resize(n_rows * n_cols);
    for (std::size_t i = 0; i < n_rows; ++i) {
        for (std::size_t j = 0; j < n_cols; ++j) {
            Real dot = 0;
            for (std::size_t k = 0; k < dim; ++k) {
                dot += out.rows.z[i * dim + k] * out.cols.z[j * dim + k];
            }
            out.similarity[i * n_cols + j] = multiplier * dot;
        }
    }
}

/// What the softmax sees in the place of the similarities.
template <typename Real>
void compute_logits(const Rule& rule, Result<Real>& out) {
    const std::size_t n_cols = out.cols.divisor.size();
    out.logit = out.similarity;
    if (rule.softcap != 0) {
        out.slope.resize(out.logit.size());
        out.past_the_cap.assign(out.logit.size(), 0);
    }
    for (std::size_t at = 0; at < out.slope.size(); ++at) {
        const Capped<Real> of = capped(rule, out.similarity[at]);
        out.logit[at] = of.value;
        out.slope[at] = of.slope;
    }
    for (std::size_t at = 0; at < out.logit.size(); ++at) {
        const auto i = static_cast<std::int64_t>(at / n_cols);
        const auto j = static_cast<std::int64_t>(at % n_cols);
        if (rule.hardness != 0 && rule.role(i, j) == Role::kNegative) {
            out.logit[at] *= 1 + static_cast<Real>(rule.hardness) / out.multiplier;
        }
        if (!rule.col_bias.empty()) out.logit[at] += static_cast<Real>(rule.col_bias[at % n_cols]);
    }
}

/// log sum exp of the logits of one role.
template <typename Real>
struct Part {
    std::size_t n = 0;
    Real lse = -std::numeric_limits<Real>::infinity();

    Part(const std::vector<Role>& roles, Role role, const Real* s) {
        Real largest = -std::numeric_limits<Real>::infinity();
        for (std::size_t j = 0; j < roles.size(); ++j) {
            if (roles[j] != role) continue;
            largest = std::max(largest, s[j]);
            ++n;
        }
        if (n == 0) return;
        Real sum = 0;
        for (std::size_t j = 0; j < roles.size(); ++j) {
            if (roles[j] == role) sum += std::exp(s[j] - largest);
        }
        lse = largest + std::log(sum);
    }
};

/// The weights of a row's targets, 0 elsewhere.
template <typename Real>
struct TargetWeights {
    std::vector<Real> of;
    Real sum = 0;

    TargetWeights(const Rule& rule, std::size_t i, const std::vector<Role>& roles)
        : of(roles.size(), 0) {
        for (std::size_t j = 0; j < roles.size(); ++j) {
            if (roles[j] != Role::kTarget) continue;
            of[j] = static_cast<Real>(
                rule.target_weight(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)));
            sum += of[j];
        }
    }
    /// Of a single target exactly 1.
    [[nodiscard]] Real share(std::size_t j) const { return of[j] / sum; }
    [[nodiscard]] Real mean(const std::vector<Role>& roles, const std::vector<Real>& s) const {
        Real mean = 0;
        for (std::size_t j = 0; j < roles.size(); ++j) {
            if (roles[j] == Role::kTarget) mean += share(j) * s[j];
        }
        return mean;
    }
};

/// softplus(d); a NaN comes with the tail.
template <typename Real>
Real softplus(Real d) {
    return (d > 0 ? d : Real{0}) + std::log1p(std::exp(-std::abs(d)));
}

template <typename Real>
Real sigmoid(Real d) {
    return d > 0 ? 1 / (1 + std::exp(-d)) : std::exp(d) / (1 + std::exp(d));
}

/// To a row with its log-sum-exp and what each column has of it.
template <typename Real>
void add_z_loss(const Rule& rule, std::size_t i, Result<Real>& out) {
    const std::size_t n_cols = out.cols.divisor.size();
    const auto zeta = static_cast<Real>(rule.z_loss);
    const auto weight = static_cast<Real>(rule.weight(static_cast<std::int64_t>(i)));
    out.row_loss[i] += zeta * out.row_lse[i] * out.row_lse[i];
    out.lse_gradient[i] = 2 * weight * zeta * out.row_lse[i];
    for (std::size_t j = 0; j < n_cols; ++j) {
        out.coefficient[i * n_cols + j] += out.lse_gradient[i] * out.lse_part[i * n_cols + j];
    }
}

/// To a row that has negatives and targets.
template <typename Real>
void smooth_row(const Rule& rule, const std::vector<Role>& roles, std::size_t i, const Real* s,
                Result<Real>& out) {
    const std::size_t n_cols = roles.size();
    const auto a = static_cast<Real>(rule.label_smoothing);
    const auto weight = static_cast<Real>(rule.weight(static_cast<std::int64_t>(i)));
    Real n = 0;
    Real n_targets = 0;
    Real sum = 0;
    Real of_targets = 0;
    for (std::size_t j = 0; j < n_cols; ++j) {
        if (roles[j] == Role::kOut) continue;
        n += 1;
        sum += s[j];
        if (roles[j] != Role::kTarget) continue;
        n_targets += 1;
        of_targets += s[j];
    }
    out.row_loss[i] += a * (of_targets / n_targets - sum / n);
    for (std::size_t j = 0; j < n_cols; ++j) {
        if (roles[j] == Role::kOut) continue;
        Real& g = out.coefficient[i * n_cols + j];
        g -= weight * a / n;
        if (roles[j] == Role::kTarget) g += weight * a / n_targets;
    }
}

/// Row loss, row LSE and G of one row.
template <typename Real>
void finish_row(const Rule& rule, std::size_t i, Result<Real>& out) {
    if (!rule.counts(static_cast<std::int64_t>(i))) return;
    if (rule.loss == Loss::kClassSoftmax) {
        finish_class_row(rule, i, out);
        return;
    }
    const std::size_t n_cols = out.cols.divisor.size();
    std::vector<Real> s(n_cols);
    for (std::size_t j = 0; j < n_cols; ++j) {
        s[j] = out.logit[i * n_cols + j] + static_cast<Real>(rule.bias);
    }
    Real* g = &out.coefficient[i * n_cols];
    std::vector<Role> roles(n_cols);
    for (std::size_t j = 0; j < n_cols; ++j) {
        roles[j] = rule.role(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j));
    }
    const Part<Real> negatives(roles, Role::kNegative, s.data());
    const Part<Real> targets(roles, Role::kTarget, s.data());
    const Real d = negatives.lse - targets.lse;
    const TargetWeights<Real> weights(rule, i, roles);
    const auto weight = static_cast<Real>(rule.weight(static_cast<std::int64_t>(i)));
    const bool is_pairs = rule.loss == Loss::kPairs;
    const bool has_no_loss = targets.n == 0 || (rule.decoupled && negatives.n == 0);
    out.row_lse[i] = rule.decoupled || targets.n == 0 ? negatives.lse
                     : d > 0                          ? negatives.lse + softplus(-d)
                                                      : targets.lse + softplus(d);
    if (has_no_loss) return;
    if (is_pairs) {
        for (std::size_t j = 0; j < n_cols; ++j) {
            if (roles[j] != Role::kTarget) continue;
            out.row_loss[i] += weights.of[j] * softplus(negatives.lse - s[j]);
            out.negative_share[i] += weights.of[j] * sigmoid(negatives.lse - s[j]);
        }
    } else {
        out.row_loss[i] =
            (rule.decoupled ? d : softplus(d)) + (targets.lse - weights.mean(roles, s));
        out.negative_share[i] = rule.decoupled ? Real{1} : sigmoid(d);
    }
    const Real share = out.negative_share[i];
    for (std::size_t j = 0; j < n_cols; ++j) {
        if (roles[j] == Role::kNegative) g[j] = weight * share * std::exp(s[j] - negatives.lse);
        if (roles[j] != Role::kTarget) continue;
        const Real q = std::exp(s[j] - targets.lse);
        const Real rest = rule.decoupled ? Real{0} : sigmoid(-d);
        const Real part = weights.share(j);
        g[j] = is_pairs ? -weight * weights.of[j] * sigmoid(negatives.lse - s[j])
                        : weight * (rest * (q - part) - share * part);
    }
    if (rule.label_smoothing != 0) {
        std::copy_n(g, n_cols, &out.softmax_part[i * n_cols]);
        if (negatives.n != 0) smooth_row(rule, roles, i, s.data(), out);
    }
    if (rule.z_loss == 0) return;
    Real* part = &out.lse_part[i * n_cols];
    for (std::size_t j = 0; j < n_cols; ++j) {
        const bool is_in =
            roles[j] == Role::kNegative || (roles[j] == Role::kTarget && !rule.decoupled);
        if (is_in) part[j] = std::exp(s[j] - out.row_lse[i]);
    }
    add_z_loss(rule, i, out);
}

std::size_t target_of(const Rule& rule, std::int64_t i) {
    std::int64_t j = 0;
    while (rule.role(i, j) != Role::kTarget) ++j;
    return static_cast<std::size_t>(j);
}

/// Weighs the targets of the rows of one view, whose losses are complete otherwise.
template <typename Real>
void weigh_targets(const Rule& rule, std::int64_t view, Result<Real>& out) {
    struct Target {
        std::size_t row, at;
        Real cosine, logit, weight, share;
    };
    const std::size_t n_cols = out.cols.divisor.size();
    const auto sigma = static_cast<Real>(rule.vmf_sigma);
    std::vector<Target> targets;
    for (std::int64_t i = view * rule.n_rows; i < (view + 1) * rule.n_rows; ++i) {
        const auto row = static_cast<std::size_t>(i);
        if (!rule.counts(i) || out.negative_share[row] == 0) continue;  // 0: no negatives
        const std::size_t at = row * n_cols + target_of(rule, i);
        targets.push_back({row, at, capped(rule, out.similarity[at]).value / out.multiplier,
                           out.logit[at], static_cast<Real>(rule.weight(i)), Real{0}});
    }
    Real sum = 0;
    for (const Target& target : targets) sum += std::exp((target.cosine - 1) / sigma);
    Real mean = 0;
    for (Target& target : targets) {
        target.share = std::exp((target.cosine - 1) / sigma) / sum;
        mean += target.weight * target.share * target.logit;
    }
    for (const Target& target : targets) {
        const Real times_n = target.share * static_cast<Real>(targets.size());
        out.target_share[target.row] = times_n;
        out.row_loss[target.row] += (times_n - 1) * target.logit;
        const auto add_to_target = [&](Real g) {
            out.coefficient[target.at] += g;
            if (!out.softmax_part.empty()) out.softmax_part[target.at] += g;
        };
        add_to_target(target.weight * (times_n - 1));
        if (!rule.vmf_attached) continue;
        const Real of_weights =
            times_n / (out.multiplier * sigma) * (target.weight * target.logit - mean);
        add_to_target(of_weights);
        out.scale_rest[target.row] -= of_weights * target.cosine * out.multiplier;
    }
}

/// Row loss and G of one row of pairwise sigmoids.
template <typename Real>
void finish_sigmoid_row(const Rule& rule, std::size_t i, Result<Real>& out) {
    if (!rule.counts(static_cast<std::int64_t>(i))) return;
    const std::size_t n_cols = out.cols.divisor.size();
    const auto row = static_cast<std::int64_t>(i);
    const auto weight = static_cast<Real>(rule.weight(row));
    for (std::size_t j = 0; j < n_cols; ++j) {
        const Role role = rule.role(row, static_cast<std::int64_t>(j));
        if (role == Role::kOut) continue;
        const Real sign = role == Role::kTarget ? -1 : 1;
        const Real s = out.logit[i * n_cols + j] + static_cast<Real>(rule.bias);
        out.row_loss[i] += softplus(sign * s);
        out.coefficient[i * n_cols + j] = weight * sign * sigmoid(sign * s);
    }
}

template <typename Real>
void reduce_loss(const Rule& rule, Result<Real>& out) {
    Real sum = 0;
    for (std::size_t i = 0; i < out.row_loss.size(); ++i) {
        const auto weight = static_cast<Real>(rule.row_weight(static_cast<std::int64_t>(i)));
        out.weighted_loss[i] = weight * out.row_loss[i];
        sum += out.weighted_loss[i];
    }
    out.loss = sum / static_cast<Real>(rule.divisor()) + out.extra_loss;
}

/// dObjective/dscale = sum of G ds/dscale, dObjective/dbias = sum of G, where s = multiplier(scale)
/// <z, z> + bias. Every G of a softmax row sums to 0, whatever is in the row, but for the z-loss.
template <typename Real>
void differentiate_scalars(const Rule& rule, Result<Real>& out) {
    const std::size_t n_rows = out.rows.divisor.size();
    const std::size_t n_cols = out.cols.divisor.size();
    const Real factor = relative_slope<Real>(rule);
    out.d_scale_terms.assign(n_rows, 0);
    out.d_bias_terms.assign(n_rows, 0);
    for (std::size_t i = 0; i < n_rows; ++i) {
        Real sum = 0;
        for (std::size_t j = 0; j < n_cols; ++j) {
            sum += out.gradient_by_similarity(i * n_cols + j) * out.similarity[i * n_cols + j];
            if (rule.sigmoid()) out.d_bias_terms[i] += out.coefficient[i * n_cols + j];
        }
        out.d_bias_terms[i] += out.lse_gradient[i];
        out.d_scale_terms[i] = factor * (sum + out.scale_rest[i]);
        out.d_scale += out.d_scale_terms[i];
        out.d_bias += out.d_bias_terms[i];
    }
}

/// dz += multiplier * G z, or G' z, one row of the result at a time.
template <typename Real>
void add_product(Real multiplier, std::size_t dim, bool transposed, const Result<Real>& in,
                 const Operand<Real>& other, std::vector<Real>& dz) {
    const std::size_t n_cols = in.cols.divisor.size();
    const std::size_t n_other = other.divisor.size();
    std::vector<Real> sum(dim);
    for (std::size_t i = 0; i < dz.size() / dim; ++i) {
        std::fill(sum.begin(), sum.end(), Real{0});
        for (std::size_t j = 0; j < n_other; ++j) {
            const Real g = in.gradient_by_similarity(transposed ? j * n_cols + i : i * n_cols + j);
            for (std::size_t k = 0; k < dim; ++k) sum[k] += g * other.z[j * dim + k];
        }
        for (std::size_t k = 0; k < dim; ++k) dz[i * dim + k] += multiplier * sum[k];
    }
}

/// Turns dz into dx in place.
template <typename Real>
void normalise_backward(const Operand<Real>& operand, std::size_t dim, std::vector<Real>& dz) {
    for (std::size_t i = 0; i < operand.divisor.size(); ++i) {
        Real* gradient = &dz[i * dim];
        const Real* z = &operand.z[i * dim];
        Real along = 0;
        for (std::size_t k = 0; operand.projected[i] && k < dim; ++k) along += z[k] * gradient[k];
        for (std::size_t k = 0; k < dim; ++k) {
            gradient[k] = (gradient[k] - z[k] * along) / operand.divisor[i];
            if (operand.zeroed[i]) gradient[k] = 0;
        }
    }
}

}  // namespace

double Rule::multiplier() const {
    return multiplier_of<double>(*this);
}

double Rule::multiplier_slope() const {
    return multiplier() * relative_slope<double>(*this);
}

Role Rule::role(std::int64_t i, std::int64_t j) const {
    const Role role = role_without_ids(i, j);
    if (role != Role::kNegative) return role;
    if (!left_out.empty() && left_out[static_cast<std::size_t>(i * col_count() + j)]) {
        return Role::kOut;
    }
    if (row_ids.empty()) return role;
    const auto& ids = self_similar() ? row_ids : col_ids;
    const bool alike = row_ids[static_cast<std::size_t>(i)] == ids[static_cast<std::size_t>(j)];
    return alike ? Role::kOut : role;
}

Role Rule::role_without_ids(std::int64_t i, std::int64_t j) const {
    if (gathered()) {
        // Every row's positive, then the negatives of one row after another.
        if (j < n_rows) return i == j ? Role::kTarget : Role::kOut;
        return (j - n_rows) / n_negatives == i ? Role::kNegative : Role::kOut;
    }
    if (j >= n_views() * cols_per_view()) return Role::kNegative;
    const std::int64_t row_view = i / n_rows;
    const std::int64_t col_view = j / cols_per_view();
    const bool same_view = row_view == col_view;
    const bool same_sample =
        row_offset + i % n_rows == (self_similar() ? row_offset : col_offset) + j % cols_per_view();
    switch (loss) {
        case Loss::kNtXent:
            if (!same_sample) return Role::kNegative;
            return same_view ? Role::kOut : Role::kTarget;
        case Loss::kInfoNce:
        case Loss::kSigLip:
            return same_sample ? Role::kTarget : Role::kNegative;
        case Loss::kGatheredInfoNce:
            break;  // above
        case Loss::kClassSoftmax:
            return j == classes.labels[static_cast<std::size_t>(i)] ? Role::kTarget
                                                                    : Role::kNegative;
        case Loss::kClip:
            if (same_view) return Role::kOut;
            return same_sample ? Role::kTarget : Role::kNegative;
        case Loss::kSupCon:
        case Loss::kPairs: {
            if (has_soft_targets())
                return target_weight(i, j) != 0 ? Role::kTarget : Role::kNegative;
            if (sets_by != SetsBy::kLabel) {
                if (positive_pairs.count({i, j}) != 0) return Role::kTarget;
                const bool is_negative =
                    sets_by == SetsBy::kPairs ? negative_pairs.count({i, j}) != 0 : !same_sample;
                return is_negative ? Role::kNegative : Role::kOut;
            }
            if (same_sample) return Role::kOut;
            const auto& labels = self_similar() ? row_labels : col_labels;
            const bool alike =
                row_labels[static_cast<std::size_t>(i)] == labels[static_cast<std::size_t>(j)];
            return alike ? Role::kTarget : Role::kNegative;
        }
    }
    return Role::kOut;
}

double Rule::terms(std::int64_t i) const {
    if (!has_sets()) return 1;
    double n_targets = 0;
    double weights = 0;
    for (std::int64_t j = 0; j < col_count(); ++j) {
        if (role(i, j) != Role::kTarget) continue;
        n_targets += 1;
        weights += target_weight(i, j);
    }
    return loss == Loss::kPairs ? weights : std::min(n_targets, 1.0);
}

double Rule::divisor() const {
    if (reduction != Reduction::kMean) return 1;
    if (mean_over == MeanOver::kAll) return static_cast<double>(n_views() * total_per_view());
    double sum = 0;
    for (std::int64_t i = 0; i < row_count(); ++i) {
        if (counts(i)) sum += terms(i) * (mean_over == MeanOver::kWeights ? row_weight(i) : 1);
    }
    return sum == 0 ? std::numeric_limits<double>::infinity() : sum;
}

double Rule::weight(std::int64_t i) const {
    const double gradient = upstream[upstream.size() == 1 ? 0 : static_cast<std::size_t>(i)];
    return counts(i) ? gradient * row_weight(i) / divisor() : 0;
}

template <typename Real>
Result<Real> contrastive(const Rule& rule, const std::vector<double>& rows,
                         const std::vector<double>& cols) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    const Real multiplier = multiplier_of<Real>(rule);
    Result<Real> out;
    out.rows = normalise<Real>(rule, rows);
    out.cols = rule.self_similar() ? out.rows : normalise<Real>(rule, cols);
    if (!rule.self_similar()) leave_out_absent(rule, out.rows);
    const std::size_t n_rows = out.rows.divisor.size();
    out.multiplier = multiplier;
    compute_similarity(multiplier, dim, out);
    compute_logits(rule, out);
    out.coefficient.assign(out.similarity.size(), 0);
    out.row_loss.assign(n_rows, 0);
    out.row_lse.assign(n_rows, 0);
    out.negative_share.assign(n_rows, 0);
    out.weighted_loss.resize(n_rows);
    out.scale_rest.assign(n_rows, 0);
    out.target_share.assign(n_rows, 0);
    out.lse_gradient.assign(n_rows, 0);
    if (rule.z_loss != 0) out.lse_part.assign(out.similarity.size(), 0);
    if (rule.label_smoothing != 0) out.softmax_part.assign(out.similarity.size(), 0);
    if (rule.loss == Loss::kClassSoftmax) begin_classes(rule, out);
    for (std::size_t i = 0; i < n_rows; ++i) {
        rule.sigmoid() ? finish_sigmoid_row(rule, i, out) : finish_row(rule, i, out);
    }
    for (std::int64_t view = 0; rule.vmf_sigma != 0 && view < rule.n_views(); ++view) {
        weigh_targets(rule, view, out);
    }
    reduce_loss(rule, out);
    differentiate_scalars(rule, out);

    out.d_rows.assign(rows.size(), 0);
    add_product(multiplier, dim, false, out, out.cols, out.d_rows);
    if (rule.self_similar()) {
        add_product(multiplier, dim, true, out, out.rows, out.d_rows);
    } else {
        out.d_cols.assign(cols.size(), 0);
        add_product(multiplier, dim, true, out, out.rows, out.d_cols);
        if (rule.loss == Loss::kClassSoftmax) add_class_gradients(rule, out);
        normalise_backward(out.cols, dim, out.d_cols);
    }
    normalise_backward(out.rows, dim, out.d_rows);
    return out;
}

template Result<float> contrastive(const Rule&, const std::vector<double>&,
                                   const std::vector<double>&);
template Result<double> contrastive(const Rule&, const std::vector<double>&,
                                    const std::vector<double>&);
template Result<long double> contrastive(const Rule&, const std::vector<double>&,
                                         const std::vector<double>&);

}  // namespace reference
