// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file accuracy_test.cpp @brief Every result against the oracle over temperatures and shapes. */
#include <vector>

#include "backend/suite.h"

namespace backend {
namespace {

constexpr double kTemperatures[] = {1, 0.5, 0.07, 0.02, 0.01, 0.005};
constexpr std::int64_t kLargest = 257;
constexpr std::int64_t kPairs[] = {1, 3, 17, 65, kLargest};  // M = 2, 6, 34, 130, 514

struct Case {
    double temperature;
    std::int64_t n_rows;
    std::int64_t dim;
};

/// Every temperature with every shape; of the largest, which takes longest, every width at one
/// temperature and every temperature at one width.
std::vector<Case> cases() {
    std::vector<Case> all;
    for (const double temperature : kTemperatures) {
        for (const std::int64_t n_rows : kPairs) {
            for (const std::int64_t dim : {1, 3, 17, 129, 300}) {
                if (n_rows < kLargest || dim == 129 || temperature == 0.07) {
                    all.push_back({temperature, n_rows, dim});
                }
            }
        }
    }
    return all;
}

class Accuracy : public OnEveryType {};
class WideGradients : public OnEveryType {};

TEST_P(Accuracy, MatchesTheOracleForEveryTemperatureAndShape) {
    for (const auto& [temperature, n_rows, dim] : cases()) {
        Spec spec;
        spec.type = type();
        spec.scale = temperature;
        spec.n_rows = n_rows;
        spec.dim = dim;

        const Observed observed = run(device(), spec);

        EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    }
}

TEST_P(Accuracy, HoldsAcrossManyTiles) {
    for (const std::int64_t n_rows : {128, 129, 385}) {  // M = 256, 258, 770
        Spec spec;
        spec.type = type();
        spec.scale = 0.07;
        spec.n_rows = n_rows;
        spec.dim = 33;
        for (const bool keep : {false, true}) {
            CallStyle style;
            style.keep = keep;

            const Observed observed = run(device(), spec, style);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
        }
    }
}

TEST_P(Accuracy, HoldsForEveryTileSize) {
    Spec spec;
    spec.type = type();
    spec.scale = 0.07;
    spec.n_rows = 105;  // M = 210
    for (const std::int64_t tile_rows : {32, 64, 96, 128, 224, 1024}) {
        for (const bool keep : {false, true}) {
            CallStyle style;
            style.tile_rows = tile_rows;
            style.keep = keep;
            style.n_threads = 3;

            const Observed observed = run(device(), spec, style);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec))) << style;
        }
    }
}

TEST_P(Accuracy, HoldsInOneCall) {
    CallStyle style;
    style.fused = true;
    for (const double temperature : kTemperatures) {
        for (const std::int64_t n_rows : kPairs) {
            Spec spec;
            spec.type = type();
            spec.scale = temperature;
            spec.n_rows = n_rows;

            const Observed observed = run(device(), spec, style);

            EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
        }
    }
}

TEST_P(WideGradients, ComeInFloat32) {
    for (const double temperature : kTemperatures) {
        Spec spec;
        spec.type = type();
        spec.float_gradients = true;
        spec.scale = temperature;

        const Observed observed = run(device(), spec);

        EXPECT_TRUE(agrees(observed, *expectation_of(spec)));
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, Accuracy, every_type(), type_name);
INSTANTIATE_TEST_SUITE_P(Backend, WideGradients, every_16_bit_type(), type_name);

}  // namespace
}  // namespace backend
