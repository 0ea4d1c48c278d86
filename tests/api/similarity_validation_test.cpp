// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file similarity_validation_test.cpp @brief The calls beside the losses: each rule broken. */
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include "api/broken_call.h"
#include "api/example_rows.h"

namespace {

using api::ExampleRows;
using api::one_byte_on;

using RowsCall = cuxentStatus (ExampleRows::*)();
constexpr RowsCall kNormalize = &ExampleRows::normalize;
constexpr RowsCall kNormalizeBackward = &ExampleRows::normalize_backward;

/// A rule and how to break it.
struct BrokenRows {
    std::string name;
    cuxentStatus status;
    std::vector<std::string> parts;  ///< of the message: argument, got, wanted
    std::vector<RowsCall> calls;     ///< those that check it
    void (*damage)(ExampleRows&);
};

std::ostream& operator<<(std::ostream& out, const BrokenRows& rule) {
    return out << rule.name;
}

const std::vector<RowsCall> kNormalizeCalls = {kNormalize, kNormalizeBackward};
const std::vector<RowsCall> kAllCalls = {kNormalize, kNormalizeBackward};

const BrokenRows kRules[] = {
    {"handle_null",
     CUXENT_STATUS_NULL_HANDLE,
     {"handle"},
     kAllCalls,
     [](ExampleRows& c) { c.handle = nullptr; }},
    {"stream",
     CUXENT_STATUS_BAD_VALUE,
     {"stream", "NULL on the CPU"},
     kAllCalls,
     [](ExampleRows& c) { c.stream = &c; }},
    {"normalization_null",
     CUXENT_STATUS_NULL_POINTER,
     {"normalization: got NULL"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization_pointer = nullptr; }},
    {"normalization_rows",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.n_rows: got 0", "1 to"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.n_rows = 0; }},
    {"normalization_many_rows",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.n_rows: got 2147483648"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.n_rows = 2147483648; }},
    {"normalization_dim",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.dim: got -1"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.dim = -1; }},
    {"normalization_elements",
     CUXENT_STATUS_BAD_SHAPE,
     {"normalization.n_rows: got 2147483647", "n_rows * dim"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.n_rows = c.normalization.dim = INT32_MAX; }},
    {"normalization_type",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.type: got 5", "FLOAT16"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.type = static_cast<cuxentType>(5); }},
    {"normalization_z_type",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"normalization.z_type: got 2", "normalization.type"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.z_type = CUXENT_TYPE_FLOAT16; }},
    {"normalization_z_type_narrower",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"normalization.z_type: got 1"},
     kNormalizeCalls,
     [](ExampleRows& c) {
         c.normalization.type = CUXENT_TYPE_FLOAT64;
         c.normalization.z_type = CUXENT_TYPE_FLOAT32;
     }},
    {"normalization_small_norm",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.small_norm: got 3", "ZERO or CLAMP"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.small_norm = static_cast<cuxentSmallNorm>(3); }},
    {"normalization_norm_eps",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.norm_eps: got -1", "finite"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.norm_eps = -1; }},
    {"normalization_norm_eps_nan",
     CUXENT_STATUS_BAD_VALUE,
     {"normalization.norm_eps: got nan"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.normalization.norm_eps = std::nan(""); }},
    {"x_null",
     CUXENT_STATUS_NULL_POINTER,
     {"x.data: got NULL"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.x.data = nullptr; }},
    {"x_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"x.ld: got 1", "at least dim = 2"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.x.ld = 1; }},
    {"x_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"x.data", "multiple of 4"},
     kNormalizeCalls,
     [](ExampleRows& c) { c.x.data = one_byte_on(c.x.data); }},
    {"z_null",
     CUXENT_STATUS_NULL_POINTER,
     {"z.data"},
     {kNormalize},
     [](ExampleRows& c) { c.z.data = nullptr; }},
    {"z_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"z.ld: got -2"},
     {kNormalize},
     [](ExampleRows& c) { c.z.ld = -2; }},
    {"norms_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"norms"},
     {kNormalize},
     [](ExampleRows& c) { c.norms = one_byte_on(c.norms); }},
    {"dz_null",
     CUXENT_STATUS_NULL_POINTER,
     {"dz.data"},
     {kNormalizeBackward},
     [](ExampleRows& c) { c.dz.data = nullptr; }},
    {"dx_null",
     CUXENT_STATUS_NULL_POINTER,
     {"dx.data"},
     {kNormalizeBackward},
     [](ExampleRows& c) { c.dx.data = nullptr; }},
    {"dx_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"dx.ld: got 0"},
     {kNormalizeBackward},
     [](ExampleRows& c) { c.dx.ld = 0; }},
    {"accumulate",
     CUXENT_STATUS_BAD_VALUE,
     {"accumulate: got 2", "0 or 1"},
     {kNormalizeBackward},
     [](ExampleRows& c) { c.accumulate = 2; }},
};

class SimilarityRule : public testing::TestWithParam<BrokenRows> {};

TEST_P(SimilarityRule, IsEnforcedBeforeAnythingIsTouched) {
    for (const RowsCall call : GetParam().calls) {
        ExampleRows example;
        GetParam().damage(example);

        const cuxentStatus status = (example.*call)();

        EXPECT_EQ(api::refusal_fault(status, GetParam().status, GetParam().parts), "");
        EXPECT_TRUE(example.results_untouched());
    }
}

TEST_P(SimilarityRule, IsTheOnlyOneBroken) {
    for (const RowsCall call : GetParam().calls) {
        ExampleRows example;

        EXPECT_EQ((example.*call)(), CUXENT_STATUS_SUCCESS) << cuxentGetLastErrorMessage();
        EXPECT_FALSE(example.results_untouched());
    }
}

INSTANTIATE_TEST_SUITE_P(Api, SimilarityRule, testing::ValuesIn(kRules),
                         [](const auto& param) { return param.param.name; });

}  // namespace
