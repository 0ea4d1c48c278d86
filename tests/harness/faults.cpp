// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/faults.h"

#include <cmath>
#include <cstddef>

#include "harness/element.h"
#include "reference/contrastive.h"

namespace harness {

namespace {

std::vector<double> rounded(cuxentType type, const std::vector<float>& values) {
    std::vector<double> out;
    for (const float value : values) out.push_back(format_of(type).round(value));
    return out;
}

reference::Result<float> yardstick_of(const Expectation& expectation) {
    return reference::contrastive<float>(rule_of(expectation.spec), expectation.batch.rows,
                                         expectation.batch.cols);
}

/// The gradient of view 1 and 2 from G alone: dz = k (G + G') z, or k G z, then the projection.
std::vector<double> gradient_from(const reference::Result<float>& result,
                                  const std::vector<float>& coefficient, const Spec& spec,
                                  bool with_transposed) {
    const std::size_t n = result.rows.divisor.size();
    const auto dim = static_cast<std::size_t>(spec.dim);
    const auto multiplier = static_cast<float>(rule_of(spec).multiplier());
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<float> dz(dim, 0.0F);
        for (std::size_t j = 0; j < n; ++j) {
            const float mirrored = with_transposed ? coefficient[j * n + i] : 0.0F;
            const float g = multiplier * (coefficient[i * n + j] + mirrored);
            for (std::size_t k = 0; k < dim; ++k) dz[k] += g * result.rows.z[j * dim + k];
        }
        float along = 0;
        for (std::size_t k = 0; k < dim; ++k) along += dz[k] * result.rows.z[i * dim + k];
        for (std::size_t k = 0; k < dim; ++k) {
            out.push_back((dz[k] - along * result.rows.z[i * dim + k]) / result.rows.divisor[i]);
        }
    }
    return out;
}

}  // namespace

Observed honest_answer(const Expectation& expectation) {
    const auto result = yardstick_of(expectation);
    const cuxentType scalar = scalar_type(expectation.spec.type);
    const cuxentType gradient = expectation.spec.grad_type();
    Observed out;
    out.row_loss = rounded(scalar, result.row_loss);
    if (!expectation.row_lse.want.empty()) out.row_lse = rounded(scalar, result.row_lse);
    out.loss = {result.loss};
    if (expectation.spec.reduction == CUXENT_REDUCTION_NONE)
        out.loss = rounded(scalar, result.weighted_loss);
    out.d_rows = rounded(gradient, result.d_rows);
    out.d_cols = rounded(gradient, result.d_cols);
    out.d_scale = {result.d_scale};
    out.d_bias = {result.d_bias};
    if (expectation.ranks.empty()) return out;
    for (const auto& range : reference::rank_ranges(rule_of(expectation.spec), result, 0)) {
        out.row_rank.push_back(range.counts ? 1 + range.above : 0);
        out.row_ties.push_back(range.beside);
    }
    return out;
}

Observed probability_minus_one(const Expectation& expectation) {
    const auto result = yardstick_of(expectation);
    const reference::Rule rule = rule_of(expectation.spec);
    const std::size_t n = result.rows.divisor.size();
    std::vector<float> coefficient(n * n, 0.0F);
    for (std::size_t i = 0; i < n; ++i) {
        const auto weight = static_cast<float>(rule.weight(static_cast<std::int64_t>(i)));
        for (std::size_t j = 0; j < n; ++j) {
            const float p = std::exp(result.similarity[i * n + j] - result.row_lse[i]);
            const bool positive = (i + n / 2) % n == j;
            coefficient[i * n + j] = i == j ? 0.0F : weight * (p - (positive ? 1.0F : 0.0F));
        }
    }
    Observed out;
    out.d_rows = gradient_from(result, coefficient, expectation.spec, true);
    return out;
}

Observed without_transposed_term(const Expectation& expectation) {
    const auto result = yardstick_of(expectation);
    Observed out;
    out.d_rows = gradient_from(result, result.coefficient, expectation.spec, false);
    return out;
}

Observed subtracted_losses(const Expectation& expectation) {
    const auto result = yardstick_of(expectation);
    const std::size_t n = result.rows.divisor.size();
    Observed out;
    for (std::size_t i = 0; i < n; ++i) {
        const float positive = result.similarity[i * n + (i + n / 2) % n];
        out.row_loss.push_back(result.row_lse[i] - positive);
    }
    return out;
}

}  // namespace harness
