// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file principal_axes.h
 * @brief The two directions in which a cloud of points is widest (PCA), to draw it on.
 */
#pragma once

#include <array>
#include <span>
#include <vector>

#include "matrix.h"

namespace digits {

class PrincipalAxes {
 public:
    /// Finds the axes of the rows of `points`, at least two of at least two columns.
    explicit PrincipalAxes(const Matrix& points);

    /// Coordinates of a point on the two axes, from the centre of the cloud.
    [[nodiscard]] std::array<float, 2> project(std::span<const float> point) const;

 private:
    std::vector<double> mean_;
    std::array<std::vector<double>, 2> axes_;
};

}  // namespace digits
