// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file softmax_test.cpp @brief Softmax, log-softmax and log-sum-exp of rows of similarities. */
#include <cmath>
#include <limits>
#include <optional>

#include "backend/call_data.h"
#include "backend/call_scale.h"
#include "backend/strided_matrix.h"
#include "backend/suite.h"
#include "harness/rounding.h"

namespace backend {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Which result lies where the similarities are.
enum class InPlace { kNone, kSoftmax, kLogSoftmax };

/// A softmax to take, and which of its results.
struct SoftmaxCase {
    cuxentSoftmax what{};
    Strides strides;
    ScaleChoice scale;
    InPlace in_place = InPlace::kNone;
    bool softmax = true;
    bool log_softmax = true;
    bool lse = true;
};

std::ostream& operator<<(std::ostream& out, const SoftmaxCase& c) {
    return out << c.what.n_rows << " x " << c.what.n_cols << " " << harness::name_of(c.what.type)
               << " -> " << harness::name_of(c.what.result_type) << ", " << c.scale << ", padding "
               << c.strides.padding << ", in place " << static_cast<int>(c.in_place) << ", wanted "
               << c.softmax << c.log_softmax << c.lse;
}

class SoftmaxOf : public OnEveryType {
 protected:
    [[nodiscard]] SoftmaxCase softmax(std::int64_t n_rows, std::int64_t n_cols) const {
        SoftmaxCase out;
        out.what.n_rows = n_rows;
        out.what.n_cols = n_cols;
        out.what.type = out.what.result_type = type();
        return out;
    }

    /// "" if the call gives what the oracle gives for x.
    [[nodiscard]] std::string fault(SoftmaxCase c, const std::vector<double>& x) {
        const cuxentSoftmax& what = c.what;
        if (c.scale.value) c.what.scale_kind = c.scale.kind;
        const GivenScale scale(device(), type(), c.scale);
        const auto matrix = [&](cuxentType of) {
            return StridedMatrix(device(), of, what.n_rows, what.n_cols, c.strides);
        };
        StridedMatrix from = matrix(type());
        from.write(x);
        StridedMatrix apart = matrix(what.result_type);
        StridedMatrix log_apart = matrix(what.result_type);
        StridedMatrix lse(device(), harness::scalar_type(type()), 1, what.n_rows, {});
        StridedMatrix& shares = c.in_place == InPlace::kSoftmax ? from : apart;
        StridedMatrix& logarithms = c.in_place == InPlace::kLogSoftmax ? from : log_apart;
        cuxentSoftmaxResults results{};
        if (c.softmax) results.softmax = shares.as_output();
        if (c.log_softmax) results.log_softmax = logarithms.as_output();
        if (c.lse) results.lse = lse.as_output().data;

        device().call([&] {
            cuxent::row_softmax(device().handle(), what, from.as_input(), scale.pointer(), results,
                                device().stream());
        });
        device().synchronize();

        const auto want = reference::row_softmax(x, what.n_cols, scale.factor());
        std::string fault = from.damage_around() + apart.damage_around() +
                            log_apart.damage_around() + lse.damage_around();
        if (c.in_place == InPlace::kNone) fault += from.damage();
        const auto compare = [&](bool wanted, const char* name, const reference::Values& values,
                                 cuxentType of, const StridedMatrix& got) {
            if (!wanted) return;
            fault += mismatch(harness::within_rounding(name, values, what.n_cols, of, type()),
                              got.read());
        };
        compare(c.softmax, "softmax", want.softmax, what.result_type, shares);
        compare(c.log_softmax, "log_softmax", want.log_softmax, what.result_type, logarithms);
        compare(c.lse, "lse", want.lse, harness::scalar_type(type()), lse);
        return fault;
    }
};

TEST_P(SoftmaxOf, EveryShapeAndStrideAgreesWithTheOracle) {
    for (const auto& [n_rows, n_cols] : kRowShapes) {
        for (const Strides& strides : {Strides{}, Strides{3, 1}}) {
            SoftmaxCase c = softmax(n_rows, n_cols);
            c.strides = strides;

            EXPECT_EQ(fault(c, random_elements(type(), n_rows * n_cols, 1)), "") << c;
        }
    }
}

TEST_P(SoftmaxOf, EveryFormOfScaleIsTaken) {
    for (const ScaleChoice& scale : kScaleChoices) {
        SoftmaxCase c = softmax(3, 41);
        c.scale = scale;

        EXPECT_EQ(fault(c, random_elements(type(), 3 * 41, 2)), "") << c;
    }
}

TEST_P(SoftmaxOf, RowsMayBeReplaced) {
    for (const std::int64_t n_cols : {50, 1500}) {
        for (const InPlace in_place : {InPlace::kSoftmax, InPlace::kLogSoftmax}) {
            SoftmaxCase c = softmax(3, n_cols);
            c.in_place = in_place;

            EXPECT_EQ(fault(c, random_elements(type(), 3 * n_cols, 3)), "") << c;
        }
    }
}

TEST_P(SoftmaxOf, EachResultComesAloneAndAsFloat32) {
    for (int alone = 0; alone < 3; ++alone) {
        SoftmaxCase c = softmax(3, 33);
        if (type() != CUXENT_TYPE_FLOAT64) c.what.result_type = CUXENT_TYPE_FLOAT32;
        c.softmax = alone == 0;
        c.log_softmax = alone == 1;
        c.lse = alone == 2;

        EXPECT_EQ(fault(c, random_elements(type(), 3 * 33, 4)), "") << c;
    }
}

TEST_P(SoftmaxOf, SimilaritiesOfAnySizeIsStable) {
    for (const double size : {64.0, -30000.0, 30000.0}) {
        for (const std::int64_t n_cols : {40, 1300}) {
            SoftmaxCase c = softmax(2, n_cols);
            c.scale = {20, false, CUXENT_SCALE_LOGIT};
            std::vector<double> x = random_elements(type(), 2 * n_cols, 5);
            for (double& value : x) value = harness::format_of(type()).round(value + size);

            EXPECT_EQ(fault(c, x), "") << c << " size " << size;
        }
    }
}

TEST_P(SoftmaxOf, RowsWithoutAFiniteEntryHasTheStatedResult) {
    for (const std::int64_t n_cols : {1, 7, 1100}) {
        for (const double filling : {-kInfinity, kInfinity, std::nan("")}) {
            const SoftmaxCase c = softmax(3, n_cols);
            std::vector<double> x = random_elements(type(), 3 * n_cols, 6);
            std::fill_n(x.begin() + n_cols, n_cols, filling);

            EXPECT_EQ(fault(c, x), "") << c << " filling " << filling;
        }
    }
}

TEST_P(SoftmaxOf, OneSpecialEntryDecidesAboutItsRowAlone) {
    for (const std::int64_t n_cols : {20, 1100}) {
        for (const double special : {-kInfinity, kInfinity, std::nan("")}) {
            for (const std::int64_t at : {std::int64_t{0}, std::int64_t{5}, n_cols - 1}) {
                const SoftmaxCase c = softmax(3, n_cols);
                std::vector<double> x = random_elements(type(), 3 * n_cols, 7);
                x[static_cast<std::size_t>(n_cols + at)] = special;

                EXPECT_EQ(fault(c, x), "") << c << " special " << special << " at " << at;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, SoftmaxOf, every_type(), type_name);

}  // namespace
}  // namespace backend
