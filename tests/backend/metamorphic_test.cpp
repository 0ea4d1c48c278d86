// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file metamorphic_test.cpp
 * @brief What must become of the results when the operands change in a way that the loss knows of.
 *
 * Every change is exact in floating point, so that the oracle of the problem before it, and the
 * tolerance that goes with it, hold for what comes back when the change is undone.
 */
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "backend/suite.h"
#include "harness/element.h"

namespace backend {
namespace {

using harness::Expectation;
using Order = std::vector<std::size_t>;

Order identity(std::size_t n) {
    Order order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

Order shuffled(std::size_t n, std::uint64_t seed) {
    Order order = identity(n);
    std::mt19937_64 random(seed);
    std::shuffle(order.begin(), order.end(), random);
    return order;
}

/// Entry i becomes what entry order[i] was; of rows of `width` numbers.
template <class T>
std::vector<T> reordered(const std::vector<T>& values, const Order& order, std::size_t width = 1) {
    if (values.empty()) return {};
    std::vector<T> out;
    for (const std::size_t from : order) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(from * width);
        out.insert(out.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
    }
    return out;
}

Order inverse(const Order& order) {
    Order out(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) out[order[i]] = i;
    return out;
}

/// Orders of rows and columns that keep every row with its target.
struct Orders {
    Order rows, cols;
};

Orders orders_of(const Spec& spec) {
    const auto n = static_cast<std::size_t>(spec.n_rows);
    const Order samples = shuffled(n, 7);
    const reference::Rule rule = rule_of(spec);
    Orders orders{samples, identity(static_cast<std::size_t>(rule.col_count()))};
    if (rule.n_views() == 2) {
        for (const std::size_t sample : samples) orders.rows.push_back(n + sample);
    }
    if (rule.has_keys()) std::copy(samples.begin(), samples.end(), orders.cols.begin());
    const auto k = static_cast<std::size_t>(spec.n_negatives);
    for (std::size_t i = 0; rule.gathered() && i < n * k; ++i) {
        orders.cols[n + i] = n + samples[i / k] * k + (i % k + 1) % k;
    }
    if (rule.has_classes()) orders.cols = shuffled(orders.cols.size(), 11);
    return orders;
}

/// Pairs of neighbours (a, b) become (a + b, a - b), then all coordinates move on by one and every
/// third changes its sign: sqrt(2) times an orthogonal matrix, exact for small whole numbers.
void rotate(std::size_t dim, std::vector<double>& matrix) {
    for (std::size_t at = 0; at < matrix.size(); at += dim) {
        const auto row = matrix.begin() + static_cast<std::ptrdiff_t>(at);
        for (std::size_t k = 0; k + 1 < dim; k += 2) {
            const double a = matrix[at + k];
            const double b = matrix[at + k + 1];
            matrix[at + k] = a + b;
            matrix[at + k + 1] = a - b;
        }
        std::rotate(row, row + 1, row + static_cast<std::ptrdiff_t>(dim));
        for (std::size_t k = 0; k < dim; k += 3) matrix[at + k] = -matrix[at + k];
    }
}

/// The transposed matrix.
void rotate_back(std::size_t dim, std::vector<double>& matrix) {
    for (std::size_t at = 0; at < matrix.size(); at += dim) {
        const auto row = matrix.begin() + static_cast<std::ptrdiff_t>(at);
        for (std::size_t k = 0; k < dim; k += 3) matrix[at + k] = -matrix[at + k];
        std::rotate(row, row + static_cast<std::ptrdiff_t>(dim) - 1,
                    row + static_cast<std::ptrdiff_t>(dim));
        for (std::size_t k = 0; k + 1 < dim; k += 2) {
            const double a = matrix[at + k];
            const double b = matrix[at + k + 1];
            matrix[at + k] = a + b;
            matrix[at + k + 1] = a - b;
        }
    }
}

double sum_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// <x_i, dx_i> of every row.
std::vector<double> radial_parts(const std::vector<double>& x, const std::vector<double>& dx,
                                 std::size_t dim) {
    std::vector<double> out(x.size() / dim);
    for (std::size_t i = 0; i < x.size(); ++i) out[i / dim] += x[i] * dx[i];
    return out;
}

/// How far off they may be: the gradient by its limit, along x.
std::vector<double> radial_limits(const std::vector<double>& x, const harness::Quantity& gradient) {
    std::vector<double> out;
    for (const double square : radial_parts(x, x, gradient.width)) {
        out.push_back(std::sqrt(square) * gradient.row_limit[out.size()]);
    }
    return out;
}

class Metamorphic : public testing::TestWithParam<LossParam> {
 protected:
    [[nodiscard]] Device& device() const { return device_named(std::get<0>(GetParam())); }

    [[nodiscard]] Spec spec() const {
        Spec spec;
        spec.type = std::get<1>(GetParam());
        spec.loss = std::get<2>(GetParam());
        spec.n_rows = 35;
        spec.dim = 18;
        spec.scale = 0.1;
        if (spec.loss == CUXENT_LOSS_INFO_NCE || spec.loss == CUXENT_LOSS_SIGLIP ||
            spec.loss == CUXENT_LOSS_GATHERED_INFO_NCE) {
            spec.n_negatives = 6;
        }
        if (spec.loss == CUXENT_LOSS_CLASS_SOFTMAX) spec.n_cols = 9;
        return spec;
    }

    [[nodiscard]] static std::shared_ptr<Expectation> copy_for(const Spec& spec) {
        auto copy = std::make_shared<Expectation>(*expectation_of(spec));
        if (rule_of(spec).self_similar()) copy->batch.cols.clear();
        return copy;
    }

    [[nodiscard]] Observed observe(const std::shared_ptr<Expectation>& problem) const {
        Session session(device(), problem, {});
        session.run();
        return session.results();
    }
};

TEST_P(Metamorphic, ReorderedSamplesGiveReorderedResults) {
    const Spec spec = this->spec();
    const auto dim = static_cast<std::size_t>(spec.dim);
    const Orders orders = orders_of(spec);
    const auto changed = copy_for(spec);
    changed->batch.rows = reordered(changed->batch.rows, orders.rows, dim);
    changed->batch.cols = reordered(changed->batch.cols, orders.cols, dim);
    changed->row_labels = reordered(changed->row_labels, orders.rows);
    if (spec.loss == CUXENT_LOSS_CLASS_SOFTMAX) {
        const Order to = inverse(orders.cols);
        for (std::int64_t& label : changed->row_labels) {
            if (label < 0) continue;  // ignored
            label = static_cast<std::int64_t>(to[static_cast<std::size_t>(label)]);
        }
    }

    Observed observed = observe(changed);

    const Order back = inverse(orders.rows);
    for (auto* values : {&observed.row_loss, &observed.row_lse}) *values = reordered(*values, back);
    observed.d_rows = reordered(observed.d_rows, back, dim);
    observed.d_cols = reordered(observed.d_cols, inverse(orders.cols), dim);
    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

TEST_P(Metamorphic, RotatedSpaceGivesRotatedGradients) {
    Spec spec = this->spec();
    spec.recipe = Recipe::kIntegers;
    const auto dim = static_cast<std::size_t>(spec.dim);
    const auto changed = copy_for(spec);
    rotate(dim, changed->batch.rows);
    rotate(dim, changed->batch.cols);

    Observed observed = observe(changed);

    rotate_back(dim, observed.d_rows);
    rotate_back(dim, observed.d_cols);
    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

TEST_P(Metamorphic, CosinesDoNotSeeLengths) {
    const Spec spec = this->spec();
    const auto dim = static_cast<std::size_t>(spec.dim);
    const auto factor = [&](std::size_t at) {
        return std::ldexp(1.0, static_cast<int>(at / dim % 5) - 2);
    };
    const auto changed = copy_for(spec);
    for (auto* matrix : {&changed->batch.rows, &changed->batch.cols}) {
        for (std::size_t at = 0; at < matrix->size(); ++at) (*matrix)[at] *= factor(at);
    }

    Observed observed = observe(changed);

    for (auto* matrix : {&observed.d_rows, &observed.d_cols}) {
        for (std::size_t at = 0; at < matrix->size(); ++at) (*matrix)[at] *= factor(at);
    }
    EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
}

TEST_P(Metamorphic, GradientsOfCosinesAreTangent) {
    const auto problem = copy_for(spec());
    const auto expect_tangent = [](const std::vector<double>& x, const harness::Quantity& limit,
                                   const std::vector<double>& dx) {
        const std::vector<double> limits = radial_limits(x, limit);
        const std::vector<double> along = radial_parts(x, dx, limit.width);
        for (std::size_t i = 0; i < along.size(); ++i) {
            EXPECT_LE(std::abs(along[i]), limits[i]) << limit.name << " row " << i;
        }
    };

    const Observed observed = observe(problem);

    expect_tangent(problem->batch.rows, problem->d_rows, observed.d_rows);
    expect_tangent(problem->batch.cols, problem->d_cols, observed.d_cols);
}

/// A dot product grows by the square of what its vectors grow by, and a logit by that of its scale.
TEST_P(Metamorphic, ScaleGradientIsThatOfGrowingVectors) {
    Spec spec = this->spec();
    spec.normalize = false;
    spec.magnitude = 0.5;
    spec.scale_kind = CUXENT_SCALE_LOGIT;
    spec.scale = 0.5;
    const auto problem = copy_for(spec);
    const bool is_one_operand = problem->batch.cols.empty();

    const Observed observed = observe(problem);

    const double by_scale = spec.scale * observed.d_scale[0];
    const double slack = spec.scale * problem->d_scale.total_limit;
    const double of_rows =
        sum_of(radial_parts(problem->batch.rows, observed.d_rows, problem->d_rows.width));
    const double rows_limit = sum_of(radial_limits(problem->batch.rows, problem->d_rows));
    EXPECT_NEAR(of_rows, is_one_operand ? 2 * by_scale : by_scale, rows_limit + 2 * slack);
    if (is_one_operand) return;
    const double of_cols =
        sum_of(radial_parts(problem->batch.cols, observed.d_cols, problem->d_cols.width));
    const double cols_limit = sum_of(radial_limits(problem->batch.cols, problem->d_cols));
    EXPECT_NEAR(of_cols, by_scale, cols_limit + slack);
}

class MetamorphicSoftmax : public Metamorphic {};

/// What all columns have in common is common to all logits of a row: a softmax does not see it.
TEST_P(MetamorphicSoftmax, GradientsOfColumnsCancel) {
    Spec spec = this->spec();
    spec.normalize = false;
    spec.magnitude = 0.5;
    if (rule_of(spec).self_similar()) spec.n_cols = spec.n_rows;
    const auto problem = copy_for(spec);

    const Observed observed = observe(problem);

    const std::size_t dim = problem->d_cols.width;
    const double limit = sum_of(problem->d_cols.row_limit);
    for (std::size_t k = 0; k < dim; ++k) {
        double sum = 0;
        for (std::size_t at = k; at < observed.d_cols.size(); at += dim) sum += observed.d_cols[at];
        EXPECT_NEAR(sum, 0, limit) << "coordinate " << k;
    }
}

auto floating_types() {
    return testing::Values(CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT64);
}

INSTANTIATE_TEST_SUITE_P(Backend, Metamorphic,
                         testing::Combine(every_backend(), floating_types(), every_loss()),
                         loss_name);

// A sigmoid has every column for itself.
INSTANTIATE_TEST_SUITE_P(
    Backend, MetamorphicSoftmax,
    testing::Combine(every_backend(), floating_types(),
                     testing::Values(CUXENT_LOSS_NT_XENT, CUXENT_LOSS_INFO_NCE, CUXENT_LOSS_CLIP,
                                     CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS,
                                     CUXENT_LOSS_GATHERED_INFO_NCE, CUXENT_LOSS_CLASS_SOFTMAX)),
    loss_name);

}  // namespace
}  // namespace backend
