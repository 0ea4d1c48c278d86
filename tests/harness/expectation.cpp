// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/expectation.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <stdexcept>
#include <utility>

#include "harness/element.h"
#include "harness/guide.h"
#include "harness/sensitivity.h"

namespace harness {

namespace {

constexpr double kMargin = 2;  // over the yardstick's error
constexpr double kCapFactor = 32;

double finite_or_zero(double x) {
    return std::isfinite(x) ? x : 0;
}

/// Of the rows that are finite.
double length(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += finite_or_zero(value * value);
    return std::sqrt(sum);
}

/// The arithmetic of a problem, and what its magnitudes allow at most.
struct Arithmetic {
    double roundoff;
    double tiny;
    double cap;  // relative
};

/// L2 error of each row of the yardstick. Rows that are not finite are judged by position only.
template <typename Oracle, typename Yardstick>
std::vector<double> row_errors(const std::vector<Oracle>& want, const std::vector<Yardstick>& got,
                               std::size_t width) {
    std::vector<double> errors;
    for (std::size_t i = 0; i < want.size(); i += width) {
        double sum = 0;
        for (std::size_t k = i; k < i + width; ++k) {
            const auto error = static_cast<double>(static_cast<Oracle>(got[k]) - want[k]);
            sum += error * error;
        }
        errors.push_back(finite_or_zero(std::sqrt(sum)));
    }
    return errors;
}

/// The line of the policy for rows and for the whole; the result's own rounding is added later.
template <typename Oracle, typename Yardstick>
Quantity derive(std::string name, std::size_t width, const std::vector<Oracle>& want,
                const std::vector<Yardstick>& yardstick, const RowSensitivity& sensitivity,
                const Arithmetic& arithmetic) {
    Quantity out;
    out.name = std::move(name);
    out.width = width;
    out.row_magnitude = sensitivity.magnitude;
    out.want.assign(want.begin(), want.end());
    const std::vector<double> errors = row_errors(want, yardstick, width);
    const double magnitude = length(sensitivity.magnitude);
    const double usual = magnitude > 0 ? length(errors) / magnitude : 0;
    std::vector<double> roundoff;
    std::vector<double> underflow;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        roundoff.push_back(arithmetic.roundoff * sensitivity.roundoff[i]);
        underflow.push_back(arithmetic.tiny * sensitivity.underflow[i]);
        const double rounding =
            std::max({errors[i], usual * sensitivity.magnitude[i], roundoff.back()});
        const double limit =
            std::min(kMargin * rounding, arithmetic.cap * sensitivity.magnitude[i]);
        out.row_limit.push_back(finite_or_zero(limit + underflow.back()));
    }
    const double rounding = kMargin * std::max(length(errors), length(roundoff));
    out.total_limit =
        finite_or_zero(std::min(rounding, arithmetic.cap * magnitude) + length(underflow));
    return out;
}

/// One number from its row terms.
Quantity reduce(std::string name, double want, double yardstick, double factor,
                const Quantity& terms, double roundoff) {
    Quantity out{std::move(name), terms.type, 1, {want}, {}, 0};
    double limit = kMargin * finite_or_zero(std::abs(yardstick - want));
    for (const double term : terms.row_limit) limit += factor * term;
    // The sum and its division are rounded too.
    out.row_limit = {finite_or_zero(limit + kMargin * roundoff * std::abs(want))};
    out.total_limit = out.row_limit[0];
    return out;
}

/// Adds half an ulp of every entry.
void add_rounding(cuxentType type, Quantity& quantity) {
    quantity.type = type;
    const Format format = format_of(type);
    std::vector<double> rounding;
    for (std::size_t i = 0; i < quantity.row_limit.size(); ++i) {
        double sum = 0;
        for (std::size_t k = i * quantity.width; k < (i + 1) * quantity.width; ++k) {
            const double ulp = format.half_ulp(std::abs(quantity.want[k]) + quantity.row_limit[i]);
            sum += ulp * ulp;
        }
        // A limit of 0 stands for an exact value: a zeroed row, or NaN.
        rounding.push_back(quantity.row_limit[i] == 0 ? 0 : finite_or_zero(std::sqrt(sum)));
        quantity.row_limit[i] += rounding.back();
    }
    quantity.total_limit += length(rounding);
}

template <typename Oracle, typename Yardstick>
std::shared_ptr<const Expectation> compute(const Spec& spec) {
    const reference::Rule rule = rule_of(spec);
    auto out = std::make_shared<Expectation>();
    out->spec = spec;
    out->batch = make_batch(spec);
    out->upstream = rule.upstream;
    out->row_weights = rule.row_weights;
    out->scale = rule.scale;
    out->row_labels = rule.has_sets() ? rule.row_labels : rule.classes.labels;
    out->col_labels = rule.col_labels;
    out->pairs = pair_lists_of(spec);
    out->soft_targets = rule.soft_targets;
    out->row_ids = rule.row_ids;
    out->col_ids = rule.col_ids;
    out->col_bias = rule.col_bias;
    out->guide = guide_of(spec, rule);
    out->bias = rule.bias;
    const auto oracle = reference::contrastive<Oracle>(rule, out->batch.rows, out->batch.cols);
    const bool sound = std::isfinite(rule.multiplier()) && std::isfinite(rule.bias);
    if (spec.special == 0 && sound && !std::isfinite(oracle.d_scale)) {
        throw std::logic_error("NaN by accident: " + to_string(spec));  // it would match NaN
    }
    const auto yardstick =
        reference::contrastive<Yardstick>(rule, out->batch.rows, out->batch.cols);
    const Sensitivity sensitivity = sensitivity_of(rule, oracle);
    const Format format = format_of(scalar_type(spec.type));
    const double u = format.unit_roundoff();
    const double root = std::sqrt(static_cast<double>(spec.dim));
    const Arithmetic arithmetic{u, format.smallest_normal(),
                                kCapFactor * u * (sensitivity.largest_similarity + root)};
    const auto dim = static_cast<std::size_t>(spec.dim);

    out->row_loss = derive("row_loss", 1, oracle.row_loss, yardstick.row_loss, sensitivity.row_loss,
                           arithmetic);
    out->row_lse =
        derive("row_lse", 1, oracle.row_lse, yardstick.row_lse, sensitivity.row_lse, arithmetic);
    out->d_rows =
        derive("d_rows", dim, oracle.d_rows, yardstick.d_rows, sensitivity.d_rows, arithmetic);
    out->d_cols =
        derive("d_cols", dim, oracle.d_cols, yardstick.d_cols, sensitivity.d_cols, arithmetic);
    const Quantity terms = derive("d_scale_terms", 1, oracle.d_scale_terms, yardstick.d_scale_terms,
                                  sensitivity.d_scale_terms, arithmetic);
    out->d_scale = reduce("d_scale", static_cast<double>(oracle.d_scale),
                          static_cast<double>(yardstick.d_scale), 1, terms, u);
    const Quantity bias_terms =
        derive("d_bias_terms", 1, oracle.d_bias_terms, yardstick.d_bias_terms,
               sensitivity.d_bias_terms, arithmetic);
    out->d_bias = reduce("d_bias", static_cast<double>(oracle.d_bias),
                         static_cast<double>(yardstick.d_bias), 1, bias_terms, u);
    out->loss = derive("loss", 1, oracle.weighted_loss, yardstick.weighted_loss,
                       sensitivity.weighted_loss, arithmetic);
    const double n_cols = static_cast<double>(rule.col_count());
    if (spec.reduction != CUXENT_REDUCTION_NONE) {
        out->loss =
            reduce("loss", static_cast<double>(oracle.loss), static_cast<double>(yardstick.loss),
                   1 / std::abs(rule.divisor()), out->loss, u);
        // Every cosine of the island term is off by a few u.
        const double island = kMargin * 3 * u * rule.classes.island_weight * n_cols * n_cols;
        out->loss.row_limit[0] += island;
        out->loss.total_limit += island;
    }
    for (Quantity* scalar :
         {&out->loss, &out->row_loss, &out->row_lse, &out->d_scale, &out->d_bias}) {
        scalar->type = scalar_type(spec.type);
    }
    out->d_rows.type = out->d_cols.type = spec.grad_type();
    const bool has_row_lse = spec.loss != CUXENT_LOSS_LABEL_PAIRS && !rule.sigmoid();
    if (!has_row_lse) out->row_lse = {};
    if (!rule.has_sets()) {
        out->ranks = reference::rank_ranges(rule, oracle, has_exact_logits(spec) ? 0 : u);
    }
    if (format_of(spec.grad_type()).bytes < format.bytes) {
        add_rounding(spec.grad_type(), out->d_rows);
        add_rounding(spec.grad_type(), out->d_cols);
    }
    return out;
}

}  // namespace

std::shared_ptr<const Expectation> expectation_of(const Spec& spec) {
    constexpr std::size_t kRemembered = 8;  // a few megabytes each
    static std::deque<std::pair<std::string, std::shared_ptr<const Expectation>>> recent;
    const std::string key = to_string(spec);
    for (const auto& [known, expectation] : recent) {
        if (known == key) return expectation;
    }
    auto expectation = spec.type == CUXENT_TYPE_FLOAT64 ? compute<long double, double>(spec)
                                                        : compute<double, float>(spec);
    recent.emplace_front(key, expectation);
    if (recent.size() > kRemembered) recent.pop_back();
    return expectation;
}

Quantity accumulated(const Quantity& quantity, const std::vector<double>& initial) {
    Quantity out = quantity;
    for (std::size_t i = 0; i < initial.size(); ++i) out.want[i] += initial[i];
    add_rounding(quantity.type, out);
    return out;
}

}  // namespace harness
