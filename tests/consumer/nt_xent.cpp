// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file nt_xent.cpp @brief A loss and its gradient through the C++ header. */
#include <cuxent/cuxent.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

namespace {

bool near(const char* what, double got, double want) {
    if (std::abs(got - want) < 1e-6) return true;
    std::fprintf(stderr, "%s: got %.9g, want %.9g\n", what, got, want);
    return false;
}

}  // namespace

int main() {
    // Two orthogonal pairs with equal views at temperature 1: L = log(e + 2) - 1, and of row 0
    // the gradient points along row 1 with 2 negatives of weight 1 / (e + 2), both ways, over 4.
    const std::vector<float> rows = {1, 0, 0, 2, 3, 0, 0, 4};
    const double e = std::exp(1.0);
    std::vector<float> d_rows(rows.size());
    float loss = 0;

    try {
        const cuxent::Handle handle;
        cuxent::Problem problem;
        problem.n_rows = 2;
        problem.dim = 2;
        const cuxent::Plan plan(handle, problem);
        const cuxent::HostBuffer scratch(plan.sizes().forward_backward_scratch);
        cuxentInputs inputs{};
        inputs.rows[0] = {rows.data(), 2};
        inputs.scale.value = 1;
        cuxentOutputs outputs{};
        outputs.loss = &loss;
        cuxentGradients gradients{};
        gradients.rows[0] = {d_rows.data(), 2};
        plan.forward_backward(handle, inputs, {1, nullptr}, outputs, gradients, scratch);
    } catch (const cuxent::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    const bool right = near("loss", loss, std::log(e + 2) - 1) &&
                       near("d_rows[0][0]", d_rows[0], 0) &&
                       near("d_rows[0][1]", d_rows[1], 1 / (e + 2));
    return right ? 0 : 1;
}
