// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "nearest_neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "dataset.h"

namespace digits {
namespace {

constexpr std::size_t kNeighbours = 5;

float squared_distance(std::span<const float> a, std::span<const float> b) {
    float sum = 0.0F;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

/// Majority label of the nearest rows, which come nearest first.
int vote(std::span<const std::pair<float, int>> nearest) {
    std::array<int, kClasses> votes{};
    for (const auto& [distance, label] : nearest) ++votes[static_cast<std::size_t>(label)];
    const int most = *std::max_element(votes.begin(), votes.end());
    for (const auto& [distance, label] : nearest) {
        if (votes[static_cast<std::size_t>(label)] == most) return label;
    }
    return -1;  // an empty gallery
}

}  // namespace

double knn_accuracy(const Matrix& gallery, std::span<const int> gallery_labels,
                    const Matrix& queries, std::span<const int> query_labels) {
    const std::size_t k = std::min(kNeighbours, gallery.rows);
    std::vector<std::pair<float, int>> candidates(gallery.rows);
    std::size_t n_right = 0;
    for (std::size_t q = 0; q < queries.rows; ++q) {
        for (std::size_t g = 0; g < gallery.rows; ++g) {
            candidates[g] = {squared_distance(queries.row(q), gallery.row(g)), gallery_labels[g]};
        }
        std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k),
                          candidates.end());
        if (vote(std::span(candidates).first(k)) == query_labels[q]) ++n_right;
    }
    return static_cast<double>(n_right) / static_cast<double>(queries.rows);
}

Matrix unit_rows(Matrix rows) {
    for (std::size_t i = 0; i < rows.rows; ++i) {
        const auto row = rows.row(i);
        const float norm = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0F));
        if (norm > 0.0F) {
            for (float& value : row) value /= norm;
        }
    }
    return rows;
}

}  // namespace digits
