// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file nt_xent.cpp
 * @brief The smallest program with cuXent: loss and gradients of two pairs. README.md quotes it.
 */
// [readme]
#include <cstdio>
#include <cuxent/cuxent.hpp>

int main() {
    const float view1[2][3] = {{3, 0, 1}, {0, 2, 1}};  // row i of one view and row i of the other
    const float view2[2][3] = {{1, 0, 2}, {1, 4, 0}};  // are a pair; any length, any strides
    float loss = 0, d_view1[2][3], d_view2[2][3];

    cuxent::Handle handle;    // where to compute: the CPU
    cuxent::Problem problem;  // what: NT-Xent of float32 rows, cosine similarity, mean
    problem.views = CUXENT_VIEWS_SEPARATE;
    problem.n_rows = 2;
    problem.dim = 3;
    cuxent::Plan plan(handle, problem);  // make it once, run it every step
    cuxent::HostBuffer scratch(plan.sizes().forward_backward_scratch);

    cuxentInputs inputs{};
    inputs.rows[0] = {view1, 3};
    inputs.rows[1] = {view2, 3};
    inputs.scale.value = 0.5;  // temperature
    cuxentOutputs outputs{};
    outputs.loss = &loss;
    cuxentGradients gradients{};
    gradients.rows[0] = {d_view1, 3};
    gradients.rows[1] = {d_view2, 3};
    plan.forward_backward(handle, inputs, {1.0, nullptr}, outputs, gradients, scratch);
    std::printf("loss %.4f, its gradient by view1[0][0] %.4f\n", loss, d_view1[0][0]);
}
// [readme]
