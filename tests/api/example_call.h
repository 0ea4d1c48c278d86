// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file example_call.h @brief A small valid call on the CPU, every argument open to change. */
#ifndef CUXENT_TESTS_API_EXAMPLE_CALL_H
#define CUXENT_TESTS_API_EXAMPLE_CALL_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cuxent/cuxent.hpp"

namespace api {

/// Three pairs in two dimensions, stacked, fp32, against themselves.
cuxentProblem example_problem();

/// Executes one problem. All arguments are public: a test changes one and calls.
class ExampleCall {
 public:
    explicit ExampleCall(const cuxentProblem& problem = example_problem());

    cuxentStatus forward();
    cuxentStatus backward();
    cuxentStatus forward_backward();

    /// Whether no output, gradient or saved byte differs from what was there at first.
    [[nodiscard]] bool outputs_untouched() const;

    cuxent::Handle owned_handle;
    cuxent::Plan owned_plan;
    cuxentHandle handle = owned_handle.get();
    cuxentPlan plan = owned_plan.get();
    cuxentSizes sizes = owned_plan.sizes();
    cuxent::HostBuffer saved_memory{sizes.saved};
    cuxent::HostBuffer scratch_memory{
        std::max({sizes.forward_scratch, sizes.backward_scratch, sizes.forward_backward_scratch})};

    cuxentInputs inputs{};
    cuxentOutputs outputs{};
    cuxentGradients gradients{};
    cuxentUpstream upstream{1, nullptr};
    cuxentBuffer saved = saved_memory;
    cuxentBuffer scratch = scratch_memory;
    cuxentStream stream = nullptr;

    const cuxentInputs* inputs_pointer = &inputs;
    const cuxentOutputs* outputs_pointer = &outputs;
    const cuxentGradients* gradients_pointer = &gradients;
    const cuxentUpstream* upstream_pointer = &upstream;

    /// Views, then loss, row_loss, row_lse, d_rows, d_cols, d_scale, d_bias. 16-byte aligned slots.
    static constexpr std::size_t kSlotBytes = 512;
    using Slot = std::array<std::byte, kSlotBytes>;
    struct Memory {
        alignas(16) Slot rows[2];
        alignas(16) Slot cols[2];
        std::int64_t labels[8];
        std::int32_t pair_rows[2] = {0, 2};
        std::int32_t pair_cols[2] = {1, 0};
        alignas(16) Slot soft_targets;
        alignas(16) Slot loss, row_loss, row_lse, d_scale, d_bias;
        std::int64_t ranks[8];
        alignas(16) Slot guide_rows[2];
        alignas(16) Slot guide_cols[2];
        alignas(16) Slot d_rows[2];
        alignas(16) Slot d_cols[2];
    };
    Memory memory{};

 private:
    Memory before_{};
};

/// Calls that check the arguments they share in the same way.
struct NamedCall {
    const char* name;
    cuxentStatus (ExampleCall::*run)();
};
constexpr NamedCall kForward{"forward", &ExampleCall::forward};
constexpr NamedCall kBackward{"backward", &ExampleCall::backward};
constexpr NamedCall kForwardBackward{"forward_backward", &ExampleCall::forward_backward};

/// "" if `status` is `wanted` and the last message has all `parts`; what is wrong otherwise.
std::string refusal_fault(cuxentStatus status, cuxentStatus wanted,
                          const std::vector<std::string>& parts);

}  // namespace api

#endif  // CUXENT_TESTS_API_EXAMPLE_CALL_H
