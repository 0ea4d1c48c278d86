// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file table_validation_test.cpp @brief Every rule of gathered rows and of a table, broken once.
 */
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "cuxent/cuxent.hpp"

namespace {

constexpr std::int64_t kRows = 2;
constexpr std::int64_t kNegatives = 3;
constexpr std::int64_t kTableRows = 5;
constexpr std::int64_t kDim = 2;
constexpr float kUntouched = -7;

cuxentProblem table_problem() {
    cuxent::Problem problem;
    problem.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
    problem.n_rows = kRows;
    problem.n_negatives = kNegatives;
    problem.n_table_rows = kTableRows;
    problem.dim = kDim;
    return problem;
}

cuxentProblem tensor_problem() {
    cuxentProblem problem = table_problem();
    problem.n_table_rows = 0;
    return problem;
}

// ------------------------------------------------------------------------------------- problems

struct BrokenProblem {
    std::string name;
    cuxentStatus status;
    std::string message;  ///< how it goes on after "problem."
    void (*damage)(cuxentProblem&);
};

std::ostream& operator<<(std::ostream& out, const BrokenProblem& rule) {
    return out << rule.name;
}

const BrokenProblem kBrokenProblems[] = {
    {"no_negatives", CUXENT_STATUS_BAD_VALUE, "n_negatives: got 0, wanted 1 to ",
     [](cuxentProblem& p) { p.n_negatives = 0; }},
    {"more_sources_than_32_bits_count", CUXENT_STATUS_BAD_VALUE,
     "n_negatives: got 1073741822, wanted 1 to 1073741821",
     [](cuxentProblem& p) { p.n_negatives = 1073741822; }},
    {"more_anchors_than_a_grid", CUXENT_STATUS_BAD_VALUE, "n_rows: got 2147483648, wanted 1 to ",
     [](cuxentProblem& p) { p.n_rows = std::int64_t{1} << 31; }},
    {"n_table_rows_negative", CUXENT_STATUS_BAD_VALUE, "n_table_rows: got -1, wanted 0 to ",
     [](cuxentProblem& p) { p.n_table_rows = -1; }},
    {"n_table_rows_most", CUXENT_STATUS_BAD_VALUE, "n_table_rows: got 2147483648, wanted 0 to ",
     [](cuxentProblem& p) { p.n_table_rows = std::int64_t{1} << 31; }},
    {"table_of_another_loss", CUXENT_STATUS_BAD_VALUE, "n_table_rows: got 5, wanted 0, since",
     [](cuxentProblem& p) {
         p.loss = CUXENT_LOSS_NT_XENT;
         p.n_negatives = 0;
     }},
    {"index_type", CUXENT_STATUS_BAD_VALUE, "index_type: got 99, wanted a cuxentIndexType",
     [](cuxentProblem& p) { p.index_type = static_cast<cuxentIndexType>(99); }},
    {"n_cols", CUXENT_STATUS_BAD_VALUE, "n_cols: got 2, wanted 0, since every row has columns",
     [](cuxentProblem& p) { p.n_cols = 2; }},
    {"col_offset", CUXENT_STATUS_BAD_VALUE, "col_offset: got 1, wanted 0, since every row",
     [](cuxentProblem& p) { p.col_offset = 1; }},
    {"tile_rows", CUXENT_STATUS_BAD_VALUE, "tile_rows: got 32, wanted 0, since every row",
     [](cuxentProblem& p) { p.tile_rows = 32; }},
    {"views", CUXENT_STATUS_BAD_VALUE, "views: got 2, wanted STACKED",
     [](cuxentProblem& p) { p.views = CUXENT_VIEWS_SEPARATE; }},
    {"tensors_beyond_memory", CUXENT_STATUS_BAD_VALUE, "n_negatives: got ",
     [](cuxentProblem& p) {
         p.n_table_rows = 0;
         p.n_negatives = std::int64_t{1} << 60;
     }},
};

class GatheredProblem : public testing::TestWithParam<BrokenProblem> {};

TEST_P(GatheredProblem, IsRefused) {
    const cuxent::Handle handle;
    cuxentProblem problem = table_problem();
    GetParam().damage(problem);
    cuxentPlan plan = nullptr;

    EXPECT_EQ(cuxentPlanCreate(handle.get(), &problem, &plan), GetParam().status);

    EXPECT_EQ(plan, nullptr);
    const std::string message = cuxentGetLastErrorMessage();
    EXPECT_EQ(message.find("cuxentPlanCreate: problem." + GetParam().message), 0U) << message;
}

INSTANTIATE_TEST_SUITE_P(Api, GatheredProblem, testing::ValuesIn(kBrokenProblems),
                         [](const auto& param) { return param.param.name; });

// ---------------------------------------------------------------------------------------- calls

/// Arguments of calls that succeed.
struct Call {
    explicit Call(const cuxentProblem& problem) : plan(handle, problem) {
        if (problem.n_table_rows != 0) {
            inputs.rows[0] = {table, kDim};
            inputs.indices = {anchors, positives, negatives};
            gradients.rows[0] = {d_table, kDim};
            outputs.n_out_of_range = &n_out_of_range;
            gradients.table_index = index;
            gradients.n_table_index = &n_index;
        } else {
            inputs.rows[0] = {table, kDim};
            inputs.cols[0] = {table, kDim};
            inputs.cols[1] = {negative_rows, kDim};
            gradients.rows[0] = {d_table, kDim};
        }
        inputs.scale.value = 0.5;
        outputs.loss = &loss;
    }

    cuxentStatus forward() {
        return cuxentForward(handle.get(), plan.get(), &inputs, &outputs, saved, scratch, nullptr);
    }
    cuxentStatus forward_backward() {
        return cuxentForwardBackward(handle.get(), plan.get(), &inputs, nullptr, &outputs,
                                     &gradients, scratch, nullptr);
    }

    cuxent::Handle handle;
    cuxent::Plan plan;
    cuxent::HostBuffer saved{plan.sizes().saved};
    cuxent::HostBuffer scratch{plan.sizes().forward_backward_scratch};
    float table[kTableRows * kDim] = {1, 2, 3, 4, 5, -6, 7, 8, 9, -1};
    float negative_rows[kRows * kNegatives * kDim] = {1, 2, 3, 4, 5, 6, -7, 8, 9, 1, 2, 3};
    float d_table[kRows * (kNegatives + 2) * kDim] = {kUntouched};
    std::int32_t anchors[kRows] = {0, 1};
    std::int32_t positives[kRows] = {1, 2};
    std::int32_t negatives[kRows * kNegatives] = {2, 3, 4, 3, 4, 0};
    std::int32_t index[kRows * (kNegatives + 2)] = {};
    std::int64_t n_out_of_range = -1;
    std::int64_t n_index = -1;
    float loss = kUntouched;
    cuxentInputs inputs{};
    cuxentOutputs outputs{};
    cuxentGradients gradients{};
};

struct BrokenCall {
    std::string name;
    cuxentStatus status;
    std::string message;  ///< how it goes on after the function's name
    void (*damage)(Call&);
    bool has_table = true;
};

std::ostream& operator<<(std::ostream& out, const BrokenCall& rule) {
    return out << rule.name;
}

template <class T>
T* one_byte_on(T* pointer) {
    return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(pointer) + 1);
}
const void* one_byte_on(const void* pointer) {
    return static_cast<const char*>(pointer) + 1;
}

const BrokenCall kBrokenCalls[] = {
    {"anchors_null", CUXENT_STATUS_NULL_POINTER, "inputs.indices.anchors: got NULL",
     [](Call& c) { c.inputs.indices.anchors = nullptr; }},
    {"positives_null", CUXENT_STATUS_NULL_POINTER, "inputs.indices.positives: got NULL",
     [](Call& c) { c.inputs.indices.positives = nullptr; }},
    {"negatives_null", CUXENT_STATUS_NULL_POINTER, "inputs.indices.negatives: got NULL",
     [](Call& c) { c.inputs.indices.negatives = nullptr; }},
    {"negatives_misaligned", CUXENT_STATUS_MISALIGNED,
     "inputs.indices.negatives: got an address 1 bytes past alignment",
     [](Call& c) { c.inputs.indices.negatives = one_byte_on(c.inputs.indices.negatives); }},
    {"anchor_negative", CUXENT_STATUS_BAD_VALUE,
     "inputs.indices.anchors[1]: got -1, wanted a row of the table, 0 to 4",
     [](Call& c) { c.anchors[1] = -1; }},
    {"positive_beyond", CUXENT_STATUS_BAD_VALUE,
     "inputs.indices.positives[0]: got 5, wanted a row of the table, 0 to 4",
     [](Call& c) { c.positives[0] = 5; }},
    {"negative_beyond", CUXENT_STATUS_BAD_VALUE,
     "inputs.indices.negatives[5]: got 2147483647, wanted a row of the table, 0 to 4",
     [](Call& c) { c.negatives[5] = 2147483647; }},
    {"columns_beside_a_table", CUXENT_STATUS_BAD_VALUE,
     "inputs.cols[0].data: got a pointer, wanted",
     [](Call& c) { c.inputs.cols[0] = c.inputs.rows[0]; }},
    {"gradient_of_columns_beside_a_table", CUXENT_STATUS_BAD_VALUE,
     "gradients.cols[1].data: got a pointer, wanted",
     [](Call& c) { c.gradients.cols[1] = c.gradients.rows[0]; }},
    {"counter_misaligned", CUXENT_STATUS_MISALIGNED, "outputs.n_out_of_range: got an address",
     [](Call& c) { c.outputs.n_out_of_range = one_byte_on(c.outputs.n_out_of_range); }},
    {"packed_without_count", CUXENT_STATUS_NULL_POINTER, "gradients.n_table_index: got NULL",
     [](Call& c) { c.gradients.n_table_index = nullptr; }},
    {"count_without_index", CUXENT_STATUS_BAD_VALUE,
     "gradients.n_table_index: got a pointer, wanted NULL, since gradients.table_index is NULL",
     [](Call& c) { c.gradients.table_index = nullptr; }},
    {"count_misaligned", CUXENT_STATUS_MISALIGNED, "gradients.n_table_index: got an address",
     [](Call& c) { c.gradients.n_table_index = one_byte_on(c.gradients.n_table_index); }},
    {"index_misaligned", CUXENT_STATUS_MISALIGNED, "gradients.table_index: got an address",
     [](Call& c) {
         c.gradients.table_index =
             const_cast<void*>(one_byte_on(static_cast<const void*>(c.gradients.table_index)));
     }},
    {"packed_without_rows", CUXENT_STATUS_NULL_POINTER, "gradients.rows[0].data: got NULL",
     [](Call& c) { c.gradients.rows[0].data = nullptr; }},
    {"packed_and_accumulated", CUXENT_STATUS_BAD_VALUE, "gradients.accumulate: got 1, wanted 0",
     [](Call& c) { c.gradients.accumulate = 1; }},
    {"indices_without_a_table", CUXENT_STATUS_BAD_VALUE,
     "inputs.indices.anchors: got a pointer, wanted NULL, since problem.n_table_rows is 0",
     [](Call& c) { c.inputs.indices.anchors = c.anchors; }, false},
    {"counter_without_a_table", CUXENT_STATUS_BAD_VALUE, "outputs.n_out_of_range: got a pointer",
     [](Call& c) { c.outputs.n_out_of_range = &c.n_out_of_range; }, false},
    {"packed_without_a_table", CUXENT_STATUS_BAD_VALUE, "gradients.table_index: got a pointer",
     [](Call& c) { c.gradients.table_index = c.index; }, false},
    {"positives_missing", CUXENT_STATUS_NULL_POINTER, "inputs.cols[0].data: got NULL",
     [](Call& c) { c.inputs.cols[0].data = nullptr; }, false},
    {"negatives_missing", CUXENT_STATUS_NULL_POINTER, "inputs.cols[1].data: got NULL",
     [](Call& c) { c.inputs.cols[1].data = nullptr; }, false},
};

class GatheredCall : public testing::TestWithParam<BrokenCall> {};

TEST_P(GatheredCall, IsRefusedBeforeAnythingIsWritten) {
    Call call(GetParam().has_table ? table_problem() : tensor_problem());
    GetParam().damage(call);

    EXPECT_EQ(call.forward_backward(), GetParam().status);

    const std::string message = cuxentGetLastErrorMessage();
    EXPECT_EQ(message.find("cuxentForwardBackward: " + GetParam().message), 0U) << message;
    EXPECT_EQ(call.loss, kUntouched);
    EXPECT_EQ(call.d_table[0], kUntouched);
    EXPECT_EQ(call.n_index, -1);
    EXPECT_EQ(call.n_out_of_range, -1);
}

INSTANTIATE_TEST_SUITE_P(Api, GatheredCall, testing::ValuesIn(kBrokenCalls),
                         [](const auto& param) { return param.param.name; });

TEST(GatheredCall, ThatBreaksNoRuleSucceeds) {
    Call over_table(table_problem());
    Call over_tensors(tensor_problem());

    EXPECT_EQ(over_table.forward(), CUXENT_STATUS_SUCCESS) << cuxentGetLastErrorMessage();
    EXPECT_EQ(over_table.forward_backward(), CUXENT_STATUS_SUCCESS) << cuxentGetLastErrorMessage();
    EXPECT_EQ(over_tensors.forward_backward(), CUXENT_STATUS_SUCCESS)
        << cuxentGetLastErrorMessage();
    EXPECT_EQ(over_table.n_index, 5);
    EXPECT_EQ(over_table.n_out_of_range, 0);
}

TEST(GatheredPlan, SaysWhatItIs) {
    const cuxent::Handle handle;
    const cuxent::Plan plan(handle, table_problem());

    const cuxentPlanInfo info = plan.describe();

    EXPECT_NE(std::string(plan.text()).find("gathered_info_nce"), std::string::npos) << plan.text();
    EXPECT_EQ(info.n_tiles, 0);
    EXPECT_EQ(info.forward_flop, 2.0 * kRows * (kNegatives + 1) * kDim);
    EXPECT_EQ(info.forward_backward_flop, 3 * info.forward_flop);
}

}  // namespace
