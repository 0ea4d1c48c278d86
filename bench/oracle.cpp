// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "oracle.hpp"

#include <algorithm>
#include <cmath>

namespace cuxent::bench {
namespace {

double dot(const double* a, const double* b, std::size_t n) {
    double sum = 0;
    for (std::size_t k = 0; k < n; ++k) sum += a[k] * b[k];
    return sum;
}

// L_i = softplus(gap), gap = log sum_{j != i, p} exp s_ij - s_ip: the positive kept apart.
struct RowLoss {
    double gap;
    double max_negative;  // of s_ij
    double sum_negative;  // of exp(s_ij - max_negative)
};

RowLoss row_loss(const std::vector<double>& s, std::size_t self, std::size_t partner) {
    double max_negative = -HUGE_VAL;
    for (std::size_t j = 0; j < s.size(); ++j) {
        if (j != self && j != partner) max_negative = std::max(max_negative, s[j]);
    }
    double sum = 0;
    for (std::size_t j = 0; j < s.size(); ++j) {
        if (j != self && j != partner) sum += std::exp(s[j] - max_negative);
    }
    return {max_negative + std::log(sum) - s[partner], max_negative, sum};
}

}  // namespace

LossAndGradient oracle_nt_xent(const Batch& batch) {
    const auto n_rows = static_cast<std::size_t>(batch.problem.n_rows);
    const auto dim = static_cast<std::size_t>(batch.problem.dim);
    std::vector<double> z = decode(batch.embeddings.data(), n_rows * dim, batch.problem.type);
    std::vector<double> norm(n_rows);
    for (std::size_t i = 0; i < n_rows; ++i) {
        double* row = &z[i * dim];
        norm[i] = std::sqrt(dot(row, row, dim));
        for (std::size_t k = 0; k < dim; ++k) row[k] /= norm[i];
    }

    LossAndGradient result;
    std::vector<double> dz(n_rows * dim, 0.0);
    std::vector<double> s(n_rows);
    for (std::size_t i = 0; i < n_rows; ++i) {
        const std::size_t partner = (i + n_rows / 2) % n_rows;
        for (std::size_t j = 0; j < n_rows; ++j) {
            s[j] = dot(&z[i * dim], &z[j * dim], dim) / batch.temperature;
        }
        const RowLoss row = row_loss(s, i, partner);
        result.loss += (std::max(row.gap, 0.0) + std::log1p(std::exp(-std::abs(row.gap)))) /
                       static_cast<double>(n_rows);
        const double sigmoid = 1 / (1 + std::exp(-row.gap));
        for (std::size_t j = 0; j < n_rows; ++j) {
            if (j == i) continue;
            const double softmax = std::exp(s[j] - row.max_negative) / row.sum_negative;
            const double g = sigmoid * (j == partner ? -1.0 : softmax) / batch.temperature;
            for (std::size_t k = 0; k < dim; ++k) {
                dz[i * dim + k] += g * z[j * dim + k];
                dz[j * dim + k] += g * z[i * dim + k];
            }
        }
    }

    for (std::size_t i = 0; i < n_rows; ++i) {
        const double along = dot(&z[i * dim], &dz[i * dim], dim);
        for (std::size_t k = 0; k < dim; ++k) {
            dz[i * dim + k] = (dz[i * dim + k] - z[i * dim + k] * along) / norm[i];
        }
    }
    result.gradient = std::move(dz);
    return result;
}

}  // namespace cuxent::bench
