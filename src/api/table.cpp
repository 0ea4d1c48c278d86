// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/table.hpp"

#include <string>

#include "api/indices.hpp"
#include "api/wall.hpp"

namespace cuxent::impl {
namespace {

void require_null(const void* pointer, const char* argument, const char* reason) {
    if (pointer == nullptr) return;
    throw Failure(CUXENT_STATUS_BAD_VALUE,
                  std::string(argument) + ": got a pointer, wanted NULL, since " + reason);
}

void check_counter(const char* argument, const std::int64_t* counter) {
    // A counter is as wide as the wider index.
    check_index_pointer(argument, counter, CUXENT_INDEX_INT64);
}

constexpr const char* kNoTable = "problem.n_table_rows is 0";

}  // namespace

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
        check_index_pointer(name, indices, plan.problem.index_type);
        if (!is_host) continue;
        check_indices(name, indices, plan.problem.index_type, n, plan.problem.n_table_rows);
    }
}

void check_table_outputs(const Plan& plan, const cuxentOutputs& outputs) {
    if (!plan.has_table()) require_null(outputs.n_out_of_range, "outputs.n_out_of_range", kNoTable);
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
    check_index_pointer(kIndex, gradients.table_index, plan.problem.index_type);
    require(gradients.n_table_index, kCount);
    check_counter(kCount, gradients.n_table_index);
    require(gradients.rows[0].data, "gradients.rows[0]", ".data");
    if (gradients.accumulate != 0) {
        throw Failure(CUXENT_STATUS_BAD_VALUE,
                      "gradients.accumulate: got " + std::to_string(gradients.accumulate) +
                          ", wanted 0, since a packed gradient has other rows at every call");
    }
}

}  // namespace cuxent::impl
