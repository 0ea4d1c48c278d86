// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "embedding_loss.h"

namespace vocabulary {
namespace {

cuxentProblem make_problem(Form form, const LossSettings& settings, std::size_t n_table_rows,
                           std::size_t dim) {
    cuxent::Problem problem;
    problem.loss = CUXENT_LOSS_GATHERED_INFO_NCE;
    problem.n_rows = static_cast<std::int64_t>(settings.n_pairs);
    problem.n_negatives = static_cast<std::int64_t>(settings.n_negatives);
    problem.n_table_rows = static_cast<std::int64_t>(n_table_rows);
    problem.dim = static_cast<std::int64_t>(dim);
    problem.decoupled = form == Form::kDecoupled ? 1 : 0;
    return problem;
}

cuxent::Sampler make_sampler(const LossSettings& settings, std::size_t n_table_rows,
                             std::uint64_t seed) {
    cuxent::Sampler sampler;
    sampler.n_rows = static_cast<std::int64_t>(settings.n_pairs);
    sampler.n_negatives = static_cast<std::int64_t>(settings.n_negatives);
    sampler.n_table_rows = static_cast<std::int64_t>(n_table_rows);
    sampler.exclude_anchor = 1;
    sampler.without_repeats = 1;
    sampler.seed = seed;
    return sampler;
}

}  // namespace

EmbeddingLoss::EmbeddingLoss(Form form, const LossSettings& settings, std::size_t n_table_rows,
                             std::size_t dim, std::uint64_t seed)
    : plan_(handle_, make_problem(form, settings, n_table_rows, dim)),
      scratch_(plan_.sizes().forward_backward_scratch),
      sampler_(make_sampler(settings, n_table_rows, seed)),
      temperature_(settings.temperature),
      negatives_(settings.n_pairs * settings.n_negatives),
      rows_(settings.n_pairs * (settings.n_negatives + 2)),
      gradients_(rows_.size(), dim) {
    handle_.set_thread_count(1);  // a step is over before a second one has begun to work
}

float EmbeddingLoss::run(const digits::Matrix& table, std::span<const std::int32_t> anchors,
                         std::span<const std::int32_t> positives, std::uint64_t step) {
    cuxent::check(cuxentSampleNegatives(handle_.get(), &sampler_, anchors.data(), positives.data(),
                                        {step, nullptr}, negatives_.data(), nullptr));

    const auto ld = static_cast<std::int64_t>(table.cols);  // no gaps between rows
    cuxentInputs inputs{};
    inputs.rows[0] = {table.values.data(), ld};
    inputs.indices = {anchors.data(), positives.data(), negatives_.data()};
    inputs.scale.value = temperature_;

    float loss = 0.0F;
    cuxentOutputs outputs{};
    outputs.loss = &loss;

    cuxentGradients gradients{};
    gradients.rows[0] = {gradients_.values.data(), ld};
    gradients.table_index = rows_.data();
    gradients.n_table_index = &n_rows_;

    plan_.forward_backward(handle_, inputs, outputs, gradients, scratch_);
    return loss;
}

RowGradients EmbeddingLoss::gradients() const {
    const auto n = static_cast<std::size_t>(n_rows_);
    return {std::span(rows_).first(n), std::span(gradients_.values).first(n * gradients_.cols)};
}

}  // namespace vocabulary
