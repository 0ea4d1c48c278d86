// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "reference/class_softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace reference {

namespace {

template <typename Real>
Real dot(const Real* a, const Real* b, std::size_t dim) {
    Real sum = 0;
    for (std::size_t k = 0; k < dim; ++k) sum += a[k] * b[k];
    return sum;
}

/// (b - c a) / |b - c a| without its part along a, which is rounding; and the length before.
template <typename Real>
struct Tangent {
    std::vector<Real> direction;
    Real length;

    Tangent(const Real* a, const Real* b, std::size_t dim) : direction(dim) {
        const Real cosine = dot(a, b, dim);
        for (std::size_t k = 0; k < dim; ++k) direction[k] = b[k] - cosine * a[k];
        length = std::sqrt(dot(direction.data(), direction.data(), dim));
        if (cosine == 0) length = 1;  // orthogonal, as a zero row is to everything
        const Real rounding =
            std::numeric_limits<Real>::epsilon() * (4 + std::sqrt(static_cast<Real>(dim)));
        if (length <= rounding) length = 0;
        const Real along = dot(a, direction.data(), dim);
        for (std::size_t k = 0; k < dim; ++k) {
            direction[k] = length == 0 ? Real{0} : (direction[k] - along * a[k]) / length;
        }
    }
};

/// f, and -df / dtheta.
template <typename Real>
struct Target {
    Real cosine;
    Real slope;
};

template <typename Real>
Target<Real> target_of(const ClassOptions& classes, Real cosine, Real sine) {
    const auto m = static_cast<Real>(classes.margin);
    if (classes.margin_kind == Margin::kNone) return {cosine, sine};
    if (classes.margin_kind == Margin::kCosFace) return {cosine - m, sine};
    if (cosine < -std::cos(m)) return {cosine - m * std::sin(m), sine};
    return {cosine * std::cos(m) - sine * std::sin(m), sine * std::cos(m) + cosine * std::sin(m)};
}

}  // namespace

template <typename Real>
void begin_classes(const Rule& rule, Result<Real>& out) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    const std::size_t n_rows = out.rows.divisor.size();
    const std::size_t n_classes = out.cols.divisor.size();
    out.softmax_part.assign(out.similarity.size(), 0);
    out.sine.assign(n_rows, 1);
    out.tangent_pull.assign(n_rows, 0);
    if (rule.classes.island_weight == 0) return;
    Real sum = 0;
    for (std::size_t j = 0; j < n_classes; ++j) {
        for (std::size_t l = 0; l < n_classes; ++l) {
            if (j != l) sum += dot(&out.cols.z[j * dim], &out.cols.z[l * dim], dim) + 1;
        }
    }
    out.extra_loss = static_cast<Real>(rule.classes.island_weight) * sum;
}

template <typename Real>
void finish_class_row(const Rule& rule, std::size_t i, Result<Real>& out) {
    const ClassOptions& classes = rule.classes;
    const auto dim = static_cast<std::size_t>(rule.dim);
    const std::size_t n = out.cols.divisor.size();
    const auto y = static_cast<std::size_t>(classes.labels[i]);
    const Real k = out.multiplier;
    const Real* s = &out.logit[i * n];
    std::vector<bool> is_negative(n);
    for (std::size_t j = 0; j < n; ++j) {
        is_negative[j] = rule.role(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)) ==
                         Role::kNegative;
    }
    const Real cosine = dot(&out.rows.z[i * dim], &out.cols.z[y * dim], dim);
    if (classes.margin_kind == Margin::kArcFace) {
        out.sine[i] = Tangent<Real>(&out.rows.z[i * dim], &out.cols.z[y * dim], dim).length;
    }
    const Target<Real> target = target_of(classes, cosine, out.sine[i]);
    const Real term = rule.col_bias.empty() ? Real{0} : static_cast<Real>(rule.col_bias[y]);
    const Capped<Real> own = capped(rule, k * target.cosine);
    const Real positive = own.value + term;

    Real largest = -std::numeric_limits<Real>::infinity();
    for (std::size_t j = 0; j < n; ++j) {
        if (is_negative[j]) largest = std::max(largest, s[j]);
    }
    Real sum = 0;
    Real smoothed = 0;
    for (std::size_t j = 0; j < n; ++j) {
        if (!is_negative[j]) continue;
        sum += std::exp(s[j] - largest);
        smoothed += positive - s[j];
    }
    const Real lse_negative = largest + std::log(sum);  // no other class: -inf
    const Real d = lse_negative - positive;
    const Real tail = std::log1p(std::exp(-std::abs(d)));
    const Real share = d > 0 ? 1 / (1 + std::exp(-d)) : std::exp(d) / (1 + std::exp(d));
    const Real rest = d > 0 ? std::exp(-d) / (1 + std::exp(-d)) : 1 / (1 + std::exp(d));
    const auto softmax = static_cast<Real>(classes.softmax_weight);
    const auto center = static_cast<Real>(classes.center_weight);
    const Real a = static_cast<Real>(rule.label_smoothing) / static_cast<Real>(n);
    out.row_loss[i] =
        softmax * ((d > 0 ? d : Real{0}) + tail + a * smoothed) + center * (1 - cosine);
    out.row_lse[i] = (d > 0 ? lse_negative : positive) + tail + static_cast<Real>(rule.bias);
    out.negative_share[i] = softmax * share;

    const auto weight = static_cast<Real>(rule.weight(static_cast<std::int64_t>(i)));
    const auto zeta = static_cast<Real>(rule.z_loss);
    out.row_loss[i] += zeta * out.row_lse[i] * out.row_lse[i];
    const Real of_lse = 2 * weight * zeta * out.row_lse[i];
    out.lse_gradient[i] = of_lse;
    Real* part = &out.softmax_part[i * n];
    Real* g = &out.coefficient[i * n];
    for (std::size_t j = 0; j < n; ++j) {
        if (j != y && !is_negative[j]) continue;
        part[j] = weight * softmax * share * (j == y ? Real{-1} : std::exp(s[j] - lse_negative));
        const Real lse_part = j == y ? rest : share * std::exp(s[j] - lse_negative);
        g[j] = part[j] - weight * softmax * a + of_lse * lse_part;
        if (rule.z_loss != 0) out.lse_part[i * n + j] = lse_part;
    }
    const Real by_target =
        part[y] + weight * softmax * a * static_cast<Real>(n - 1) + of_lse * rest;
    const Real by_center = weight * center / k;
    g[y] = by_target - by_center;
    if (classes.margin_kind == Margin::kArcFace) {
        part[y] = 0;
        g[y] = -by_center;
        out.tangent_pull[i] = by_target * own.slope * target.slope;
    }
    if (rule.softcap != 0) {
        out.slope[i * n + y] = own.slope;
        out.past_the_cap[i * n + y] = -by_center;
    }
    out.scale_rest[i] = by_target * own.slope * k * target.cosine -
                        out.gradient_by_similarity(i * n + y) * out.similarity[i * n + y];
}

template <typename Real>
void add_class_gradients(const Rule& rule, Result<Real>& out) {
    const auto dim = static_cast<std::size_t>(rule.dim);
    const std::size_t n_classes = out.cols.divisor.size();
    for (std::size_t i = 0; i < out.rows.divisor.size(); ++i) {
        if (out.tangent_pull[i] == 0) continue;
        const auto y = static_cast<std::size_t>(rule.classes.labels[i]);
        const Real* z = &out.rows.z[i * dim];
        const Real* w = &out.cols.z[y * dim];
        const Tangent<Real> at_row(z, w, dim);
        const Tangent<Real> at_class(w, z, dim);
        for (std::size_t k = 0; k < dim; ++k) {
            out.d_rows[i * dim + k] += out.multiplier * out.tangent_pull[i] * at_row.direction[k];
            out.d_cols[y * dim + k] += out.multiplier * out.tangent_pull[i] * at_class.direction[k];
        }
    }
    const Real island =
        static_cast<Real>(rule.upstream[0]) * static_cast<Real>(rule.classes.island_weight);
    for (std::size_t j = 0; island != 0 && j < n_classes; ++j) {
        for (std::size_t l = 0; l < n_classes; ++l) {
            for (std::size_t k = 0; j != l && k < dim; ++k) {
                out.d_cols[j * dim + k] += 2 * island * out.cols.z[l * dim + k];
            }
        }
    }
}

template void begin_classes(const Rule&, Result<float>&);
template void begin_classes(const Rule&, Result<double>&);
template void begin_classes(const Rule&, Result<long double>&);
template void finish_class_row(const Rule&, std::size_t, Result<float>&);
template void finish_class_row(const Rule&, std::size_t, Result<double>&);
template void finish_class_row(const Rule&, std::size_t, Result<long double>&);
template void add_class_gradients(const Rule&, Result<float>&);
template void add_class_gradients(const Rule&, Result<double>&);
template void add_class_gradients(const Rule&, Result<long double>&);

}  // namespace reference
