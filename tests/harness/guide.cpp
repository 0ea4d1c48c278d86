// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "harness/guide.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "reference/random_rows.h"

namespace harness {

namespace {

constexpr int kDirections = 8;

/// One of the axes, or four equal entries, which is a length of 2: dividing by it is exact.
void add_direction(int direction, std::int64_t dim, double length, std::vector<double>& rows) {
    const std::size_t begin = rows.size();
    rows.resize(begin + static_cast<std::size_t>(dim), 0.0);
    const int half = direction / 2;
    const int n = direction % 2 == 1 && dim >= 4 ? 4 : 1;
    for (int k = 0; k < n; ++k) {
        const auto at = static_cast<std::size_t>((half + k) % dim);
        rows[begin + at] = (half >> k & 1) != 0 && n == 4 ? -length : length;
    }
}

std::vector<double> rows_of(std::int64_t n, std::int64_t dim, reference::NormalGenerator& random) {
    std::vector<double> rows;
    for (std::int64_t i = 0; i < n; ++i) {
        const auto direction = static_cast<int>(kDirections * random.uniform());
        const double length = std::ldexp(1.0, static_cast<int>(5 * random.uniform()) - 2);
        add_direction(direction, dim, i % 11 == 5 ? 0 : length, rows);
    }
    return rows;
}

}  // namespace

reference::Guide guide_of(const Spec& spec, const reference::Rule& rule) {
    if (spec.guide_dim == 0) return {};
    reference::NormalGenerator random(spec.seed + 7000);
    reference::Guide guide{spec.guide_dim, spec.guide_factor, spec.guide_margin, {}, {}};
    guide.rows = rows_of(rule.row_count(), spec.guide_dim, random);
    guide.cols = rows_of(rule.col_count(), spec.guide_dim, random);
    if (spec.guide_has_nan) {
        const auto put = [&](std::vector<double>& rows, std::int64_t row) {
            rows[static_cast<std::size_t>(row * spec.guide_dim)] =
                std::numeric_limits<double>::quiet_NaN();
        };
        put(guide.rows, 1);
        put(guide.rows, 2);
        put(guide.cols, 0);
        put(guide.cols, 3);
    }
    return guide;
}

}  // namespace harness
