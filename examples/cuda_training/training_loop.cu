// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>

#include "graph.h"
#include "training_loop.h"

namespace digits {
namespace {

/// The host looks at losses so often. It queues as many steps ahead, so the device never waits.
constexpr std::size_t kStepsALook = 10;

}  // namespace

TrainingLoop::TrainingLoop(const StepSettings& settings, const std::vector<float>& images,
                           const std::vector<std::int32_t>& batches,
                           const std::vector<float>& parameters)
    : n_steps_(settings.n_steps),
      step_(settings, images, batches, parameters, stream_.get()),
      reader_(step_.losses(), settings.n_steps) {}

std::vector<float> TrainingLoop::run(
    bool use_graph, const std::function<void(std::size_t step, float loss)>& observer) {
    std::vector<float> losses;
    const auto look = [&] {
        for (const float loss : reader_.collect()) {
            losses.push_back(loss);
            if (!std::isfinite(loss)) {
                throw std::runtime_error("the loss of step " + std::to_string(losses.size()) +
                                         " is " + std::to_string(loss) + ": training has failed");
            }
            observer(losses.size(), loss);
        }
    };

    // The first step as it is: CUDA and cuBLAS load kernels when they are first asked for.
    step_.enqueue(stream_.get());
    std::optional<CudaGraph> graph;
    if (use_graph) graph.emplace(stream_.get(), [&] { step_.enqueue(stream_.get()); });

    std::size_t n_queued = 1;
    reader_.request(n_queued, stream_);
    while (n_queued < n_steps_) {
        const std::size_t n_next = std::min(n_queued + kStepsALook, n_steps_);
        for (; n_queued < n_next; ++n_queued) {
            graph ? graph->launch(stream_.get()) : step_.enqueue(stream_.get());
        }
        look();  // at the steps before these, which run meanwhile
        reader_.request(n_queued, stream_);
    }
    look();
    return losses;
}

}  // namespace digits
