// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "api/example_call.h"

#include <algorithm>
#include <cstring>
#include <sstream>

namespace api {

namespace {

constexpr std::int64_t kPairs = 3;
constexpr std::int64_t kDim = 2;
constexpr std::int64_t kListed = 2;

}  // namespace

cuxentProblem example_problem() {
    cuxent::Problem problem;
    problem.n_rows = kPairs;
    problem.dim = kDim;
    return problem;
}

ExampleCall::ExampleCall(const cuxentProblem& problem) : owned_plan(owned_handle, problem) {
    // 1, 2, 3, ... in every type: only that the rows are neither zero nor equal matters here.
    const auto fill = [&](Slot& slot) {
        for (std::size_t k = 0; k < 12; ++k) {
            const auto number = static_cast<double>(k % 7 + 1);
            const auto single = static_cast<float>(number);
            if (problem.type == CUXENT_TYPE_FLOAT64) std::memcpy(&slot[8 * k], &number, 8);
            if (problem.type == CUXENT_TYPE_FLOAT32) std::memcpy(&slot[4 * k], &single, 4);
        }
    };
    const auto bring_rows = [&](std::size_t matrix) {
        fill(memory.rows[matrix]);
        inputs.rows[matrix] = {memory.rows[matrix].data(), kDim};
        gradients.rows[matrix] = {memory.d_rows[matrix].data(), kDim};
    };
    const auto bring_cols = [&](std::size_t matrix) {
        fill(memory.cols[matrix]);
        inputs.cols[matrix] = {memory.cols[matrix].data(), kDim};
        gradients.cols[matrix] = {memory.d_cols[matrix].data(), kDim};
    };
    const bool separate = problem.views == CUXENT_VIEWS_SEPARATE;
    const bool is_siglip = problem.loss == CUXENT_LOSS_SIGLIP;
    const bool has_cols = problem.n_cols != 0 || problem.loss == CUXENT_LOSS_INFO_NCE || is_siglip;
    bring_rows(0);
    if (separate) bring_rows(1);
    if (has_cols) bring_cols(0);
    if (has_cols && (separate || problem.n_negatives != 0)) bring_cols(1);
    for (const std::size_t matrix : {0, 1}) {
        if (problem.guide_dim == 0) break;
        const auto bring = [&](Slot& slot, const cuxentConstMatrix& beside,
                               cuxentConstMatrix& guide) {
            fill(slot);
            if (beside.data != nullptr) guide = {slot.data(), problem.guide_dim};
        };
        bring(memory.guide_rows[matrix], inputs.rows[matrix], inputs.guide_rows[matrix]);
        bring(memory.guide_cols[matrix], inputs.cols[matrix], inputs.guide_cols[matrix]);
    }
    inputs.scale = {0.5, nullptr};
    const bool is_pairs = problem.loss == CUXENT_LOSS_LABEL_PAIRS;
    if (problem.loss == CUXENT_LOSS_SUP_CON || is_pairs) {
        if (problem.sets_by == CUXENT_SETS_BY_LABEL) {
            inputs.row_labels = memory.labels;  // all alike
            if (has_cols) inputs.col_labels = memory.labels;
        } else if (problem.sets_by == CUXENT_SETS_BY_SOFT_TARGETS) {
            fill(memory.soft_targets);
            inputs.soft_targets = {memory.soft_targets.data(), problem.n_cols};
        } else {
            inputs.positive_pairs = {memory.pair_rows, memory.pair_cols, kListed};
        }
        if (problem.sets_by == CUXENT_SETS_BY_PAIRS) {
            inputs.negative_pairs = {memory.pair_cols, memory.pair_rows, kListed};
        }
    }
    if (problem.loss == CUXENT_LOSS_CLASS_SOFTMAX) inputs.row_labels = memory.labels;
    outputs.loss = memory.loss.data();
    outputs.row_loss = memory.row_loss.data();
    outputs.row_lse = memory.row_lse.data();
    if (is_pairs || is_siglip) outputs.row_lse = nullptr;
    gradients.scale = memory.d_scale.data();
    gradients.bias = memory.d_bias.data();
    std::memset(saved.data, 0, saved.bytes);
    before_ = memory;
}

cuxentStatus ExampleCall::forward() {
    return cuxentForward(handle, plan, inputs_pointer, outputs_pointer, saved, scratch, stream);
}

cuxentStatus ExampleCall::backward() {
    return cuxentBackward(handle, plan, inputs_pointer, upstream_pointer, saved, gradients_pointer,
                          scratch, stream);
}

cuxentStatus ExampleCall::forward_backward() {
    return cuxentForwardBackward(handle, plan, inputs_pointer, upstream_pointer, outputs_pointer,
                                 gradients_pointer, scratch, stream);
}

bool ExampleCall::outputs_untouched() const {
    const cuxentBuffer buffer = saved_memory;
    const auto* bytes = static_cast<const std::byte*>(buffer.data);
    const bool saved_is_zero =
        std::all_of(bytes, bytes + buffer.bytes, [](std::byte b) { return b == std::byte{0}; });
    return saved_is_zero && std::memcmp(&memory, &before_, sizeof(memory)) == 0;
}

std::string refusal_fault(cuxentStatus status, cuxentStatus wanted,
                          const std::vector<std::string>& parts) {
    std::ostringstream out;
    const std::string message = cuxentGetLastErrorMessage();
    if (status != wanted) {
        out << "status " << cuxentGetStatusName(status) << ", want " << cuxentGetStatusName(wanted)
            << "; ";
    }
    for (const std::string& part : parts) {
        if (message.find(part) == std::string::npos) out << "no '" << part << "' in message; ";
    }
    return out.str().empty() ? "" : out.str() + "message: " + message;
}

}  // namespace api
