// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The execute calls: every argument is checked here, before anything is touched.
#include <cmath>
#include <cstdint>
#include <string>

#include "api/objects.hpp"
#include "api/table.hpp"
#include "api/wall.hpp"
#include "base/element_size.hpp"
#include "engine/driver.hpp"
#include "engine/scale_kind.hpp"

namespace {

using cuxent::impl::Failure;
using cuxent::impl::Plan;

[[noreturn]] void refuse(cuxentStatus status, const std::string& argument, const std::string& got,
                         const std::string& wanted) {
    throw Failure(status, argument + ": got " + got + ", wanted " + wanted);
}

// Names are put together only on the way out: a call that succeeds allocates nothing.

void check_alignment(const char* argument, const char* field, const void* pointer,
                     std::size_t alignment) {
    const std::size_t off = reinterpret_cast<std::uintptr_t>(pointer) % alignment;
    if (off != 0) {
        refuse(CUXENT_STATUS_MISALIGNED, std::string(argument) + field,
               "an address " + std::to_string(off) + " bytes past alignment",
               "a multiple of " + std::to_string(alignment));
    }
}

void check_matrix(const char* argument, const void* data, std::int64_t ld, std::int64_t dim,
                  cuxentType type) {
    check_alignment(argument, ".data", data, cuxent::impl::size_of(type));
    if (ld < dim) {
        refuse(CUXENT_STATUS_BAD_STRIDE, std::string(argument) + ".ld", std::to_string(ld),
               "at least dim = " + std::to_string(dim));
    }
}

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

/// Checks the matrices rows[2] and cols[2] of the inputs or gradients.
template <class Matrices>
void check_matrices(const Plan& plan, const Matrices& matrices, const char* const names[2][2],
                    cuxentType type, bool required) {
    for (const bool is_cols : {false, true}) {
        for (const int index : {0, 1}) {
            const auto& matrix = is_cols ? matrices.cols[index] : matrices.rows[index];
            const char* name = names[is_cols ? 1 : 0][index];
            if (const char* reason = reason_unused(plan, is_cols, index); reason != nullptr) {
                if (matrix.data == nullptr) continue;
                refuse(CUXENT_STATUS_BAD_VALUE, std::string(name) + ".data", "a pointer",
                       std::string("NULL, since ") + reason);
            }
            if (matrix.data == nullptr && !required) continue;
            cuxent::impl::require(matrix.data, name, ".data");
            check_matrix(name, matrix.data, matrix.ld, plan.problem.dim, type);
        }
    }
}

void check_labels(const Plan& plan, const char* field, const void* labels, bool used) {
    if (!used) {
        if (labels == nullptr) return;
        refuse(CUXENT_STATUS_BAD_VALUE, std::string("inputs") + field, "a pointer",
               plan.rule.has_sets() ? "NULL, since problem.n_cols is 0: the rows are the columns"
                                    : "NULL, since the loss knows no labels");
    }
    cuxent::impl::require(labels, "inputs", field);
    check_alignment("inputs", field, labels,
                    plan.problem.label_type == CUXENT_LABEL_INT64 ? sizeof(std::int64_t)
                                                                  : sizeof(std::int32_t));
}

void check_inputs(const Plan& plan, const cuxentInputs& inputs, bool is_host) {
    static constexpr const char* kNames[2][2] = {{"inputs.rows[0]", "inputs.rows[1]"},
                                                 {"inputs.cols[0]", "inputs.cols[1]"}};
    check_matrices(plan, inputs, kNames, plan.problem.type, true);
    check_labels(plan, ".row_labels", inputs.row_labels, plan.rule.has_sets());
    check_labels(plan, ".col_labels", inputs.col_labels,
                 plan.rule.has_sets() && !plan.rule.symmetric());
    check_alignment("inputs", ".row_weights", inputs.row_weights, plan.arithmetic_bytes);
    cuxent::impl::check_table_inputs(plan, inputs, is_host);
}

void check_gradients(const Plan& plan, const cuxentGradients& gradients) {
    static constexpr const char* kNames[2][2] = {{"gradients.rows[0]", "gradients.rows[1]"},
                                                 {"gradients.cols[0]", "gradients.cols[1]"}};
    check_matrices(plan, gradients, kNames, plan.problem.grad_type, false);
    check_alignment("gradients", ".scale", gradients.scale, plan.arithmetic_bytes);
    check_alignment("gradients", ".bias", gradients.bias, plan.arithmetic_bytes);
    if (gradients.accumulate != 0 && gradients.accumulate != 1) {
        refuse(CUXENT_STATUS_BAD_VALUE, "gradients.accumulate",
               std::to_string(gradients.accumulate), "0 or 1");
    }
    cuxent::impl::check_table_gradients(plan, gradients);
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
}

void check_buffer(const char* argument, cuxentBuffer buffer, std::size_t needed) {
    cuxent::impl::require(buffer.data, argument, ".data");
    check_alignment(argument, ".data", buffer.data, cuxent::impl::Arena::kAlignment);
    if (buffer.bytes < needed) {
        refuse(CUXENT_STATUS_BUFFER_TOO_SMALL, std::string(argument) + ".bytes",
               std::to_string(buffer.bytes), "at least " + std::to_string(needed));
    }
}

double read_scalar(const Plan& plan, const void* data) {
    return plan.arithmetic_bytes == sizeof(double) ? *static_cast<const double*>(data)
                                                   : *static_cast<const float*>(data);
}

/// A scalar as a value where the host can read it; still a pointer where it cannot.
cuxentScalar resolved(const Plan& plan, bool is_host, const char* argument, cuxentScalar scalar) {
    check_alignment(argument, ".data", scalar.data, plan.arithmetic_bytes);
    if (scalar.data == nullptr || !is_host) return scalar;
    return {read_scalar(plan, scalar.data), nullptr};
}

cuxentScalar resolved_scale(const Plan& plan, bool is_host, const cuxentScalar& given) {
    const cuxentScalar scale = resolved(plan, is_host, "inputs.scale", given);
    if (scale.data != nullptr) return scale;
    const auto kind = cuxent::impl::scale_kind(plan.problem);
    if (std::isnan(cuxent::kernels::logit_scale_of(scale.value, kind))) {
        refuse(CUXENT_STATUS_BAD_VALUE, "inputs.scale", std::to_string(scale.value),
               kind == cuxent::kernels::ScaleKind::kLogLogit ? "a finite number with a finite exp"
                                                             : "a finite number > 0");
    }
    return scale;
}

cuxentScalar resolved_bias(const Plan& plan, bool is_host, const cuxentScalar& given) {
    const cuxentScalar bias = resolved(plan, is_host, "inputs.bias", given);
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
    if (backend.is_host() && stream != nullptr) {
        refuse(CUXENT_STATUS_BAD_VALUE, "stream", "a pointer", "NULL on the CPU");
    }
    cuxent::impl::Call call{plan->plan, *inputs, {1.0, nullptr}, {}, {}, {}, stream};
    call.inputs.scale = resolved_scale(plan->plan, backend.is_host(), inputs->scale);
    call.inputs.bias = resolved_bias(plan->plan, backend.is_host(), inputs->bias);
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
        forward_backward(*handle->backend, call);
    });
}
