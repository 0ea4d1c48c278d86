// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "principal_axes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace digits {
namespace {

using Vector = std::vector<double>;

/// Enough for a picture: an axis that is hardly wider than the next one may come out mixed.
constexpr int kPowerIterations = 300;

double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void normalize(Vector& vector) {
    const double norm = std::sqrt(dot(vector, vector));
    if (norm > 0.0) {
        for (double& value : vector) value /= norm;
    }
}

Vector mean_of(const Matrix& points) {
    Vector mean(points.cols);
    for (std::size_t i = 0; i < points.rows; ++i) {
        for (std::size_t j = 0; j < points.cols; ++j) mean[j] += points.row(i)[j];
    }
    for (double& value : mean) value /= static_cast<double>(points.rows);
    return mean;
}

/// Scatter matrix about the mean: its eigenvectors are the axes.
std::vector<Vector> scatter_of(const Matrix& points, const Vector& mean) {
    std::vector<Vector> scatter(points.cols, Vector(points.cols));
    Vector centred(points.cols);
    for (std::size_t i = 0; i < points.rows; ++i) {
        for (std::size_t j = 0; j < points.cols; ++j) centred[j] = points.row(i)[j] - mean[j];
        for (std::size_t j = 0; j < points.cols; ++j) {
            for (std::size_t k = 0; k < points.cols; ++k) {
                scatter[j][k] += centred[j] * centred[k];
            }
        }
    }
    return scatter;
}

/// Eigenvector of the largest eigenvalue, by power iteration.
Vector widest_axis(const std::vector<Vector>& scatter) {
    Vector axis(scatter.size());
    for (std::size_t j = 0; j < axis.size(); ++j) axis[j] = 1.0 / static_cast<double>(j + 1);
    for (int i = 0; i < kPowerIterations; ++i) {
        Vector image(axis.size());
        std::ranges::transform(scatter, image.begin(),
                               [&](const Vector& row) { return dot(row, axis); });
        normalize(image);
        axis = image;
    }
    return axis;
}

/// Takes an axis out of the scatter, so that the next widest one is found.
void deflate(std::vector<Vector>& scatter, const Vector& axis) {
    Vector image(axis.size());
    std::ranges::transform(scatter, image.begin(),
                           [&](const Vector& row) { return dot(row, axis); });
    const double eigenvalue = dot(image, axis);
    for (std::size_t j = 0; j < axis.size(); ++j) {
        for (std::size_t k = 0; k < axis.size(); ++k) {
            scatter[j][k] -= eigenvalue * axis[j] * axis[k];
        }
    }
}

}  // namespace

PrincipalAxes::PrincipalAxes(const Matrix& points) : mean_(mean_of(points)) {
    auto scatter = scatter_of(points, mean_);
    axes_[0] = widest_axis(scatter);
    deflate(scatter, axes_[0]);
    axes_[1] = widest_axis(scatter);
}

std::array<float, 2> PrincipalAxes::project(std::span<const float> point) const {
    Vector centred(point.begin(), point.end());
    for (std::size_t j = 0; j < centred.size(); ++j) centred[j] -= mean_[j];
    return {static_cast<float>(dot(axes_[0], centred)), static_cast<float>(dot(axes_[1], centred))};
}

}  // namespace digits
