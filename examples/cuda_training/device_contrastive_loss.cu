// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "device_contrastive_loss.h"
#include "launch.h"

namespace digits {
namespace {

cuxentProblem make_problem(std::size_t n_pairs, std::size_t dim) {
    cuxent::Problem problem;  // NT-Xent of float32 rows, cosine, mean over all rows
    problem.views = CUXENT_VIEWS_STACKED;
    problem.n_rows = static_cast<std::int64_t>(n_pairs);
    problem.dim = static_cast<std::int64_t>(dim);
    problem.scale_kind = CUXENT_SCALE_LOGIT;
    return problem;
}

__global__ void scale_kernel(const float* log_scale, float* scale) {
    *scale = expf(*log_scale);
}

/// d log s = s ds.
__global__ void scale_backward_kernel(const float* scale, const float* d_scale,
                                      float* d_log_scale) {
    *d_log_scale = *scale * *d_scale;
}

}  // namespace

DeviceContrastiveLoss::DeviceContrastiveLoss(std::size_t n_pairs, std::size_t dim)
    : handle_(CUXENT_BACKEND_CUDA),
      plan_(handle_, make_problem(n_pairs, dim)),
      dim_(static_cast<std::int64_t>(dim)),
      loss_(1),
      scale_(1),
      d_scale_(1),
      scratch_(plan_.sizes().forward_backward_scratch) {}

void DeviceContrastiveLoss::enqueue(const float* embeddings, const float* log_scale,
                                    float* d_embeddings, float* d_log_scale,
                                    cudaStream_t stream) const {
    scale_kernel<<<1, 1, 0, stream>>>(log_scale, scale_.data());
    check_launch("scale");

    cuxentInputs inputs{};
    inputs.rows[0] = {embeddings, dim_};
    inputs.scale.data = scale_.data();  // read on the device, whenever this runs

    cuxentOutputs outputs{};
    outputs.loss = loss_.data();

    cuxentGradients gradients{};
    gradients.rows[0] = {d_embeddings, dim_};
    gradients.scale = d_scale_.data();

    const cuxentUpstream upstream{1.0, nullptr};  // d loss / d loss: training starts here
    plan_.forward_backward(handle_, inputs, upstream, outputs, gradients,
                           {scratch_.data(), scratch_.bytes()}, stream);

    scale_backward_kernel<<<1, 1, 0, stream>>>(scale_.data(), d_scale_.data(), d_log_scale);
    check_launch("scale_backward");
}

}  // namespace digits
