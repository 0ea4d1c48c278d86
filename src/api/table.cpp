// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/table.hpp"

#include <string>

#include "api/argument_checks.hpp"
#include "api/wall.hpp"

namespace cuxent::impl {
namespace {

void require_null(const void* pointer, const char* argument, const char* reason) {
    if (pointer == nullptr) return;
    refuse(CUXENT_STATUS_BAD_VALUE, argument, "a pointer", std::string("NULL, since ") + reason);
}

void check_counter(const char* argument, const std::int64_t* counter) {
    check_alignment(argument, "", counter, sizeof(std::int64_t));
}

constexpr const char* kNoTable = "problem.n_table_rows is 0";

}  // namespace

void check_table_indices(const char* argument, const kernels::Integers& indices, std::int64_t n,
                         std::int64_t n_table_rows, bool is_host) {
    check_integers(argument, "", indices);
    if (!is_host) return;
    check_index_range(argument, indices, n, n_table_rows - 1, "a row of the table, 0 to ");
}

void check_table_inputs(const Plan& plan, const cuxentInputs& inputs, bool is_host) {
    const kernels::GatheredShape shape = plan.gathered();
    const struct {
        const char* name;
        const void* indices;
        std::int64_t n;
    } operands[] = {
        {"inputs.indices.anchors", inputs.indices.anchors, shape.n_rows},
        {"inputs.indices.positives", inputs.indices.positives, shape.n_rows},
        {"inputs.indices.negatives", inputs.indices.negatives, shape.n_rows * shape.n_negatives},
    };
    for (const auto& [name, indices, n] : operands) {
        if (!plan.has_table()) {
            require_null(indices, name, kNoTable);
            continue;
        }
        require(indices, name);
        check_table_indices(name, index_array(indices, plan.problem.index_type), n,
                            plan.problem.n_table_rows, is_host);
    }
}

void check_table_outputs(const Plan& plan, const cuxentOutputs& outputs) {
    if (!plan.has_table() && !plan.rule.has_lists()) {
        require_null(outputs.n_out_of_range, "outputs.n_out_of_range",
                     "problem.n_table_rows is 0 and problem.sets_by lists no pairs");
    }
    check_counter("outputs.n_out_of_range", outputs.n_out_of_range);
}

void check_table_gradients(const Plan& plan, const cuxentGradients& gradients) {
    constexpr const char* kIndex = "gradients.table_index";
    constexpr const char* kCount = "gradients.n_table_index";
    if (!plan.has_table()) require_null(gradients.table_index, kIndex, kNoTable);
    if (gradients.table_index == nullptr) {
        require_null(gradients.n_table_index, kCount, "gradients.table_index is NULL");
        return;
    }
    check_integers(kIndex, "", index_array(gradients.table_index, plan.problem.index_type));
    require(gradients.n_table_index, kCount);
    check_counter(kCount, gradients.n_table_index);
    require(gradients.rows[0].data, "gradients.rows[0]", ".data");
    if (gradients.accumulate != 0) {
        refuse(CUXENT_STATUS_BAD_VALUE, "gradients.accumulate",
               std::to_string(gradients.accumulate),
               "0, since a packed gradient has other rows at every call");
    }
}

}  // namespace cuxent::impl
