// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "library.hpp"

#include <algorithm>

namespace cuxent::bench {
namespace {

Problem library_problem(const BenchProblem& problem, double margin) {
    Problem result;
    result.loss = problem.loss;
    result.decoupled = problem.decoupled ? 1 : 0;
    result.margin_kind = problem.margin_kind;
    result.margin = margin;
    result.type = problem.type;
    result.n_rows = problem.n_rows / n_views(problem);
    result.n_negatives = problem.n_negatives;
    const bool has_classes = problem.loss == CUXENT_LOSS_CLASS_SOFTMAX;
    if (has_classes) result.n_cols = problem.n_classes;
    result.mean_over = CUXENT_MEAN_OVER_ALL;
    result.dim = problem.dim;
    result.tile_rows = problem.tile_rows;
    if (problem.memory == Memory::kKept) {
        result.saved_limit = CUXENT_UNLIMITED;
        result.scratch_limit = CUXENT_UNLIMITED;
    }
    return result;
}

std::size_t scratch_bytes(const cuxentSizes& sizes, Mode mode) {
    switch (mode) {
        case Mode::kForward:
            return sizes.forward_scratch;
        case Mode::kBackward:
            return sizes.backward_scratch;
        default:
            return sizes.forward_backward_scratch;
    }
}

std::size_t saved_bytes(const cuxentSizes& sizes, Mode mode) {
    return mode == Mode::kForwardBackward ? 0 : sizes.saved;
}

cuxentType loss_type(const BenchProblem& problem) {
    return problem.type == CUXENT_TYPE_FLOAT64 ? CUXENT_TYPE_FLOAT64 : CUXENT_TYPE_FLOAT32;
}

// n elements of device memory as doubles.
std::vector<double> downloaded(Device& device, const DeviceMemory& memory, cuxentType type) {
    std::vector<std::byte> bytes(memory.bytes());
    device.download(bytes.data(), memory.data(), bytes.size());
    return decode(bytes.data(), bytes.size() / element_size(type), type);
}

}  // namespace

Library::Library(Device& device, const Batch& batch, Mode mode)
    : Contestant(mode),
      device_(device),
      batch_(batch),
      plan_(device.handle(), library_problem(batch.problem, batch.margin)),
      sizes_(plan_.sizes()),
      rows_(device, batch.rows.size()),
      cols_(device, batch.cols.size()),
      d_rows_(device, batch.rows.size()),
      d_cols_(device, batch.problem.frozen ? 0 : batch.cols.size()),
      labels_(device, batch.labels.size() * sizeof(std::int64_t)),
      loss_(device, element_size(loss_type(batch.problem))),
      saved_(device, sizes_.saved),
      scratch_(device, std::max({sizes_.forward_scratch, sizes_.backward_scratch,
                                 sizes_.forward_backward_scratch})) {
    const std::int64_t dim = batch.problem.dim;
    device.upload(rows_.data(), batch.rows.data(), rows_.bytes());
    inputs_.rows[0] = {rows_.data(), dim};
    gradients_.rows[0] = {d_rows_.data(), dim};
    if (!batch.cols.empty()) {
        device.upload(cols_.data(), batch.cols.data(), cols_.bytes());
        inputs_.cols[0] = {cols_.data(), dim};
        if (!batch.problem.frozen) gradients_.cols[0] = {d_cols_.data(), dim};
    }
    if (batch.problem.n_negatives != 0) {
        // Below as many keys, or positives, as there are rows.
        const auto below = [&](const DeviceMemory& memory) {
            return static_cast<std::byte*>(memory.data()) + rows_.bytes();
        };
        inputs_.cols[1] = {below(cols_), dim};
        if (!batch.problem.frozen) gradients_.cols[1] = {below(d_cols_), dim};
    }
    if (!batch.labels.empty()) {
        device.upload(labels_.data(), batch.labels.data(), labels_.bytes());
        inputs_.row_labels = labels_.data();
    }
    inputs_.scale = {batch.temperature, nullptr};
    inputs_.bias = {batch.bias, nullptr};
    outputs_.loss = loss_.data();
    if (mode == Mode::kBackward) forward();  // a backward pass alone finds its forward pass here
}

double Library::seconds(int n_calls) {
    return device_.seconds([&] { make_calls(n_calls); });
}

LossAndGradient Library::results() {
    device_.profiled([this] { make_step(); });
    const cuxentType type = batch_.problem.type;
    LossAndGradient result{downloaded(device_, loss_, loss_type(batch_.problem)).front(),
                           downloaded(device_, d_rows_, type)};
    const std::vector<double> d_cols = downloaded(device_, d_cols_, type);
    result.gradient.insert(result.gradient.end(), d_cols.begin(), d_cols.end());
    return result;
}

std::string Library::strategy() const {
    switch (used_strategy()) {
        case CUXENT_STRATEGY_KEPT:
            return to_string(Memory::kKept);
        case CUXENT_STRATEGY_SINGLE_PASS:
            return "single_pass";
        default:
            return to_string(Memory::kRecompute);
    }
}

// The plan does not know of frozen columns.
cuxentStrategy Library::used_strategy() const {
    const cuxentPlanInfo info = plan_.describe();
    if (mode() != Mode::kForwardBackward) return info.strategy;
    return batch_.problem.frozen ? CUXENT_STRATEGY_SINGLE_PASS : info.forward_backward_strategy;
}

Footprint Library::footprint() const {
    BenchProblem lean = batch_.problem;
    lean.memory = Memory::kRecompute;
    const cuxentSizes least = Plan(device_.handle(), library_problem(lean, batch_.margin)).sizes();
    const std::size_t saved = saved_bytes(sizes_, mode());
    const std::size_t scratch = scratch_bytes(sizes_, mode());
    const std::size_t without = saved_bytes(least, mode()) + scratch_bytes(least, mode());
    const bool keeps = used_strategy() == CUXENT_STRATEGY_KEPT && saved + scratch > without;
    return {saved, scratch, keeps ? saved + scratch - without : 0};
}

void Library::forward() {
    plan_.forward(device_.handle(), inputs_, outputs_, saved_, scratch_, device_.stream());
}

void Library::backward() {
    plan_.backward(device_.handle(), inputs_, upstream(), saved_, gradients_, scratch_,
                   device_.stream());
}

void Library::forward_backward() {
    plan_.forward_backward(device_.handle(), inputs_, upstream(), outputs_, gradients_, scratch_,
                           device_.stream());
}

// The gradient of the sum of the row losses: 16-bit numbers hold it at any batch size.
cuxentUpstream Library::upstream() const {
    return {static_cast<double>(batch_.problem.n_rows), nullptr};
}

int default_thread_count() {
    return Handle().thread_count();
}

}  // namespace cuxent::bench
