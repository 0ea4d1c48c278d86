// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file normalize_rows_test.cpp @brief L2 normalisation and its gradient, as calls of their own.
 */
#include <limits>
#include <optional>

#include "backend/call_data.h"
#include "backend/strided_matrix.h"
#include "backend/suite.h"
#include "harness/rounding.h"

namespace backend {
namespace {

/// One normalisation, forward and backward, with everything that decides about it.
struct Normalization {
    cuxentNormalization what{};
    Strides strides;
    bool accumulate = false;
    bool in_place = false;
    bool wants_norms = true;

    [[nodiscard]] reference::SmallRows small_rows() const {
        return {what.small_norm == CUXENT_SMALL_NORM_CLAMP, what.norm_eps};
    }
};

std::ostream& operator<<(std::ostream& out, const Normalization& n) {
    return out << n.what.n_rows << " x " << n.what.dim << " " << harness::name_of(n.what.type)
               << " -> " << harness::name_of(n.what.z_type) << ", small_norm " << n.what.small_norm
               << " eps " << n.what.norm_eps << ", padding " << n.strides.padding << " offset "
               << n.strides.offset << ", accumulate " << n.accumulate << ", in place "
               << n.in_place;
}

class NormalizeRows : public OnEveryType {
 protected:
    [[nodiscard]] Normalization normalization(std::int64_t n_rows, std::int64_t dim) const {
        Normalization out;
        out.what.n_rows = n_rows;
        out.what.dim = dim;
        out.what.type = out.what.z_type = type();
        return out;
    }

    /// "" if the forward call gives what the oracle gives for x.
    [[nodiscard]] std::string forward_fault(const Normalization& n, const std::vector<double>& x) {
        StridedMatrix from(device(), n.what.type, n.what.n_rows, n.what.dim, n.strides);
        from.write(x);
        std::optional<StridedMatrix> apart;
        if (!n.in_place) {
            apart.emplace(device(), n.what.z_type, n.what.n_rows, n.what.dim, n.strides);
        }
        StridedMatrix& z = n.in_place ? from : *apart;
        StridedMatrix norms(device(), harness::scalar_type(n.what.type), 1, n.what.n_rows, {});

        device().call([&] {
            cuxent::normalize_rows(device().handle(), n.what, from.as_input(), z.as_output(),
                                   n.wants_norms ? norms.as_output().data : nullptr,
                                   device().stream());
        });
        device().synchronize();

        const auto want = reference::normalize(x, n.what.dim, n.small_rows());
        std::string fault = z.damage_around() + norms.damage_around();
        if (!n.in_place) fault += from.damage();
        fault += mismatch(harness::within_rounding("z", want.z, n.what.dim, n.what.z_type, type()),
                          z.read());
        if (!n.wants_norms) return fault;
        return fault + mismatch(harness::within_rounding("norm", want.norm, n.what.dim,
                                                         harness::scalar_type(type()), type()),
                                norms.read());
    }

    /// "" if the backward call gives what the oracle gives.
    [[nodiscard]] std::string backward_fault(const Normalization& n, const std::vector<double>& x,
                                             const std::vector<double>& dz) {
        StridedMatrix from(device(), n.what.type, n.what.n_rows, n.what.dim, n.strides);
        StridedMatrix gradient(device(), n.what.z_type, n.what.n_rows, n.what.dim, n.strides);
        StridedMatrix dx(device(), n.what.type, n.what.n_rows, n.what.dim, n.strides);
        from.write(x);
        gradient.write(dz);
        const std::vector<double> before(x.size(), 2.0);
        if (n.accumulate) dx.write(before);

        device().call([&] {
            cuxent::normalize_rows_backward(device().handle(), n.what, from.as_input(),
                                            gradient.as_input(), dx.as_output(), n.accumulate,
                                            device().stream());
        });
        device().synchronize();

        auto want = harness::within_rounding(
            "dx", reference::normalize_backward(x, dz, n.what.dim, n.small_rows()), n.what.dim,
            n.what.type, type());
        if (n.accumulate) want = accumulated(want, before);
        return from.damage() + gradient.damage() + dx.damage_around() + mismatch(want, dx.read());
    }
};

TEST_P(NormalizeRows, AgreeWithTheOracleForEveryShapeAndStride) {
    for (const auto& [n_rows, dim] : kRowShapes) {
        for (const Strides& strides : {Strides{}, Strides{3, 1}}) {
            Normalization n = normalization(n_rows, dim);
            n.strides = strides;
            const auto x = random_elements(type(), n_rows * dim, 1);
            const auto dz = random_elements(type(), n_rows * dim, 2);

            EXPECT_EQ(forward_fault(n, x), "") << n;
            EXPECT_EQ(backward_fault(n, x, dz), "") << n;
        }
    }
}

TEST_P(NormalizeRows, MayGiveAndTakeFloat32) {
    Normalization n = normalization(5, 37);
    if (type() != CUXENT_TYPE_FLOAT64) n.what.z_type = CUXENT_TYPE_FLOAT32;
    const auto x = random_elements(type(), 5 * 37, 3);
    const auto dz = random_elements(n.what.z_type, 5 * 37, 4);

    EXPECT_EQ(forward_fault(n, x), "") << n;
    EXPECT_EQ(backward_fault(n, x, dz), "") << n;
}

TEST_P(NormalizeRows, WorkInPlaceWithoutNormsAndAccumulating) {
    for (const std::int64_t dim : {17, 1500}) {
        Normalization n = normalization(5, dim);
        n.in_place = n.accumulate = true;
        n.wants_norms = false;
        const auto x = random_elements(type(), 5 * dim, 5);
        const auto dz = random_elements(type(), 5 * dim, 6);

        EXPECT_EQ(forward_fault(n, x), "") << n;
        EXPECT_EQ(backward_fault(n, x, dz), "") << n;
    }
}

TEST_P(NormalizeRows, TreatSmallRowsByTheRule) {
    constexpr std::int64_t kDim = 19;
    std::vector<double> x = random_elements(type(), 4 * kDim, 7);
    std::fill_n(x.begin(), kDim, 0.0);
    for (std::int64_t k = 0; k < kDim; ++k) x[static_cast<std::size_t>(2 * kDim + k)] /= 64;
    const auto dz = random_elements(type(), 4 * kDim, 8);
    for (const cuxentSmallNorm small_norm : {CUXENT_SMALL_NORM_ZERO, CUXENT_SMALL_NORM_CLAMP}) {
        for (const double eps : {0.0, 0.5}) {
            Normalization n = normalization(4, kDim);
            n.what.small_norm = small_norm;
            n.what.norm_eps = eps;

            EXPECT_EQ(forward_fault(n, x), "") << n;
            EXPECT_EQ(backward_fault(n, x, dz), "") << n;
        }
    }
}

TEST_P(NormalizeRows, NeitherOverflowNorUnderflow) {
    for (const std::int64_t dim : {3, 40, 1500}) {
        for (const double size : extreme_sizes(type())) {
            Normalization n = normalization(2, dim);
            std::vector<double> x = random_elements(type(), 2 * dim, 9);
            for (double& value : x) value = harness::format_of(type()).round(value * size);

            EXPECT_EQ(forward_fault(n, x), "") << n << " size " << size;
        }
    }
}

TEST_P(NormalizeRows, NonFiniteEntriesReachTheirRowAlone) {
    constexpr std::int64_t kDim = 21;
    const auto dz = random_elements(type(), 3 * kDim, 11);
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        for (const std::size_t at : {std::size_t{0}, std::size_t{20}}) {
            Normalization n = normalization(3, kDim);
            std::vector<double> x = random_elements(type(), 3 * kDim, 10);
            x[kDim + at] = bad;

            EXPECT_EQ(forward_fault(n, x), "") << n;
            EXPECT_EQ(backward_fault(n, x, dz), "") << n;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, NormalizeRows, every_type(), type_name);

}  // namespace
}  // namespace backend
