// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file result_validation_test.cpp @brief Outputs, gradients, buffers: each rule broken once. */
#include <gtest/gtest.h>

#include "api/broken_call.h"

namespace {

using namespace api;  // NOLINT(google-build-using-namespace): the vocabulary of the tables

const std::vector<NamedCall> kWithOutputs = {kForward, kForwardBackward};
const std::vector<NamedCall> kWithGradients = {kBackward, kForwardBackward};
const std::vector<NamedCall> kWithSaved = {kForward, kBackward};

const float kOne = 1;  // an upstream gradient in memory

void label_pairs(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_LABEL_PAIRS;
}

const BrokenCall kRules[] = {
    {"row_lse_of_pairs",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"outputs.row_lse", "got a pointer", "denominator"},
     {kForward, kForwardBackward},
     [](ExampleCall& c) { c.outputs.row_lse = c.memory.row_lse.data(); },
     label_pairs},
    {"row_rank_of_label_pairs",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"outputs.row_rank: got a pointer", "any number of targets"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs.row_rank = c.memory.ranks; },
     label_pairs},
    {"row_ties_of_sup_con",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"outputs.row_ties: got a pointer", "any number of targets"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs.row_ties = c.memory.ranks; },
     [](cuxentProblem& problem) { problem.loss = CUXENT_LOSS_SUP_CON; }},
    {"row_rank_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"outputs.row_rank", "multiple of 8"},
     kWithOutputs,
     [](ExampleCall& c) {
         c.outputs.row_rank =
             static_cast<std::int64_t*>(one_byte_on(static_cast<void*>(c.memory.ranks)));
     }},
    {"row_ties_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"outputs.row_ties", "multiple of 8"},
     kWithOutputs,
     [](ExampleCall& c) {
         c.outputs.row_ties =
             static_cast<std::int64_t*>(one_byte_on(static_cast<void*>(c.memory.ranks)));
     }},
    {"outputs_null",
     CUXENT_STATUS_NULL_POINTER,
     {"outputs"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs_pointer = nullptr; }},
    {"gradients_null",
     CUXENT_STATUS_NULL_POINTER,
     {"gradients"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients_pointer = nullptr; }},
    {"d_rows_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"gradients.rows[0].ld", "got 1"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.rows[0].ld = 1; }},
    {"d_rows_of_view_2_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"gradients.rows[1].ld"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.rows[1].ld = 1; },
     separate},
    {"d_cols_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"gradients.cols[0].ld"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.cols[0].ld = 1; },
     with_columns},
    {"d_rows_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"gradients.rows[0].data"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.rows[0].data = one_byte_on(c.gradients.rows[0].data); }},
    {"d_cols_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"gradients.cols[0].data"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.cols[0].data = one_byte_on(c.gradients.cols[0].data); },
     with_columns},
    {"loss_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"outputs.loss"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs.loss = one_byte_on(c.outputs.loss); }},
    {"row_loss_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"outputs.row_loss"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs.row_loss = one_byte_on(c.outputs.row_loss); }},
    {"row_lse_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"outputs.row_lse"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs.row_lse = one_byte_on(c.outputs.row_lse); }},
    {"row_lse_of_siglip",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"outputs.row_lse", "got a pointer", "NULL", "log-sum-exp"},
     kWithOutputs,
     [](ExampleCall& c) { c.outputs.row_lse = c.memory.row_lse.data(); },
     [](cuxentProblem& p) { p.loss = CUXENT_LOSS_SIGLIP; }},
    {"d_scale_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"gradients.scale"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.scale = one_byte_on(c.gradients.scale); }},
    {"d_bias_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"gradients.bias"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.bias = one_byte_on(c.gradients.bias); }},
    {"upstream_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"upstream"},
     kWithGradients,
     [](ExampleCall& c) { c.upstream.data = one_byte_on(&kOne); }},
    {"d_rows_of_view_2_though_stacked",
     CUXENT_STATUS_BAD_VALUE,
     {"gradients.rows[1]", "NULL", "STACKED"},
     kWithGradients,
     [](ExampleCall& c) {
         c.gradients.rows[1] = {c.memory.d_rows[1].data(), 2};
     }},
    {"d_cols_though_there_are_none",
     CUXENT_STATUS_BAD_VALUE,
     {"gradients.cols[0]", "NULL", "n_cols"},
     kWithGradients,
     [](ExampleCall& c) {
         c.gradients.cols[0] = {c.memory.d_cols[0].data(), 2};
     }},
    {"accumulate",
     CUXENT_STATUS_BAD_VALUE,
     {"gradients.accumulate", "got 2", "0 or 1"},
     kWithGradients,
     [](ExampleCall& c) { c.gradients.accumulate = 2; }},
    {"saved_null",
     CUXENT_STATUS_NULL_POINTER,
     {"saved"},
     kWithSaved,
     [](ExampleCall& c) { c.saved.data = nullptr; }},
    {"saved_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"saved", "256"},
     kWithSaved,
     [](ExampleCall& c) { c.saved.data = static_cast<std::byte*>(c.saved.data) + 64; }},
    {"saved_small",
     CUXENT_STATUS_BUFFER_TOO_SMALL,
     {"saved.bytes", "got", "wanted"},
     kWithSaved,
     [](ExampleCall& c) { c.saved.bytes = c.sizes.saved - 1; }},
    {"scratch_null",
     CUXENT_STATUS_NULL_POINTER,
     {"scratch"},
     kAll,
     [](ExampleCall& c) { c.scratch.data = nullptr; }},
    {"scratch_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"scratch", "256"},
     kAll,
     [](ExampleCall& c) { c.scratch.data = static_cast<std::byte*>(c.scratch.data) + 128; }},
    {"forward_scratch_small",
     CUXENT_STATUS_BUFFER_TOO_SMALL,
     {"scratch.bytes", "got", "wanted"},
     {kForward},
     [](ExampleCall& c) { c.scratch.bytes = c.sizes.forward_scratch - 1; }},
    {"backward_scratch_small",
     CUXENT_STATUS_BUFFER_TOO_SMALL,
     {"scratch.bytes", "got"},
     {kBackward},
     [](ExampleCall& c) { c.scratch.bytes = c.sizes.backward_scratch - 1; }},
    {"forward_backward_scratch_small",
     CUXENT_STATUS_BUFFER_TOO_SMALL,
     {"scratch.bytes", "got"},
     {kForwardBackward},
     [](ExampleCall& c) { c.scratch.bytes = c.sizes.forward_backward_scratch - 1; }},
};

class ResultRule : public testing::TestWithParam<BrokenCall> {};

TEST_P(ResultRule, IsEnforcedBeforeAnythingIsTouched) {
    expect_refused(GetParam());
}

TEST_P(ResultRule, IsTheOnlyOneBroken) {
    expect_right_before(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Api, ResultRule, testing::ValuesIn(kRules),
                         [](const auto& param) { return param.param.name; });

TEST(Call, TakesBuffersOfExactlyTheSizesOfThePlan) {
    ExampleCall example;

    example.scratch.bytes = example.sizes.forward_scratch;
    EXPECT_EQ(example.forward(), CUXENT_STATUS_SUCCESS);
    example.scratch.bytes = example.sizes.backward_scratch;
    EXPECT_EQ(example.backward(), CUXENT_STATUS_SUCCESS);
    example.scratch.bytes = example.sizes.forward_backward_scratch;
    EXPECT_EQ(example.forward_backward(), CUXENT_STATUS_SUCCESS);
}

TEST(Call, NullUpstreamIsOne) {
    ExampleCall with_one;
    ExampleCall with_null;
    with_null.upstream_pointer = nullptr;

    EXPECT_EQ(with_one.forward_backward(), CUXENT_STATUS_SUCCESS);
    EXPECT_EQ(with_null.forward_backward(), CUXENT_STATUS_SUCCESS);

    EXPECT_EQ(with_one.memory.d_rows[0], with_null.memory.d_rows[0]);
}

TEST(Call, WithNothingWantedSucceedsAndTouchesNothing) {
    ExampleCall example;
    example.outputs = {};
    example.gradients = {};

    EXPECT_EQ(example.forward_backward(), CUXENT_STATUS_SUCCESS);

    EXPECT_TRUE(example.outputs_untouched());
}

}  // namespace
