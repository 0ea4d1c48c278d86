// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "contrastive_step.h"

#include <cstdint>

namespace digits {
namespace {

cuxent::Handle make_handle(cuxentBackend backend, int n_threads) {
    cuxent::Handle handle(backend);
    if (backend == CUXENT_BACKEND_CPU && n_threads > 0) handle.set_thread_count(n_threads);
    return handle;
}

cuxentProblem make_problem(std::size_t n_pairs, std::size_t dim) {
    cuxent::Problem problem;                // NT-Xent of float32 rows, cosine, mean over all rows
    problem.views = CUXENT_VIEWS_SEPARATE;  // each view is a matrix of its own ...
    problem.n_rows = static_cast<std::int64_t>(n_pairs);  // ... of so many rows
    problem.dim = static_cast<std::int64_t>(dim);
    return problem;
}

}  // namespace

ContrastiveStep::ContrastiveStep(std::size_t n_pairs, std::size_t dim, cuxentBackend backend,
                                 int n_threads)
    : handle_(make_handle(backend, n_threads)),
      plan_(handle_, make_problem(n_pairs, dim)),
      scratch_(backend, plan_.sizes().forward_backward_scratch),
      view1_(backend, n_pairs * dim),
      view2_(backend, n_pairs * dim),
      d_view1_(backend, n_pairs * dim),
      d_view2_(backend, n_pairs * dim),
      loss_(backend, 1) {}

float ContrastiveStep::run(const Matrix& view1, const Matrix& view2, float temperature,
                           Matrix& d_view1, Matrix& d_view2) const {
    const auto ld = static_cast<std::int64_t>(view1.cols);  // rows follow each other without gaps

    cuxentInputs inputs{};
    inputs.rows[0] = {view1_.upload(view1.values), ld};
    inputs.rows[1] = {view2_.upload(view2.values), ld};
    inputs.scale.value = temperature;

    float loss = 0.0F;
    cuxentOutputs outputs{};
    outputs.loss = loss_.target({&loss, 1});

    cuxentGradients gradients{};
    gradients.rows[0] = {d_view1_.target(d_view1.values), ld};
    gradients.rows[1] = {d_view2_.target(d_view2.values), ld};

    const cuxentUpstream upstream{1.0, nullptr};  // d loss / d loss: training starts here
    plan_.forward_backward(handle_, inputs, upstream, outputs, gradients, scratch_);
    d_view1_.download(d_view1.values);
    d_view2_.download(d_view2.values);
    loss_.download({&loss, 1});
    return loss;
}

}  // namespace digits
