// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace harness {

namespace {

template <typename Real>
std::vector<double> lengths(const reference::Operand<Real>& operand, std::int64_t dim) {
    std::vector<double> out;
    for (std::size_t i = 0; i < operand.divisor.size(); ++i) {
        long double sum = 0;  // squares of 1e30 and 1e-30 are in range
        const Real* z = &operand.z[i * static_cast<std::size_t>(dim)];
        for (std::int64_t k = 0; k < dim; ++k) {
            sum += static_cast<long double>(z[k]) * static_cast<long double>(z[k]);
        }
        out.push_back(static_cast<double>(std::sqrt(sum)));
    }
    return out;
}

/// What logits have beside the similarities: twice where rows are columns, once for each.
double largest_addend(const reference::Rule& rule) {
    double largest = 0;
    for (const double term : rule.col_bias) largest = std::max(largest, std::abs(term));
    return 2 * largest;
}

/// Root mean square of the rounding errors of n additions, in units of u and of their result.
double summation_error(std::size_t n) {
    return std::sqrt(static_cast<double>(n) / 3);
}

/// One entry of G and of s: its magnitude and its error in units of u.
struct Entry {
    double g;
    double g_error;
    double logit;
    double logit_error;
};

/// What a softmax over classes adds to the errors of a row, if it is one.
struct ClassTerms {
    bool exist;
    double softmax = 1, smoothing = 0, center = 0;
    double summation = 0;  ///< of a product with the target, apart from the tiles
    double margin = 0;     ///< taken from its logit

    ClassTerms(const reference::Rule& rule, std::size_t i)
        : exist(rule.loss == reference::Loss::kClassSoftmax &&
                rule.counts(static_cast<std::int64_t>(i))) {
        if (!exist) return;
        softmax = rule.classes.softmax_weight;
        smoothing = softmax * rule.label_smoothing;
        center = rule.classes.center_weight;
        summation = 3 + summation_error(static_cast<std::size_t>(rule.dim));
        const bool has_margin = rule.classes.margin_kind != reference::Margin::kNone;
        margin = has_margin ? rule.multiplier() * rule.classes.margin : 0;
    }

    [[nodiscard]] double margin_error(const reference::Rule& rule) const {
        const bool has = rule.classes.margin_kind != reference::Margin::kNone;
        return has ? rule.multiplier() * summation + margin : 0;
    }
    [[nodiscard]] double loss_magnitude(double s) const {
        return exist ? 2 * smoothing * s + 2 * center : 0;
    }
    [[nodiscard]] double loss_roundoff(double s, double positive_error) const {
        return exist ? smoothing * (2 * positive_error + 8 * s) + center * summation : 0;
    }
    [[nodiscard]] double sigmoid(double share) const {
        return exist && softmax > 0 ? std::min(1.0, share / softmax) : share;
    }
};

/// What weights of the targets add to the errors of a row. With T = n q and c the cosine, the logit
/// s and the coefficient of the target have T s and w T, and T the exponential of c / sigma; where
/// the weights have a gradient, the coefficient also has T / (k sigma) (w s - mean of w s).
struct TargetWeight {
    double times_n;
    double sigma;
    double multiplier;
    double attached = 0;  ///< magnitude of w in the last part

    TargetWeight(const reference::Rule& rule, double the_times_n)
        : times_n(the_times_n), sigma(rule.vmf_sigma), multiplier(rule.multiplier()) {
        for (std::int64_t i = 0; rule.vmf_attached && i < rule.row_count(); ++i) {
            attached = std::max(attached, std::abs(rule.weight(i)));
        }
    }
    [[nodiscard]] bool exists() const { return times_n != 0; }
    /// Of T, from that of any logit.
    [[nodiscard]] double relative_error(double logit_error) const {
        return 2 * logit_error / (multiplier * sigma) + 4;
    }
    [[nodiscard]] double loss_error(double s, double logit_error) const {
        return times_n * s * relative_error(logit_error) + std::abs(times_n - 1) * logit_error;
    }
    [[nodiscard]] double attached_magnitude(double s) const {
        return 2 * attached * times_n * s / (multiplier * sigma);
    }
    [[nodiscard]] double coefficient_error(double weight, double s, double logit_error) const {
        const double of_part = attached_magnitude(s) * relative_error(logit_error) +
                               2 * attached * times_n * logit_error / (multiplier * sigma);
        return weight * times_n * relative_error(logit_error) + of_part;
    }
};

/// Error of a capped logit, of up to 4 units in the last place of the hyperbolic tangent.
double cap_error(const reference::Rule& rule, double logit) {
    return rule.softcap == 0 ? 0 : 8 * std::min(logit, rule.softcap);
}

/// What a softcap makes of an entry: G times 1 - q^2, q the hyperbolic tangent. That is found from
/// the logit, which had its terms added and goes without them again.
double slope_error(const reference::Rule& rule, double slope, double similarity_error) {
    const double q = std::sqrt(std::max(0.0, 1 - slope));
    const double addends = 2 * largest_addend(rule);
    return 2 * q * ((similarity_error * slope + addends) / rule.softcap + 8 * q) + 4;
}
Entry capped(const reference::Rule& rule, double slope, const Entry& entry) {
    Entry result = entry;
    result.g_error = entry.g_error * slope + entry.g * slope_error(rule, slope, entry.logit_error);
    return result;
}

/// What label smoothing adds to the errors of a row of any other loss that has targets and
/// negatives: a (mean of k targets - mean of all n), both of logits of at most s.
struct SmoothingTerms {
    double amount = 0;
    double of_column = 0;  ///< a / n
    double of_target = 0;  ///< a / k
    double by_hardness = 0;
    double summation = 0;  ///< of the sum of the columns
    double of_own = 0;     ///< share of the row's own column, which is in that sum, then taken off

    SmoothingTerms() = default;
    SmoothingTerms(const reference::Rule& rule, std::size_t n_seen, std::size_t n_targets,
                   bool sums_in_double)
        : amount(rule.label_smoothing),
          of_column(amount / static_cast<double>(n_seen)),
          of_target(amount / static_cast<double>(n_targets)),
          // What targets have without hardness is found from their logits, terms included.
          by_hardness(rule.col_bias.empty() ? 0 : rule.hardness / rule.multiplier()),
          summation(sums_in_double ? 0 : summation_error(n_seen)) {
        constexpr double kDoubleInFloats = 0x1p-29;
        const bool takes_own_off =
            rule.loss == reference::Loss::kNtXent || rule.loss == reference::Loss::kSupCon;
        if (takes_own_off) of_own = of_column * (sums_in_double ? kDoubleInFloats : 1);
    }

    [[nodiscard]] double loss_magnitude(double s) const { return 2 * amount * s; }
    [[nodiscard]] double loss_error(double s, double target_error) const {
        return amount * ((2 + by_hardness) * target_error + (8 + summation) * s);
    }
    /// The share of every column, and what a target has beside it.
    [[nodiscard]] double coefficient(reference::Role role) const {
        if (role == reference::Role::kOut) return of_own;
        return of_column + (role == reference::Role::kTarget ? of_target : 0);
    }
};

/// What weights of a row's targets add to its errors; without them a target weighs 1.
class TargetWeights {
 public:
    TargetWeights(const reference::Rule& rule, std::size_t i,
                  const std::vector<reference::Role>& roles)
        : of_(roles.size(), 0.0), exist_(rule.has_soft_targets()) {
        std::size_t n = 0;
        for (std::size_t j = 0; j < roles.size(); ++j) {
            if (roles[j] != reference::Role::kTarget) continue;
            of_[j] = rule.target_weight(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j));
            sum_ += of_[j];
            ++n;
        }
        if (exist_) error_ = 2 + summation_error(n);
    }

    [[nodiscard]] bool exist() const { return exist_; }
    [[nodiscard]] double of(std::size_t j) const { return of_[j]; }
    [[nodiscard]] double sum() const { return sum_; }
    [[nodiscard]] double share(std::size_t j) const { return of_[j] / sum_; }
    /// Of a share, relative to it, and of the sum.
    [[nodiscard]] double error() const { return error_; }

 private:
    std::vector<double> of_;
    bool exist_;
    double sum_ = 0;
    double error_ = 0;
};

std::vector<reference::Role> roles_of(const reference::Rule& rule, std::size_t i) {
    std::vector<reference::Role> roles;
    for (std::int64_t j = 0; j < rule.col_count(); ++j) {
        roles.push_back(rule.role(static_cast<std::int64_t>(i), j));
    }
    return roles;
}

/// Relative error of what a mean divides by, in units of u: whole numbers are exact. Weights of
/// rows are summed in double, which only in double rounds them: of either sign, they may be much
/// larger than their sum.
double divisor_error(const reference::Rule& rule, bool sums_in_own_precision) {
    const bool divides = rule.reduction == reference::Reduction::kMean &&
                         rule.mean_over != reference::MeanOver::kAll;
    if (!divides || !std::isfinite(rule.divisor())) return 0;
    const bool has_soft_pairs = rule.loss == reference::Loss::kPairs && rule.has_soft_targets();
    const bool by_weight = rule.mean_over == reference::MeanOver::kWeights;
    const double of_sum = sums_in_own_precision && by_weight
                              ? 1 + summation_error(static_cast<std::size_t>(rule.row_count()))
                              : 0;
    double error = 0;
    for (std::int64_t i = 0; i < rule.row_count(); ++i) {
        if (!rule.counts(i)) continue;
        const double weight = by_weight ? std::abs(rule.row_weight(i)) : 1;
        error += of_sum * weight * rule.terms(i);
        if (!has_soft_pairs) continue;
        const auto row = static_cast<std::size_t>(i);
        const TargetWeights weights(rule, row, roles_of(rule, row));
        error += weight * weights.sum() * weights.error();
    }
    return error / std::abs(rule.divisor());
}

/// One row with a softmax; the names are those of the header.
template <typename Real>
class Row {
 public:
    Row(const reference::Rule& rule, const reference::Result<Real>& result, std::size_t i,
        double largest_similarity, double relative_error_of_divisor = 0)
        : rule_(rule),
          lse_parts_(result.lse_part.empty() ? nullptr
                                             : &result.lse_part[i * result.cols.divisor.size()]),
          lse_gradient_(result.lse_gradient[i]),
          lse_(std::isfinite(result.row_lse[i]) ? std::abs(static_cast<double>(result.row_lse[i]))
                                                : 0),
          z_loss_(rule.z_loss),
          target_weight_(rule, static_cast<double>(result.target_share[i])),
          all_(&result.coefficient[i * result.cols.divisor.size()]),
          g_(result.softmax_part.empty() ? all_
                                         : &result.softmax_part[i * result.cols.divisor.size()]),
          similarities_(&result.similarity[i * result.cols.divisor.size()]),
          logits_(&result.logit[i * result.cols.divisor.size()]),
          n_cols_(result.cols.divisor.size()),
          is_pairs_(rule.loss == reference::Loss::kPairs),
          roles_(roles_of(rule, i)),
          weights_(rule, i, roles_),
          share_(static_cast<double>(result.negative_share[i])),
          weight_(std::abs(rule.weight(static_cast<std::int64_t>(i)))),
          summation_(summation_error(static_cast<std::size_t>(rule.dim))),
          term_error_(std::hypot(std::sqrt(7.0), summation_error(n_cols_)) +
                      relative_error_of_divisor),
          s_(largest_similarity),
          classes_(rule, i) {
        shift_ = rule.normalize ? std::max(s_, rule.multiplier()) : s_;
        lse_error_ = shift_ + std::abs(rule.bias) + classes_.margin +
                     std::log(static_cast<double>(n_cols_)) + summation_error(n_cols_);
        negative_lse_ = log_sum_exp(reference::Role::kNegative);
        target_lse_ = log_sum_exp(reference::Role::kTarget);
        for (std::size_t j = 0; j < n_cols_; ++j) {
            if (is_negative(j)) mean_error_ += q(j) * logit_error(j);
            if (!is_target(j)) continue;
            target_error_ += q(j) * logit_error(j);
            any_target_error_ = std::max(any_target_error_, logit_error(j));
            ++n_targets_;
        }
        if (is_pairs_) add_up_pairs();
        const auto n_negatives =
            std::count(roles_.begin(), roles_.end(), reference::Role::kNegative);
        if (rule.label_smoothing != 0 && !classes_.exist && n_negatives != 0 && n_targets_ != 0) {
            smoothing_ = {rule, n_targets_ + static_cast<std::size_t>(n_negatives), n_targets_,
                          std::numeric_limits<Real>::digits <= 53};
        }
        if (classes_.exist) target_error_ += classes_.margin_error(rule);
    }

    [[nodiscard]] double largest_similarity() const { return s_; }
    /// Of what a factor of sigma(d) is a part.
    [[nodiscard]] double relative_error() const {
        return (1 - classes_.sigmoid(share_)) * d_error() + term_error_;
    }
    [[nodiscard]] double lse_error() const { return lse_error_; }
    [[nodiscard]] double d_error() const { return target_error_ + mean_error_ + lse_error_; }
    [[nodiscard]] double any_logit_error() const { return std::max(target_error_, mean_error_); }

    /// Error of the row loss beside its own rounding.
    [[nodiscard]] double loss_error() const {
        if (is_pairs_) return pair_losses_error_;
        return share_ * d_error() + (n_targets_ > 1 ? mean_of_targets_error() : 0) +
               classes_.loss_roundoff(s_, target_error_) +
               smoothing_.loss_error(s_, mean_of_targets_error()) +
               (z_loss_ > 0 ? 2 * z_loss_ * reached_lse() * row_lse_error() : 0) +
               (target_weight_.exists() ? target_weight_.loss_error(s_, any_target_error_) : 0);
    }
    /// What it is a difference of: with one shift for all rows, also in a row of length 0; and
    /// logarithms of sums of exponentials, which are 1 where logits are nothing.
    [[nodiscard]] double loss_terms() const {
        return share_ * (shift_ + 1) + (n_targets_ > 1 ? shift_ + 1 : 0) +
               classes_.loss_magnitude(s_) + smoothing_.loss_magnitude(s_) +
               (z_loss_ > 0 ? 2 * z_loss_ * reached_lse() * (shift_ + lse_error_) : 0) +
               (target_weight_.exists() ? (target_weight_.times_n + 1) * s_ : 0);
    }

    /// Error of the log-sum-exp, its own rounding included.
    [[nodiscard]] double row_lse_error() const { return any_logit_error() + 2 * lse_error_; }

    /// The log-sum-exp or, where it is next to nothing, what rounding makes of it.
    [[nodiscard]] double reached_lse() const {
        constexpr double kRoundoff = std::numeric_limits<Real>::digits > 53 ? 0x1p-53 : 0x1p-24;
        return lse_ + kRoundoff * row_lse_error();
    }

    /// What the z-loss adds to the coefficient of a column: 2 w zeta lse p_j.
    [[nodiscard]] double z_part(std::size_t j) const {
        return std::abs(static_cast<double>(signed_z_part(j)));
    }
    /// The log-sum-exp may be a small difference; the share of one target of several is what it is
    /// above their mean.
    [[nodiscard]] double z_magnitude(std::size_t j) const {
        if (lse_parts_ == nullptr) return 0;
        const double by_lse = 2 * weight_ * z_loss_ * (lse_ + shift_ + lse_error_);
        const bool is_of_several = is_target(j) && n_targets_ > 1;
        const double mean_share = is_of_several ? weights_.share(j) : 0;
        return by_lse * (static_cast<double>(lse_parts_[j]) + mean_share);
    }
    [[nodiscard]] double z_part_error(std::size_t j) const {
        if (lse_parts_ == nullptr) return 0;
        const bool is_of_several = is_target(j) && n_targets_ > 1;
        const double of_mean =
            is_of_several ? 2 * std::abs(static_cast<double>(lse_gradient_)) * weights_.share(j)
                          : 0;
        const double of_p = d_error() + logit_error(j) + mean_error_ + target_error_ + lse_error_;
        const double of_lse = 2 * weight_ * z_loss_ * row_lse_error();
        return z_part(j) * (of_p + 2 * term_error_) + static_cast<double>(lse_parts_[j]) * of_lse +
               of_mean;
    }

    [[nodiscard]] Entry entry(std::size_t j) const {
        Entry entry = entry_without_z(j);
        entry.g += z_magnitude(j);
        entry.g_error += z_part_error(j);
        const double smoothed = weight_ * smoothing_.coefficient(roles_[j]);
        entry.g += smoothed;
        entry.g_error += smoothed * 2 * term_error_;
        if (target_weight_.exists() && is_target(j)) {
            entry.g +=
                weight_ * (target_weight_.times_n + 1) + target_weight_.attached_magnitude(s_);
            entry.g_error += target_weight_.coefficient_error(weight_, s_, any_target_error_);
        }
        return entry;
    }

 private:
    [[nodiscard]] Entry entry_without_z(std::size_t j) const {
        const double g = std::abs(static_cast<double>(own_g(j)));
        const double logit = std::abs(static_cast<double>(similarities_[j]));
        if (is_target(j) && n_targets_ > 1 && !is_pairs_)
            return {magnitude(j), target_error(j), logit, logit_error(j)};
        double relative = term_error_;
        if (!is_pairs_) {
            relative = relative_error();
            // The weight of a single target, and the quotient by itself.
            if (is_target(j) && weights_.exist()) relative += 2;
        } else if (is_target(j)) {
            relative += (1 - sigma(j)) * pair_error(j) + (weights_.exist() ? 1 : 0);
        } else if (share_ > 0) {
            relative += shares_error_ / share_;
        }
        if (is_negative(j)) {
            relative += std::abs(1 - 2 * q(j)) * logit_error(j) + mean_error_ + lse_error_;
        }
        const double rest =
            classes_.exist ? std::abs(static_cast<double>(all_[j] - own_g(j) - signed_z_part(j)))
                           : 0;
        return {g + rest, g * relative + rest * 2 * term_error_, logit, logit_error(j)};
    }
    [[nodiscard]] Real signed_z_part(std::size_t j) const {
        return lse_parts_ == nullptr ? Real{0} : lse_gradient_ * lse_parts_[j];
    }
    /// What the loss itself has of G, without label smoothing, centres and the z-loss.
    [[nodiscard]] Real own_g(std::size_t j) const {
        return g_ == all_ ? g_[j] - signed_z_part(j) : g_[j];
    }
    [[nodiscard]] bool is_target(std::size_t j) const {
        return roles_[j] == reference::Role::kTarget;
    }
    [[nodiscard]] bool is_negative(std::size_t j) const {
        return roles_[j] == reference::Role::kNegative;
    }
    [[nodiscard]] double log_sum_exp(reference::Role role) const {
        double largest = -std::numeric_limits<double>::infinity();
        double sum = 0;
        for (std::size_t j = 0; j < n_cols_; ++j) {
            if (roles_[j] == role) largest = std::max(largest, static_cast<double>(logits_[j]));
        }
        for (std::size_t j = 0; j < n_cols_; ++j) {
            if (roles_[j] == role) sum += std::exp(static_cast<double>(logits_[j]) - largest);
        }
        return sum > 0 ? largest + std::log(sum) : largest;
    }
    /// Share of an entry in the softmax over its role.
    [[nodiscard]] double q(std::size_t j) const {
        const double lse = is_target(j) ? target_lse_ : negative_lse_;
        return std::min(1.0, std::exp(static_cast<double>(logits_[j]) - lse));
    }
    [[nodiscard]] double logit_error(std::size_t j) const {
        const double logit = std::abs(static_cast<double>(logits_[j]));
        return 2 * s_ + summation_ * logit + cap_error(rule_, logit);
    }
    [[nodiscard]] double mean_of_targets_error() const {
        return target_error_ + any_target_error_ + lse_error_ + 2 * s_ * weights_.error();
    }

    /// Of several targets: the terms of (1 - a) (q - 1/k) - a / k, or those of the shares.
    [[nodiscard]] double magnitude(std::size_t j) const {
        const double part = weights_.share(j);
        return weight_ * ((1 - share_) * (q(j) + part) + share_ * part);
    }
    [[nodiscard]] double target_error(std::size_t j) const {
        const double part = weights_.share(j);
        const double of_share = share_ * (1 - share_) * d_error() * (q(j) + 2 * part);
        const double of_q = (1 - share_) * q(j) *
                            (std::abs(1 - 2 * q(j)) * logit_error(j) + target_error_ + lse_error_);
        return weight_ * (of_share + of_q + part * weights_.error()) + magnitude(j) * term_error_;
    }

    [[nodiscard]] double sigma(std::size_t j) const {
        return 1 / (1 + std::exp(static_cast<double>(logits_[j]) - negative_lse_));
    }
    [[nodiscard]] double pair_error(std::size_t j) const {
        return logit_error(j) + mean_error_ + lse_error_;
    }
    void add_up_pairs() {
        for (std::size_t j = 0; j < n_cols_; ++j) {
            if (!is_target(j)) continue;
            const double share = weights_.of(j) * sigma(j);
            pair_losses_error_ += share * pair_error(j);
            shares_error_ += share * ((1 - sigma(j)) * pair_error(j) + term_error_);
        }
    }

    const reference::Rule& rule_;
    const Real* lse_parts_;  ///< null without a z-loss
    Real lse_gradient_;
    double lse_;
    double z_loss_;
    TargetWeight target_weight_;
    const Real* all_;
    const Real* g_;
    const Real* similarities_;
    const Real* logits_;
    std::size_t n_cols_;
    bool is_pairs_;
    std::vector<reference::Role> roles_;
    TargetWeights weights_;
    double share_;
    double weight_;
    double summation_;
    double term_error_;
    double s_;
    double shift_ = 0;  ///< subtracted from the logits before exp
    double negative_lse_ = 0;
    double target_lse_ = 0;
    ClassTerms classes_;
    SmoothingTerms smoothing_;
    double lse_error_ = 0;
    double mean_error_ = 0;
    double target_error_ = 0;
    double any_target_error_ = 0;
    std::size_t n_targets_ = 0;
    double pair_losses_error_ = 0;
    double shares_error_ = 0;
};

/// One row of pairwise sigmoids.
template <typename Real>
class SigmoidRow {
 public:
    SigmoidRow(const reference::Rule& rule, const reference::Result<Real>& result, std::size_t i,
               double largest_similarity, double relative_error_of_divisor)
        : rule_(rule),
          result_(result),
          i_(i),
          n_cols_(result.cols.divisor.size()),
          loss_(static_cast<double>(result.row_loss[i])),
          summation_(summation_error(static_cast<std::size_t>(rule.dim))),
          term_error_(std::hypot(3.0, summation_error(n_cols_),
                                 std::sqrt(static_cast<double>(rule.dim) / 2)) +
                      relative_error_of_divisor),
          s_(largest_similarity) {}

    /// Error of the row loss beside its own rounding, 2u.
    [[nodiscard]] double loss_error() const {
        double error = (1 + summation_error(n_cols_)) * loss_;
        for (std::size_t j = 0; j < n_cols_; ++j) error += p(j) * logit_error(j);
        return error;
    }
    /// All its terms are positive.
    [[nodiscard]] static double loss_terms() { return 0; }
    [[nodiscard]] double largest_similarity() const { return s_ + std::abs(rule_.bias); }

    [[nodiscard]] Entry entry(std::size_t j) const {
        const double g = std::abs(static_cast<double>(result_.coefficient[i_ * n_cols_ + j]));
        return {g, g * ((1 - p(j)) * logit_error(j) + term_error_), std::abs(similarity(j)),
                similarity_error(j)};
    }

 private:
    [[nodiscard]] double similarity(std::size_t j) const {
        return static_cast<double>(result_.similarity[i_ * n_cols_ + j]);
    }
    [[nodiscard]] double logit(std::size_t j) const {
        return static_cast<double>(result_.logit[i_ * n_cols_ + j]);
    }
    [[nodiscard]] double similarity_error(std::size_t j) const {
        return 2 * s_ + summation_ * std::abs(similarity(j));
    }
    [[nodiscard]] double logit_error(std::size_t j) const {
        return similarity_error(j) + 2 * std::abs(rule_.bias) +
               cap_error(rule_, std::abs(similarity(j)));
    }
    [[nodiscard]] double p(std::size_t j) const {
        const auto role = rule_.role(static_cast<std::int64_t>(i_), static_cast<std::int64_t>(j));
        const double s = logit(j) + rule_.bias;
        return 1 / (1 + std::exp(role == reference::Role::kTarget ? s : -s));
    }

    const reference::Rule& rule_;
    const reference::Result<Real>& result_;
    std::size_t i_;
    std::size_t n_cols_;
    double loss_;
    double summation_;
    double term_error_;
    double s_;
};

RowSensitivity zeros(std::size_t n) {
    return {std::vector<double>(n, 0.0), std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
}

void add(RowSensitivity& to, std::size_t i, const Entry& entry, double factor) {
    to.magnitude[i] += factor * entry.g;
    to.roundoff[i] += factor * entry.g_error;
}

/// Every flushed entry of G is lost with the row it multiplies; every result may be flushed too.
void set_underflow(RowSensitivity& to, std::size_t n_terms, double largest_term, double results) {
    constexpr double kFlushed = 2;  // exponentials below twice the smallest normal number become 0
    std::fill(to.underflow.begin(), to.underflow.end(),
              kFlushed * static_cast<double>(n_terms) * largest_term + results);
}

template <typename Real>
void divide_rows(RowSensitivity& to, const reference::Operand<Real>& operand) {
    for (std::size_t i = 0; i < operand.divisor.size(); ++i) {
        for (auto* values : {&to.magnitude, &to.roundoff, &to.underflow}) {
            (*values)[i] =
                operand.zeroed[i] ? 0 : (*values)[i] / static_cast<double>(operand.divisor[i]);
        }
    }
}

/// ArcFace's tangents, whose direction is a difference of unit vectors over its length; the island
/// term; and what the scale's gradient has beside G s.
template <typename Real>
void add_classes(const reference::Rule& rule, const reference::Result<Real>& result,
                 double by_scale, Sensitivity& out) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    const auto n_classes = static_cast<double>(result.cols.divisor.size());
    const double of_unit = 4 + summation_error(dim);
    constexpr double kRoundoff = std::numeric_limits<Real>::digits > 53 ? 0x1p-53 : 0x1p-24;
    for (std::size_t i = 0; i < result.rows.divisor.size(); ++i) {
        if (!rule.counts(static_cast<std::int64_t>(i))) continue;
        const Row<Real> row(rule, result, i,
                            rule.multiplier() + rule.hardness + largest_addend(rule));
        const double rest = std::abs(static_cast<double>(result.scale_rest[i])) * by_scale;
        const auto y = static_cast<std::size_t>(rule.classes.labels[i]);
        const double by_target = std::abs(rule.weight(static_cast<std::int64_t>(i))) *
                                     (rule.classes.softmax_weight + rule.classes.center_weight) +
                                 row.z_part(y);
        // The rest is a difference of products with unit vectors, however small their cosine.
        const double of_units = by_target * rule.multiplier() * by_scale;
        const double of_slope =
            rule.softcap == 0
                ? 0
                : slope_error(rule,
                              static_cast<double>(result.slope[i * result.cols.divisor.size() + y]),
                              rule.multiplier() * (of_unit + rule.classes.margin));
        out.d_scale_terms.magnitude[i] += rest == 0 ? 0 : rest + of_units;
        out.d_scale_terms.roundoff[i] += rest * (row.relative_error() + of_unit) +
                                         of_units * (of_unit + of_slope) +
                                         row.z_part_error(y) * rule.multiplier() * by_scale;
        const double pull =
            rule.multiplier() * std::abs(static_cast<double>(result.tangent_pull[i]));
        if (rule.softcap != 0 && rule.classes.margin_kind == reference::Margin::kArcFace) {
            const double before_slope = rule.multiplier() * by_target;
            out.d_rows.magnitude[i] += before_slope;
            out.d_cols.magnitude[y] += before_slope;
            out.d_rows.roundoff[i] += before_slope * of_slope;
            out.d_cols.roundoff[y] += before_slope * of_slope;
        }
        if (pull == 0) continue;
        const double sine = std::max(static_cast<double>(result.sine[i]), kRoundoff);
        // sin(theta + m) is off by a few u, not by a few u of itself.
        const double factor = rule.multiplier() *
                              std::abs(rule.weight(static_cast<std::int64_t>(i))) *
                              rule.classes.softmax_weight * of_unit;
        const double roundoff = pull * (row.relative_error() + of_unit / sine) + factor +
                                rule.multiplier() * row.z_part_error(y);
        out.d_rows.magnitude[i] += 2 * pull / sine;
        out.d_rows.roundoff[i] += roundoff;
        out.d_cols.magnitude[y] += 2 * pull / sine;
        out.d_cols.roundoff[y] += roundoff;
    }
    const double island = 2 * rule.classes.island_weight * std::abs(rule.upstream[0]) * n_classes;
    for (double& magnitude : out.d_cols.magnitude) magnitude += island;
    for (double& roundoff : out.d_cols.roundoff) {
        roundoff += island * (4 + summation_error(static_cast<std::size_t>(n_classes)));
    }
}

}  // namespace

template <typename Real>
Sensitivity sensitivity_of(const reference::Rule& rule, const reference::Result<Real>& result) {
    const std::vector<double> row_lengths = lengths(result.rows, rule.dim);
    const std::vector<double> col_lengths = lengths(result.cols, rule.dim);
    const std::size_t n_rows = row_lengths.size();
    const std::size_t n_cols = col_lengths.size();
    const double multiplier = rule.multiplier();
    const double longest = *std::max_element(col_lengths.begin(), col_lengths.end());
    Sensitivity out{zeros(n_rows),
                    zeros(n_rows),
                    zeros(n_rows),
                    zeros(n_rows),
                    zeros(rule.self_similar() ? 0 : n_cols),
                    zeros(n_rows),
                    zeros(n_rows)};
    RowSensitivity& columns = rule.self_similar() ? out.d_rows : out.d_cols;
    const double by_scale = std::abs(rule.multiplier_slope() / multiplier);
    const double of_divisor = divisor_error(rule, std::numeric_limits<Real>::digits > 53);
    double largest_weight = 1;
    double largest_row_weight = 1;
    for (std::size_t i = 0; i < n_rows; ++i) {
        // What is added to logits is rounded with them.
        const double s =
            (multiplier + rule.hardness) * row_lengths[i] * longest + largest_addend(rule);
        out.largest_similarity = std::max(out.largest_similarity, s);
        if (!rule.counts(static_cast<std::int64_t>(i))) continue;
        const double row_weight = std::abs(rule.row_weight(static_cast<std::int64_t>(i)));
        largest_row_weight = std::max(largest_row_weight, row_weight);
        // Of pairs a coefficient has the shares of all targets of its row, or the weight of one.
        const bool has_weighted_pairs =
            rule.loss == reference::Loss::kPairs && rule.has_soft_targets();
        const double weights_of_targets =
            has_weighted_pairs ? rule.terms(static_cast<std::int64_t>(i)) : 0;
        const double share =
            std::max({1.0, static_cast<double>(result.negative_share[i]), weights_of_targets});
        const double of_lse = std::abs(static_cast<double>(result.lse_gradient[i]));
        largest_weight = std::max(largest_weight, static_cast<double>(result.target_share[i]));
        largest_weight = std::max(
            largest_weight, share * std::abs(rule.weight(static_cast<std::int64_t>(i))) + of_lse);
        const auto take = [&](const auto& row) {
            const double loss = std::abs(static_cast<double>(result.row_loss[i]));
            out.row_loss.magnitude[i] = loss + row.loss_terms();
            out.row_loss.roundoff[i] = 2 * loss + row.loss_error();
            out.weighted_loss.magnitude[i] = row_weight * out.row_loss.magnitude[i];
            out.weighted_loss.roundoff[i] =
                row_weight * (out.row_loss.roundoff[i] + loss + of_divisor * loss);
            out.largest_similarity = std::max(out.largest_similarity, row.largest_similarity());
            for (std::size_t j = 0; j < n_cols; ++j) {
                Entry entry = row.entry(j);
                add(out.d_bias_terms, i, entry, 1);
                if (rule.softcap != 0) {
                    const auto slope = static_cast<double>(result.slope[i * n_cols + j]);
                    entry = capped(rule, slope, entry);
                }
                add(out.d_rows, i, entry, multiplier * col_lengths[j]);
                add(columns, j, entry, multiplier * row_lengths[i]);
                out.d_scale_terms.magnitude[i] += entry.g * entry.logit * by_scale;
                out.d_scale_terms.roundoff[i] +=
                    (entry.g_error * entry.logit + entry.g * entry.logit_error) * by_scale;
            }
        };
        if (rule.sigmoid()) {
            take(SigmoidRow<Real>(rule, result, i, s, of_divisor));
            continue;
        }
        const Row<Real> row(rule, result, i, s, of_divisor);
        out.row_lse.magnitude[i] = row.lse_error();
        out.row_lse.roundoff[i] = row.row_lse_error();
        take(row);
    }
    if (rule.loss == reference::Loss::kClassSoftmax) add_classes(rule, result, by_scale, out);
    const double width = std::sqrt(static_cast<double>(rule.dim));
    const double term = multiplier * largest_weight * longest;
    set_underflow(out.row_loss, n_cols, 1, 1);
    set_underflow(out.weighted_loss, n_cols, largest_row_weight, 1);
    set_underflow(out.row_lse, 0, 0, 1);
    set_underflow(out.d_scale_terms, n_cols, largest_weight * out.largest_similarity * by_scale, 1);
    set_underflow(out.d_bias_terms, n_cols, largest_weight, 1);
    set_underflow(out.d_rows, n_cols + n_rows, term, width);
    set_underflow(out.d_cols, n_rows, term, width);
    divide_rows(out.d_rows, result.rows);
    if (!rule.self_similar()) divide_rows(out.d_cols, result.cols);
    return out;
}

template Sensitivity sensitivity_of(const reference::Rule&, const reference::Result<double>&);
template Sensitivity sensitivity_of(const reference::Rule&, const reference::Result<long double>&);

}  // namespace harness
