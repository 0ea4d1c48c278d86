// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/logits.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cuxent::kernels {
namespace {

TEST(Logits, OfCosinesShareOneShiftDownToTheTemperatureThatFits) {
    constexpr std::int64_t kTerms = 65536;

    EXPECT_TRUE(make_logits<float>(1 / 0.0125, true, kTerms).one_shift);
    EXPECT_FALSE(make_logits<float>(1 / 0.0122, true, kTerms).one_shift);
    EXPECT_TRUE(make_logits<double>(1 / 0.002, true, kTerms).one_shift);
    EXPECT_FALSE(make_logits<double>(1 / 0.001, true, kTerms).one_shift);
}

TEST(Logits, OfDotProductsHaveNoBoundHenceNoCommonShift) {
    EXPECT_FALSE(make_logits<float>(1.0, false, 4).one_shift);
}

TEST(Logits, ThatMultiplyVectorsLeaveRoomForTheirEntries) {
    constexpr std::int64_t kTerms = 65536;
    const auto of_vectors = [](double scale) {
        return make_logits<float>(scale, true, kTerms, 0, kLeastExponentOfVectors<float>);
    };

    EXPECT_TRUE(of_vectors(1 / 0.019).one_shift);
    EXPECT_FALSE(of_vectors(1 / 0.0185).one_shift);
    const auto least = of_vectors(1 / 0.019);
    EXPECT_GE(-double{least.slope} - double{least.shift}, double{kLeastExponentOfVectors<float>});
}

TEST(Logits, WithACommonShiftNeitherUnderflowNorOverflow) {
    for (const std::int64_t n : {2, 1000, 1 << 20}) {
        for (double scale = 1; scale < 200; scale *= 1.01) {
            const auto logits = make_logits<float>(scale, true, n);
            if (!logits.one_shift) continue;
            const double least = -double{logits.slope} - double{logits.shift};
            const double most = double{logits.slope} - double{logits.shift};
            EXPECT_GE(least, double{kLeastExponent<float>}) << "scale " << scale;
            EXPECT_LT(most + std::log2(static_cast<double>(n)), 127.0) << "scale " << scale;
        }
    }
}

}  // namespace
}  // namespace cuxent::kernels
