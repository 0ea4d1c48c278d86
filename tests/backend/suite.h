// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file suite.h @brief Fixtures that run a test on every backend that can run here. */
#ifndef CUXENT_TESTS_BACKEND_SUITE_H
#define CUXENT_TESTS_BACKEND_SUITE_H

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "backend/device.h"
#include "backend/session.h"
#include "harness/compare.h"
#include "harness/element.h"
#include "harness/expectation.h"
#include "harness/spec.h"

namespace backend {

using harness::agrees;
using harness::ColBias;
using harness::expectation_of;
using harness::Observed;
using harness::Recipe;
using harness::RowWeights;
using harness::Spec;
using harness::UpstreamKind;

/// TEST_P over backends.
class OnEveryBackend : public testing::TestWithParam<std::string> {
 protected:
    [[nodiscard]] Device& device() const { return device_named(GetParam()); }
};

/// TEST_P over backends and element types.
class OnEveryType : public testing::TestWithParam<std::tuple<std::string, cuxentType>> {
 protected:
    [[nodiscard]] Device& device() const { return device_named(std::get<0>(GetParam())); }
    [[nodiscard]] cuxentType type() const { return std::get<1>(GetParam()); }
};

inline auto every_backend() {
    return testing::ValuesIn(available_devices());
}

inline auto every_cuda() {
    return testing::ValuesIn(available_devices({"cuda", "cuda_graph", "second_cuda"}));
}

/// Those whose calls go straight to their stream.
inline auto every_direct_cuda() {
    return testing::ValuesIn(available_devices({"cuda", "second_cuda"}));
}

inline auto element_types() {
    return testing::Values(CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16,
                           CUXENT_TYPE_FLOAT64);
}

inline auto every_type() {
    return testing::Combine(every_backend(), element_types());
}

inline auto every_cpu_type() {
    return testing::Combine(testing::Values("cpu"), element_types());
}

inline auto every_16_bit_type() {
    return testing::Combine(every_backend(),
                            testing::Values(CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16));
}

inline auto every_loss() {
    return testing::Values(CUXENT_LOSS_NT_XENT, CUXENT_LOSS_INFO_NCE, CUXENT_LOSS_CLIP,
                           CUXENT_LOSS_SIGLIP, CUXENT_LOSS_SUP_CON, CUXENT_LOSS_LABEL_PAIRS,
                           CUXENT_LOSS_GATHERED_INFO_NCE, CUXENT_LOSS_CLASS_SOFTMAX);
}

/// TEST_P over backends, element types and losses.
using LossParam = std::tuple<std::string, cuxentType, cuxentLoss>;

inline std::string loss_name(const testing::TestParamInfo<LossParam>& info) {
    const auto& [device, type, loss] = info.param;
    return device + "_" + harness::name_of(type) + "_" + harness::name_of(loss);
}

inline std::string backend_name(const testing::TestParamInfo<std::string>& info) {
    return info.param;
}

inline std::string type_name(
    const testing::TestParamInfo<std::tuple<std::string, cuxentType>>& info) {
    return std::get<0>(info.param) + "_" + harness::name_of(std::get<1>(info.param));
}

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_SUITE_H
