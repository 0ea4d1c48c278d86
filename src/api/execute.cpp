// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The execute calls: every argument is checked here, before anything is touched.
#include <cmath>
#include <cstdint>
#include <string>

#include "api/argument_checks.hpp"
#include "api/objects.hpp"
#include "api/pairs.hpp"
#include "api/soft_targets.hpp"
#include "api/table.hpp"
#include "api/wall.hpp"
#include "base/scale_kind.hpp"
#include "engine/class_rule.hpp"
#include "engine/driver.hpp"

namespace {

using cuxent::impl::check_alignment;
using cuxent::impl::check_buffer;
using cuxent::impl::Failure;
using cuxent::impl::Plan;
using cuxent::impl::refuse;

/// Why a matrix of an operand must be left out, or null where it is in use.
const char* reason_unused(const Plan& plan, bool is_cols, int index) {
    using cuxent::impl::Side;
    if (is_cols && plan.rule.symmetric()) return "problem.n_cols is 0: the rows are the columns";
    if (is_cols && plan.has_table()) return "problem.n_table_rows is not 0: rows[0] is the table";
    const Side side = is_cols ? Side::kCols : Side::kRows;
    if (index == 0 || plan.has_second_matrix(side)) return nullptr;
    if (plan.rule.n_views == 2) return "problem.views is STACKED";
    return is_cols ? "problem.n_negatives is 0" : "the loss has one view";
}

/// Width of the matrices of an operand, by the name of its field.
struct Width {
    const char* field;
    std::int64_t value;
    const char* absent = nullptr;  ///< why the call has no such operand; null: it has
};

/// Checks the matrices rows[2] and cols[2] of the inputs, the gradients or a guide.
template <class Matrices>
void check_matrices(const Plan& plan, const Matrices& matrices, const char* const names[2][2],
                    cuxentType type, bool required, const Width& width) {
    for (const bool is_cols : {false, true}) {
        for (const int index : {0, 1}) {
            const auto& matrix = is_cols ? matrices.cols[index] : matrices.rows[index];
            const char* name = names[is_cols ? 1 : 0][index];
            const char* reason =
                width.absent != nullptr ? width.absent : reason_unused(plan, is_cols, index);
            if (reason != nullptr) {
                if (matrix.data == nullptr) continue;
                refuse(CUXENT_STATUS_BAD_VALUE, std::string(name) + ".data", "a pointer",
                       std::string("NULL, since ") + reason);
            }
            if (matrix.data == nullptr && !required) continue;
            cuxent::impl::check_matrix(name, matrix, type, width.value, width.field);
        }
    }
}

void check_labels(const Plan& plan, const char* field, const void* labels, bool used) {
    if (!used) {
        if (labels == nullptr) return;
        refuse(CUXENT_STATUS_BAD_VALUE, std::string("inputs") + field, "a pointer",
               plan.rule.has_classes() ? "NULL, since the columns are the classes"
               : plan.rule.has_lists() ? "NULL, since problem.sets_by has pairs listed instead"
               : plan.rule.has_soft_targets()
                   ? "NULL, since problem.sets_by has targets weighed instead"
               : plan.rule.has_sets() ? "NULL, since problem.n_cols is 0: the rows are the columns"
                                      : "NULL, since the loss knows no labels");
    }
    cuxent::impl::require(labels, "inputs", field);
    cuxent::impl::check_integers("inputs", field,
                                 cuxent::impl::label_array(labels, plan.problem.label_type));
}

/// Terms and ids of the columns, and ids of the rows.
void check_entry_options(const Plan& plan, const cuxentInputs& inputs) {
    check_alignment("inputs", ".col_bias", inputs.col_bias, plan.arithmetic_bytes);
    const cuxentLabelType type = plan.problem.label_type;
    cuxent::impl::check_integers("inputs", ".row_ids",
                                 cuxent::impl::label_array(inputs.row_ids, type));
    cuxent::impl::check_integers("inputs", ".col_ids",
                                 cuxent::impl::label_array(inputs.col_ids, type));
    if (inputs.row_ids != nullptr && plan.problem.label_smoothing != 0 && !plan.rule.gathered()) {
        refuse(CUXENT_STATUS_NOT_SUPPORTED, "inputs.row_ids", "a pointer",
               "NULL, since label_smoothing is shared by the same columns for all rows, the sum of "
               "which is taken once, and ids leave each row others");
    }
    if (plan.rule.symmetric()) {
        if (inputs.col_ids == nullptr) return;
        refuse(CUXENT_STATUS_BAD_VALUE, "inputs.col_ids", "a pointer",
               "NULL, since problem.n_cols is 0: the rows are the columns");
    }
    const bool has_rows = inputs.row_ids != nullptr;
    if (has_rows == (inputs.col_ids != nullptr)) return;
    refuse(
        CUXENT_STATUS_NULL_POINTER, has_rows ? "inputs.col_ids" : "inputs.row_ids", "NULL",
        std::string("a pointer, since inputs.") + (has_rows ? "row_ids" : "col_ids") + " is one");
}

void check_guide_inputs(const Plan& plan, const cuxentInputs& inputs) {
    static constexpr const char* kNames[2][2] = {{"inputs.guide_rows[0]", "inputs.guide_rows[1]"},
                                                 {"inputs.guide_cols[0]", "inputs.guide_cols[1]"}};
    const struct {
        const cuxentConstMatrix (&rows)[2];
        const cuxentConstMatrix (&cols)[2];
    } guide{inputs.guide_rows, inputs.guide_cols};
    check_matrices(plan, guide, kNames, plan.problem.type, true,
                   {"guide_dim", plan.problem.guide_dim,
                    plan.has_guide() ? nullptr : "problem.guide_dim is 0: there is no guide"});
}

void check_inputs(const Plan& plan, const cuxentInputs& inputs, bool is_host) {
    static constexpr const char* kNames[2][2] = {{"inputs.rows[0]", "inputs.rows[1]"},
                                                 {"inputs.cols[0]", "inputs.cols[1]"}};
    check_matrices(plan, inputs, kNames, plan.problem.type, true, {"dim", plan.problem.dim});
    check_guide_inputs(plan, inputs);
    const bool has_labels = plan.rule.targets == cuxent::impl::Targets::kLabel;
    check_labels(plan, ".row_labels", inputs.row_labels, has_labels || plan.rule.has_classes());
    check_labels(plan, ".col_labels", inputs.col_labels, has_labels && !plan.rule.symmetric());
    check_alignment("inputs", ".row_weights", inputs.row_weights, plan.arithmetic_bytes);
    check_entry_options(plan, inputs);
    cuxent::impl::check_table_inputs(plan, inputs, is_host);
    cuxent::impl::check_pairs(plan, inputs, is_host);
    cuxent::impl::check_soft_targets(plan, inputs);
}

void check_gradients(const Plan& plan, const cuxentGradients& gradients) {
    static constexpr const char* kNames[2][2] = {{"gradients.rows[0]", "gradients.rows[1]"},
                                                 {"gradients.cols[0]", "gradients.cols[1]"}};
    check_matrices(plan, gradients, kNames, plan.problem.grad_type, false,
                   {"dim", plan.problem.dim});
    check_alignment("gradients", ".scale", gradients.scale, plan.arithmetic_bytes);
    check_alignment("gradients", ".bias", gradients.bias, plan.arithmetic_bytes);
    cuxent::impl::check_flag("gradients.accumulate", gradients.accumulate);
    cuxent::impl::check_table_gradients(plan, gradients);
}

void check_rank_output(const Plan& plan, const char* field, const std::int64_t* output) {
    if (output != nullptr && !plan.rule.has_ranks()) {
        refuse(CUXENT_STATUS_NOT_SUPPORTED, std::string("outputs") + field, "a pointer",
               "NULL, since rows of the loss have any number of targets, and no one rank");
    }
    check_alignment("outputs", field, output, sizeof(std::int64_t));
}

void check_outputs(const Plan& plan, const cuxentOutputs& outputs) {
    check_alignment("outputs", ".loss", outputs.loss, plan.arithmetic_bytes);
    check_alignment("outputs", ".row_loss", outputs.row_loss, plan.arithmetic_bytes);
    check_alignment("outputs", ".row_lse", outputs.row_lse, plan.arithmetic_bytes);
    if (outputs.row_lse != nullptr && !plan.rule.has_row_lse()) {
        refuse(CUXENT_STATUS_NOT_SUPPORTED, "outputs.row_lse", "a pointer",
               plan.rule.sigmoid
                   ? "NULL, since a sigmoid of each pair has no log-sum-exp"
                   : "NULL, since every pair of the loss has a denominator of its own");
    }
    cuxent::impl::check_table_outputs(plan, outputs);
    check_rank_output(plan, ".row_rank", outputs.row_rank);
    check_rank_output(plan, ".row_ties", outputs.row_ties);
}

cuxentScalar checked_bias(const Plan& plan, cuxentScalar given, bool is_host) {
    const cuxentScalar bias =
        cuxent::impl::read_on_host("inputs.bias", given, plan.arithmetic_bytes, is_host);
    if (bias.data != nullptr) return bias;
    const bool fits = plan.arithmetic_bytes == sizeof(double)
                          ? std::isfinite(bias.value)
                          : std::isfinite(static_cast<float>(bias.value));
    if (!fits) {
        refuse(CUXENT_STATUS_BAD_VALUE, "inputs.bias", std::to_string(bias.value),
               "a finite number of the arithmetic type");
    }
    return bias;
}

template <class T>
void check_classes_of(const cuxent::impl::Call& call) {
    const auto weights = cuxent::impl::row_weights<T>(call);
    for (std::int64_t row = 0; row < call.plan.place.rows.count(); ++row) {
        if (!weights.is_broken(row)) continue;
        refuse(CUXENT_STATUS_BAD_VALUE, "inputs.row_labels[" + std::to_string(row) + "]",
               std::to_string(weights.labels.given[row]),
               "0 to " + std::to_string(call.plan.problem.n_cols - 1) +
                   " or ignore_index = " + std::to_string(call.plan.problem.ignore_index));
    }
}

/// Labels that the host can read.
void check_classes(const cuxent::impl::Call& call) {
    if (call.plan.arithmetic_bytes == sizeof(double)) {
        check_classes_of<double>(call);
    } else {
        check_classes_of<float>(call);
    }
}

/// Checks what all execute calls have in common and begins the Call.
cuxent::impl::Call begin_call(cuxentHandle handle, cuxentPlan plan, const cuxentInputs* inputs,
                              cuxentStream stream) {
    cuxent::impl::require_handle(handle);
    cuxent::impl::require_plan(plan);
    const cuxent::impl::Backend& backend = *handle->backend;
    const cuxent::impl::BackendTraits traits = backend.traits();
    if (plan->plan.traits.kind != traits.kind || plan->plan.traits.device != traits.device) {
        throw Failure(CUXENT_STATUS_PLAN_MISMATCH,
                      "plan: got one of another backend or device than the handle's, wanted one "
                      "made with a handle of the same");
    }
    cuxent::impl::require(inputs, "inputs");
    check_inputs(plan->plan, *inputs, backend.is_host());
    cuxent::impl::check_stream(backend.is_host(), stream);
    cuxent::impl::Call call{plan->plan, *inputs, {1.0, nullptr}, {}, {}, {}, stream};
    call.inputs.scale = cuxent::impl::checked_scale(
        "inputs.scale", inputs->scale, cuxent::impl::scale_kind(plan->plan.problem.scale_kind),
        plan->plan.arithmetic_bytes, backend.is_host());
    call.inputs.bias = checked_bias(plan->plan, inputs->bias, backend.is_host());
    if (backend.is_host() && plan->plan.rule.has_classes()) check_classes(call);
    return call;
}

void take_outputs(cuxent::impl::Call& call, const cuxentOutputs* outputs) {
    cuxent::impl::require(outputs, "outputs");
    check_outputs(call.plan, *outputs);
    call.outputs = *outputs;
}

void take_gradients(cuxent::impl::Call& call, const cuxentUpstream* upstream,
                    const cuxentGradients* gradients) {
    cuxent::impl::require(gradients, "gradients");
    check_gradients(call.plan, *gradients);
    call.gradients = *gradients;
    if (upstream != nullptr) {
        check_alignment("upstream", ".data", upstream->data, call.plan.arithmetic_bytes);
        call.upstream = *upstream;
    }
}

/// Checks and carves the memory of a call that runs one pass, with `saved` apart from scratch.
void take_buffers(cuxent::impl::Call& call, cuxentBuffer saved, cuxentBuffer scratch,
                  std::size_t scratch_needed, cuxent::impl::Passes passes) {
    check_buffer("saved", saved, call.plan.sizes.saved);
    check_buffer("scratch", scratch, scratch_needed);
    cuxent::impl::Arena saved_arena(saved.data);
    carve_saved(saved_arena, call.plan, call.plan.separate, call.buffers);
    cuxent::impl::Arena scratch_arena(scratch.data);
    carve_scratch(scratch_arena, call.plan, call.plan.separate, passes, call.buffers);
}

}  // namespace

cuxentStatus cuxentForward(cuxentHandle handle, cuxentPlan plan, const cuxentInputs* inputs,
                           const cuxentOutputs* outputs, cuxentBuffer saved, cuxentBuffer scratch,
                           cuxentStream stream) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::Call call = begin_call(handle, plan, inputs, stream);
        take_outputs(call, outputs);
        take_buffers(call, saved, scratch, call.plan.sizes.forward_scratch, {true, false});
        forward(*handle->backend, call);
    });
}

cuxentStatus cuxentBackward(cuxentHandle handle, cuxentPlan plan, const cuxentInputs* inputs,
                            const cuxentUpstream* upstream, cuxentBuffer saved,
                            const cuxentGradients* gradients, cuxentBuffer scratch,
                            cuxentStream stream) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::Call call = begin_call(handle, plan, inputs, stream);
        take_gradients(call, upstream, gradients);
        take_buffers(call, saved, scratch, call.plan.sizes.backward_scratch, {false, true});
        backward(*handle->backend, call);
    });
}

cuxentStatus cuxentForwardBackward(cuxentHandle handle, cuxentPlan plan, const cuxentInputs* inputs,
                                   const cuxentUpstream* upstream, const cuxentOutputs* outputs,
                                   const cuxentGradients* gradients, cuxentBuffer scratch,
                                   cuxentStream stream) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::Call call = begin_call(handle, plan, inputs, stream);
        take_outputs(call, outputs);
        take_gradients(call, upstream, gradients);
        check_buffer("scratch", scratch, call.plan.sizes.forward_backward_scratch);
        cuxent::impl::Arena arena(scratch.data);
        carve_saved(arena, call.plan, call.plan.combined, call.buffers);
        carve_scratch(arena, call.plan, call.plan.combined, {true, true}, call.buffers);
        // Ranks want a target before its columns: a panel of all columns has both.
        const bool ranks_are_at_hand =
            !call.wants_ranks() || call.plan.combined == CUXENT_STRATEGY_SINGLE_PASS;
        call.single_pass =
            ranks_are_at_hand && cuxent::impl::can_take_a_single_pass(call.plan, call.gradients);
        forward_backward(*handle->backend, call);
    });
}
