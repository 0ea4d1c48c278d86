// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file rounding_test.cpp @brief The limits of the calls beside the losses reject wrong answers.
 */
#include "harness/rounding.h"

#include <gtest/gtest.h>

#include "harness/compare.h"
#include "harness/element.h"
#include "reference/random_rows.h"

namespace harness {
namespace {

constexpr std::int64_t kDim = 129;

struct Example {
    std::vector<double> x = reference::NormalGenerator(1).normals(3 * kDim);
    std::vector<double> dz = reference::NormalGenerator(2).normals(3 * kDim);
};

Quantity gradient_in(cuxentType type) {
    const Example e;
    return within_rounding("dx", reference::normalize_backward(e.x, e.dz, kDim, {}), kDim, type,
                           type);
}

const cuxentType kTypes[] = {CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16,
                             CUXENT_TYPE_FLOAT64};

TEST(RoundingLimit, AcceptsTheOracleRoundedToTheType) {
    for (const cuxentType type : kTypes) {
        const Quantity quantity = gradient_in(type);
        std::vector<double> got = quantity.want;
        for (double& value : got) value = format_of(type).round(value);

        EXPECT_EQ(mismatch(quantity, got), "") << name_of(type);
    }
}

TEST(RoundingLimit, RejectsAGradientWithoutItsProjection) {
    const Example e;
    const auto norms = reference::normalize(e.x, kDim, {}).norm.want;
    for (const cuxentType type : kTypes) {
        std::vector<double> got = e.dz;
        for (std::size_t i = 0; i < got.size(); ++i) got[i] /= norms[i / kDim];

        EXPECT_NE(mismatch(gradient_in(type), got), "") << name_of(type);
    }
}

TEST(RoundingLimit, RejectsZerosAndAnErrorOfAFewHundredRoundings) {
    for (const cuxentType type : kTypes) {
        const Quantity quantity = gradient_in(type);
        std::vector<double> off = quantity.want;
        for (double& value : off) value *= 1 + 512 * format_of(type).unit_roundoff();

        EXPECT_NE(mismatch(quantity, std::vector<double>(off.size(), 0.0)), "") << name_of(type);
        EXPECT_NE(mismatch(quantity, off), "") << name_of(type);
    }
}

}  // namespace
}  // namespace harness
