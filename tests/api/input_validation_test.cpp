// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file input_validation_test.cpp @brief Handle, plan, inputs, scale, stream: each rule broken. */
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "api/broken_call.h"

namespace {

using namespace api;  // NOLINT(google-build-using-namespace): the vocabulary of the tables

void separate_with_columns(cuxentProblem& problem) {
    separate(problem);
    with_columns(problem);
}

void against_keys(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_INFO_NCE;
}

void against_keys_and_negatives(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_INFO_NCE;
    problem.n_negatives = 2;
}

void by_label(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_SUP_CON;
}

void by_label_apart(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_SUP_CON;
    problem.n_cols = problem.n_rows;
}

void log_scale(cuxentProblem& problem) {
    problem.scale_kind = CUXENT_SCALE_LOG_LOGIT;
}

void with_classes(cuxentProblem& problem) {
    problem.loss = CUXENT_LOSS_CLASS_SOFTMAX;
    problem.n_cols = 4;
}

void with_smoothed_classes(cuxentProblem& problem) {
    with_classes(problem);
    problem.label_smoothing = 0.1;
}

const std::int64_t kLabels[] = {-100, 4, 0};
const float kZero = 0;  // scalars in memory
const float kInfinite = std::numeric_limits<float>::infinity();

const BrokenCall kRules[] = {
    {"handle_null",
     CUXENT_STATUS_NULL_HANDLE,
     {"handle"},
     kAll,
     [](ExampleCall& c) { c.handle = nullptr; }},
    {"plan_null",
     CUXENT_STATUS_NULL_HANDLE,
     {"plan"},
     kAll,
     [](ExampleCall& c) { c.plan = nullptr; }},
    {"inputs_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs"},
     kAll,
     [](ExampleCall& c) { c.inputs_pointer = nullptr; }},
    {"rows_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.rows[0]"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[0].data = nullptr; }},
    {"rows_of_view_2_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.rows[1]"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[1].data = nullptr; },
     separate},
    {"cols_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.cols[0]"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[0].data = nullptr; },
     with_columns},
    {"cols_of_view_2_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.cols[1]"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[1].data = nullptr; },
     separate_with_columns},
    {"keys_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.cols[0]"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[0].data = nullptr; },
     against_keys},
    {"negatives_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.cols[1]"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[1].data = nullptr; },
     against_keys_and_negatives},
    {"negatives_unasked",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.cols[1]", "got a pointer", "n_negatives is 0"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[1] = c.inputs.cols[0]; },
     against_keys},
    {"second_view_of_one_view",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.rows[1]", "got a pointer", "one view"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[1] = c.inputs.rows[0]; },
     against_keys},
    {"labels_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.row_labels"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_labels = nullptr; },
     by_label},
    {"labels_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.row_labels", "8"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_labels = one_byte_on(c.inputs.row_labels); },
     by_label},
    {"labels_of_columns_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.col_labels"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_labels = nullptr; },
     by_label_apart},
    {"labels_of_columns_unasked",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.col_labels", "got a pointer", "n_cols is 0"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_labels = c.inputs.row_labels; },
     by_label},
    {"labels_unasked",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.row_labels", "got a pointer", "knows no labels"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_labels = c.inputs.rows[0].data; }},
    {"log_scale_beyond_exp",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "got 1000", "wanted"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.value = 1000; },
     log_scale},
    {"log_scale_infinite",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "got -inf"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.value = -std::numeric_limits<double>::infinity(); },
     log_scale},
    {"rows_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"inputs.rows[0].ld", "got 1", "wanted", "2"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[0].ld = 1; }},
    {"rows_ld_negative",
     CUXENT_STATUS_BAD_STRIDE,
     {"inputs.rows[0].ld", "got -2", "wanted"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[0].ld = -2; }},
    {"rows_of_view_2_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"inputs.rows[1].ld", "got 0"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[1].ld = 0; },
     separate},
    {"cols_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"inputs.cols[0].ld", "got 1"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[0].ld = 1; },
     with_columns},
    {"rows_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.rows[0].data", "4"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[0].data = one_byte_on(c.inputs.rows[0].data); }},
    {"cols_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.cols[0].data"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[0].data = one_byte_on(c.inputs.cols[0].data); },
     with_columns},
    {"classes_null",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.row_labels"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_labels = nullptr; },
     with_classes},
    {"labels_of_classes",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.col_labels", "got a pointer", "the columns are the classes"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_labels = c.inputs.row_labels; },
     with_classes},
    {"row_labels_of_no_class",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.row_labels[1]", "got 4", "0 to 3 or ignore_index = -100"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_labels = kLabels; },
     with_classes},
    {"col_bias_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.col_bias"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_bias = one_byte_on(&kZero); }},
    {"col_bias_of_classes_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.col_bias"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_bias = one_byte_on(&kZero); },
     with_classes},
    {"row_ids_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.row_ids"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_ids = one_byte_on(kLabels); }},
    {"row_ids_with_label_smoothing",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"inputs.row_ids", "NULL", "label_smoothing is shared by all classes"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_ids = c.inputs.col_ids = kLabels; },
     with_smoothed_classes},
    {"col_ids_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.col_ids"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_ids = one_byte_on(kLabels); },
     against_keys},
    {"col_ids_where_rows_are_the_columns",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.col_ids", "the rows are the columns"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_ids = kLabels; }},
    {"col_ids_missing",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.col_ids", "inputs.row_ids is one"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_ids = kLabels; },
     against_keys},
    {"col_ids_of_classes_missing",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.col_ids", "inputs.row_ids is one"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_ids = kLabels; },
     with_classes},
    {"row_ids_missing",
     CUXENT_STATUS_NULL_POINTER,
     {"inputs.row_ids", "inputs.col_ids is one"},
     kAll,
     [](ExampleCall& c) { c.inputs.col_ids = kLabels; },
     against_keys},
    {"row_weights_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.row_weights"},
     kAll,
     [](ExampleCall& c) { c.inputs.row_weights = one_byte_on(&kZero); }},
    {"scale_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.scale"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.data = one_byte_on(&kZero); }},
    {"rows_of_view_2_though_stacked",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.rows[1]", "NULL", "STACKED"},
     kAll,
     [](ExampleCall& c) { c.inputs.rows[1] = c.inputs.rows[0]; }},
    {"cols_though_there_are_none",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.cols[0]", "NULL", "n_cols"},
     kAll,
     [](ExampleCall& c) { c.inputs.cols[0] = c.inputs.rows[0]; }},
    {"scale_zero",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "got 0", "wanted"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.value = 0; }},
    {"scale_negative",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "got -0.5"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.value = -0.5; }},
    {"scale_nan",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "nan"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.value = std::nan(""); }},
    {"scale_infinite",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "inf"},
     kAll,
     [](ExampleCall& c) { c.inputs.scale.value = std::numeric_limits<double>::infinity(); }},
    {"scale_in_memory",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.scale", "got 0"},
     kAll,
     [](ExampleCall& c) {
         c.inputs.scale = {0.5, &kZero};
     }},
    {"bias_nan",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.bias", "nan", "wanted a finite number"},
     kAll,
     [](ExampleCall& c) { c.inputs.bias.value = std::nan(""); }},
    {"bias_infinite",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.bias", "got -inf"},
     kAll,
     [](ExampleCall& c) { c.inputs.bias.value = -std::numeric_limits<double>::infinity(); }},
    {"bias_beyond_float",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.bias", "got 1000", "arithmetic type"},
     kAll,
     [](ExampleCall& c) { c.inputs.bias.value = 1e300; }},
    {"bias_in_memory",
     CUXENT_STATUS_BAD_VALUE,
     {"inputs.bias", "got inf"},
     kAll,
     [](ExampleCall& c) {
         c.inputs.bias = {0, &kInfinite};
     }},
    {"bias_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"inputs.bias"},
     kAll,
     [](ExampleCall& c) { c.inputs.bias.data = one_byte_on(&kZero); }},
    {"stream",
     CUXENT_STATUS_BAD_VALUE,
     {"stream", "NULL"},
     kAll,
     [](ExampleCall& c) { c.stream = &c; }},
};

class InputRule : public testing::TestWithParam<BrokenCall> {};

TEST_P(InputRule, IsEnforcedBeforeAnythingIsTouched) {
    expect_refused(GetParam());
}

TEST_P(InputRule, IsTheOnlyOneBroken) {
    expect_right_before(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Api, InputRule, testing::ValuesIn(kRules),
                         [](const auto& param) { return param.param.name; });

}  // namespace
