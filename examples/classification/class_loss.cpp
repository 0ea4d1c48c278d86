// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "class_loss.h"

namespace classification {
namespace {

constexpr double kTemperature = 0.1;  // of the cosines
constexpr double kCenter = 1.0;
constexpr double kIslandOfAPair = 1.0;  // of the mean of cos + 1 over all pairs of classes

cuxentProblem make_problem(Kind kind, std::size_t n_rows, std::size_t n_classes, std::size_t dim) {
    cuxent::Problem problem;
    problem.loss = CUXENT_LOSS_CLASS_SOFTMAX;
    problem.n_rows = static_cast<std::int64_t>(n_rows);
    problem.n_cols = static_cast<std::int64_t>(n_classes);
    problem.dim = static_cast<std::int64_t>(dim);
    problem.label_type = CUXENT_LABEL_INT32;
    if (kind == Kind::kPlain) {
        problem.normalize = 0;  // logits are dot products
    } else {
        const auto n_pairs = static_cast<double>(n_classes * (n_classes - 1));
        problem.center_weight = kCenter;
        problem.island_weight = kIslandOfAPair / n_pairs;
    }
    return problem;
}

}  // namespace

ClassLoss::ClassLoss(Kind kind, std::size_t n_rows, std::size_t n_classes, std::size_t dim)
    : kind_(kind),
      plan_(handle_, make_problem(kind, n_rows, n_classes, dim)),
      scratch_(plan_.sizes().forward_backward_scratch) {}

float ClassLoss::run(const digits::Matrix& embeddings, const digits::Matrix& class_weights,
                     std::span<const std::int32_t> labels, digits::Matrix& d_embeddings,
                     digits::Matrix& d_class_weights) const {
    const auto ld = static_cast<std::int64_t>(embeddings.cols);  // no gaps between rows
    cuxentInputs inputs{};
    inputs.rows[0] = {embeddings.values.data(), ld};
    inputs.cols[0] = {class_weights.values.data(), ld};
    inputs.row_labels = labels.data();
    inputs.scale.value = kind_ == Kind::kPlain ? 1.0 : kTemperature;

    float loss = 0.0F;
    cuxentOutputs outputs{};
    outputs.loss = &loss;

    cuxentGradients gradients{};
    gradients.rows[0] = {d_embeddings.values.data(), ld};
    gradients.cols[0] = {d_class_weights.values.data(), ld};

    plan_.forward_backward(handle_, inputs, outputs, gradients, scratch_);
    return loss;
}

}  // namespace classification
