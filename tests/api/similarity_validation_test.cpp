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
constexpr RowsCall kPairs = &ExampleRows::pair_similarity;
constexpr RowsCall kScratch = &ExampleRows::matrix_scratch;
constexpr RowsCall kEnqueue = &ExampleRows::enqueue_rows;
constexpr RowsCall kMatrix = &ExampleRows::similarity_matrix;

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
const std::vector<RowsCall> kSimilarityCalls = {kPairs, kMatrix};
const std::vector<RowsCall> kMatrixCalls = {kScratch, kMatrix};
const std::vector<RowsCall> kAllCalls = {kNormalize, kNormalizeBackward, kPairs, kMatrix, kEnqueue};

/// One change to the descriptions of both calls.
template <class Change>
void change(ExampleRows& c, const Change& make) {
    make(c.pair_description);
    make(c.matrix_description);
}

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
    {"similarity_handle_null",
     CUXENT_STATUS_NULL_HANDLE,
     {"handle"},
     {kScratch},
     [](ExampleRows& c) { c.handle = nullptr; }},
    {"pairs_null",
     CUXENT_STATUS_NULL_POINTER,
     {"similarity: got NULL"},
     {kPairs},
     [](ExampleRows& c) { c.pair_pointer = nullptr; }},
    {"matrix_null",
     CUXENT_STATUS_NULL_POINTER,
     {"similarity: got NULL"},
     kMatrixCalls,
     [](ExampleRows& c) { c.matrix_pointer = nullptr; }},
    {"similarity_rows",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.n_rows: got 0"},
     kSimilarityCalls,
     [](ExampleRows& c) { change(c, [](cuxentSimilarity& s) { s.n_rows = 0; }); }},
    {"similarity_dim",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.dim: got 0"},
     kSimilarityCalls,
     [](ExampleRows& c) { change(c, [](cuxentSimilarity& s) { s.dim = 0; }); }},
    {"similarity_elements",
     CUXENT_STATUS_BAD_SHAPE,
     {"similarity.n_rows: got 2147483647", "n_rows * dim"},
     kSimilarityCalls,
     [](ExampleRows& c) { change(c, [](cuxentSimilarity& s) { s.n_rows = s.dim = INT32_MAX; }); }},
    {"similarity_type",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.type: got -1"},
     kSimilarityCalls,
     [](ExampleRows& c) {
         change(c, [](cuxentSimilarity& s) { s.type = static_cast<cuxentType>(-1); });
     }},
    {"similarity_measure",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.measure: got 3", "COSINE or DOT"},
     kSimilarityCalls,
     [](ExampleRows& c) {
         change(c, [](cuxentSimilarity& s) { s.measure = static_cast<cuxentMeasure>(3); });
     }},
    {"similarity_scale_kind",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.scale_kind: got 4", "LOG_LOGIT"},
     kSimilarityCalls,
     [](ExampleRows& c) {
         change(c, [](cuxentSimilarity& s) { s.scale_kind = static_cast<cuxentScaleKind>(4); });
     }},
    {"similarity_small_norm",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.small_norm: got 3"},
     kSimilarityCalls,
     [](ExampleRows& c) {
         change(c, [](cuxentSimilarity& s) { s.small_norm = static_cast<cuxentSmallNorm>(3); });
     }},
    {"similarity_norm_eps",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.norm_eps: got inf"},
     kSimilarityCalls,
     [](ExampleRows& c) { change(c, [](cuxentSimilarity& s) { s.norm_eps = INFINITY; }); }},
    {"pairs_cols",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.n_cols: got 4", "0 for cuxentPairSimilarity()"},
     {kPairs},
     [](ExampleRows& c) { c.pair_description.n_cols = 4; }},
    {"pairs_result_type",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.result_type: got 1", "0 for"},
     {kPairs},
     [](ExampleRows& c) { c.pair_description.result_type = CUXENT_TYPE_FLOAT32; }},
    {"pairs_precision",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.precision: got 2", "0 for"},
     {kPairs},
     [](ExampleRows& c) { c.pair_description.precision = CUXENT_PRECISION_TF32; }},
    {"matrix_cols",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.n_cols: got 0"},
     kMatrixCalls,
     [](ExampleRows& c) { c.matrix_description.n_cols = 0; }},
    {"matrix_col_elements",
     CUXENT_STATUS_BAD_SHAPE,
     {"similarity.n_cols: got 2147483647", "n_cols * dim"},
     kMatrixCalls,
     [](ExampleRows& c) {
         c.matrix_description.n_rows = 1;
         c.matrix_description.n_cols = c.matrix_description.dim = INT32_MAX;
     }},
    {"matrix_result_elements",
     CUXENT_STATUS_BAD_SHAPE,
     {"similarity.n_rows: got 2147483647", "n_rows * n_cols"},
     kMatrixCalls,
     [](ExampleRows& c) { c.matrix_description.n_rows = c.matrix_description.n_cols = INT32_MAX; }},
    {"matrix_result_type",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"similarity.result_type: got 3"},
     kMatrixCalls,
     [](ExampleRows& c) { c.matrix_description.result_type = CUXENT_TYPE_BFLOAT16; }},
    {"matrix_precision",
     CUXENT_STATUS_BAD_VALUE,
     {"similarity.precision: got 3", "FULL or TF32"},
     kMatrixCalls,
     [](ExampleRows& c) { c.matrix_description.precision = static_cast<cuxentPrecision>(3); }},
    {"a_null",
     CUXENT_STATUS_NULL_POINTER,
     {"a.data"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.rows.data = nullptr; }},
    {"a_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"a.ld: got 1"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.rows.ld = 1; }},
    {"b_null",
     CUXENT_STATUS_NULL_POINTER,
     {"b.data"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.cols.data = nullptr; }},
    {"b_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"b.data"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.cols.data = one_byte_on(c.cols.data); }},
    {"scale_zero",
     CUXENT_STATUS_BAD_VALUE,
     {"scale: got 0", "finite number > 0"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.scale.value = 0; }},
    {"scale_nan",
     CUXENT_STATUS_BAD_VALUE,
     {"scale: got nan"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.scale.value = std::nan(""); }},
    {"scale_in_memory",
     CUXENT_STATUS_BAD_VALUE,
     {"scale: got -2"},
     kSimilarityCalls,
     [](ExampleRows& c) {
         static const float kNegative = -2;
         c.scale.data = &kNegative;
     }},
    {"scale_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"scale.data"},
     kSimilarityCalls,
     [](ExampleRows& c) { c.scale.data = one_byte_on(c.a.data()); }},
    {"pairs_result_null",
     CUXENT_STATUS_NULL_POINTER,
     {"result: got NULL"},
     {kPairs},
     [](ExampleRows& c) { c.pairs = nullptr; }},
    {"pairs_result_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"result"},
     {kPairs},
     [](ExampleRows& c) { c.pairs = one_byte_on(c.pairs); }},
    {"matrix_result_null",
     CUXENT_STATUS_NULL_POINTER,
     {"result.data"},
     {kMatrix},
     [](ExampleRows& c) { c.similarities.data = nullptr; }},
    {"matrix_result_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"result.ld: got 3", "at least n_cols = 4"},
     {kMatrix},
     [](ExampleRows& c) { c.similarities.ld = 3; }},
    {"scratch_null",
     CUXENT_STATUS_NULL_POINTER,
     {"scratch.data"},
     {kMatrix},
     [](ExampleRows& c) { c.scratch.data = nullptr; }},
    {"scratch_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"scratch.data", "256"},
     {kMatrix},
     [](ExampleRows& c) { c.scratch.data = one_byte_on(c.scratch.data); }},
    {"scratch_small",
     CUXENT_STATUS_BUFFER_TOO_SMALL,
     {"scratch.bytes: got 64", "at least"},
     {kMatrix},
     [](ExampleRows& c) { c.scratch.bytes = 64; }},
    {"bytes_null",
     CUXENT_STATUS_NULL_POINTER,
     {"bytes"},
     {kScratch},
     [](ExampleRows& c) { c.scratch_bytes = nullptr; }},
    {"queue_null",
     CUXENT_STATUS_NULL_POINTER,
     {"queue: got NULL"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue_pointer = nullptr; }},
    {"queue_capacity",
     CUXENT_STATUS_BAD_VALUE,
     {"queue.capacity: got 0", "1 to"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.capacity = 0; }},
    {"queue_dim",
     CUXENT_STATUS_BAD_VALUE,
     {"queue.dim: got 0"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.dim = 0; }},
    {"queue_elements",
     CUXENT_STATUS_BAD_SHAPE,
     {"queue.capacity: got 2147483647", "capacity * dim"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.capacity = c.queue.dim = INT32_MAX; }},
    {"queue_type",
     CUXENT_STATUS_BAD_VALUE,
     {"queue.type: got 7"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.type = static_cast<cuxentType>(7); }},
    {"queue_data_null",
     CUXENT_STATUS_NULL_POINTER,
     {"queue.data"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.data = nullptr; }},
    {"queue_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"queue.ld: got 1", "at least dim = 2"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.ld = 1; }},
    {"queue_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"queue.data"},
     {kEnqueue},
     [](ExampleRows& c) { c.queue.data = one_byte_on(c.queue.data); }},
    {"enqueue_null",
     CUXENT_STATUS_NULL_POINTER,
     {"enqueue: got NULL"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue_pointer = nullptr; }},
    {"enqueue_rows",
     CUXENT_STATUS_BAD_VALUE,
     {"enqueue.n_rows: got -3"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue.n_rows = -3; }},
    {"enqueue_type",
     CUXENT_STATUS_BAD_VALUE,
     {"enqueue.type: got 9"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue.type = static_cast<cuxentType>(9); }},
    {"enqueue_type_double",
     CUXENT_STATUS_NOT_SUPPORTED,
     {"enqueue.type: got 4", "FLOAT64 for a queue of FLOAT64"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue.type = CUXENT_TYPE_FLOAT64; }},
    {"enqueue_normalize",
     CUXENT_STATUS_BAD_VALUE,
     {"enqueue.normalize: got 2", "0 or 1"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue.normalize = 2; }},
    {"enqueue_small_norm",
     CUXENT_STATUS_BAD_VALUE,
     {"enqueue.small_norm: got 3"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue.small_norm = static_cast<cuxentSmallNorm>(3); }},
    {"enqueue_norm_eps",
     CUXENT_STATUS_BAD_VALUE,
     {"enqueue.norm_eps: got -1"},
     {kEnqueue},
     [](ExampleRows& c) { c.enqueue.norm_eps = -1; }},
    {"rows_null",
     CUXENT_STATUS_NULL_POINTER,
     {"rows.data"},
     {kEnqueue},
     [](ExampleRows& c) { c.rows.data = nullptr; }},
    {"rows_ld",
     CUXENT_STATUS_BAD_STRIDE,
     {"rows.ld: got 1", "at least queue.dim = 2"},
     {kEnqueue},
     [](ExampleRows& c) { c.rows.ld = 1; }},
    {"position_null",
     CUXENT_STATUS_NULL_POINTER,
     {"position: got NULL"},
     {kEnqueue},
     [](ExampleRows& c) { c.position_pointer = nullptr; }},
    {"position_misaligned",
     CUXENT_STATUS_MISALIGNED,
     {"position.data", "multiple of 8"},
     {kEnqueue},
     [](ExampleRows& c) {
         c.position.data =
             reinterpret_cast<std::int64_t*>(reinterpret_cast<std::uintptr_t>(&c) + 4);
     }},
    {"position_in_memory",
     CUXENT_STATUS_BAD_VALUE,
     {"position: got -1"},
     {kEnqueue},
     [](ExampleRows& c) {
         static std::int64_t negative = -1;
         c.position.data = &negative;
     }},
};

TEST(QueuePosition, IsRefusedOutsideOfTheQueue) {
    for (const std::int64_t position : {std::int64_t{-1}, ExampleRows::kSlots}) {
        ExampleRows example;
        example.position.value = position;

        const cuxentStatus status = example.enqueue_rows();

        EXPECT_EQ(api::refusal_fault(status, CUXENT_STATUS_BAD_VALUE,
                                     {"position: got " + std::to_string(position), "0 to"}),
                  "");
        EXPECT_EQ(example.position.value, position);
    }
}

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
