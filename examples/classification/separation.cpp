// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "separation.h"

#include <numeric>

#include "nearest_neighbours.h"

namespace classification {
namespace {

double dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

Separation separation_of(const digits::Matrix& embeddings, std::span<const int> labels,
                         std::size_t n_classes) {
    const digits::Matrix rows = digits::unit_rows(embeddings);
    digits::Matrix sums(n_classes, rows.cols);
    for (std::size_t i = 0; i < rows.rows; ++i) {
        const auto sum = sums.row(static_cast<std::size_t>(labels[i]));
        for (std::size_t k = 0; k < rows.cols; ++k) sum[k] += rows.row(i)[k];
    }
    const digits::Matrix centers = digits::unit_rows(sums);

    Separation separation;
    for (std::size_t i = 0; i < rows.rows; ++i) {
        separation.within += dot(rows.row(i), centers.row(static_cast<std::size_t>(labels[i])));
    }
    separation.within /= static_cast<double>(rows.rows);
    for (std::size_t j = 0; j < n_classes; ++j) {
        for (std::size_t l = 0; l < n_classes; ++l) {
            if (j != l) separation.between += dot(centers.row(j), centers.row(l));
        }
    }
    separation.between /= static_cast<double>(n_classes * (n_classes - 1));
    return separation;
}

}  // namespace classification
