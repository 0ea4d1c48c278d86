// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file nearest_neighbours.h
 * @brief How well labels can be read off an embedding by looking at neighbours.
 */
#pragma once

#include <span>

#include "matrix.h"

namespace digits {

/**
 * Share of the queries whose label is the majority label of their five nearest rows of the
 * gallery, by Euclidean distance. A tie goes to the label with the nearest row.
 */
double knn_accuracy(const Matrix& gallery, std::span<const int> gallery_labels,
                    const Matrix& queries, std::span<const int> query_labels);

/// The rows scaled to length 1, so that Euclidean distance orders them as cosine similarity does.
Matrix unit_rows(Matrix rows);

}  // namespace digits
