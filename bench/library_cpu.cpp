// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <cuxent/cuxent.hpp>

#include <algorithm>

#include "library.hpp"

namespace cuxent::bench {
namespace {

Problem library_problem(const BenchProblem& problem) {
    Problem result;
    result.loss = problem.loss;
    result.type = problem.type;
    result.n_rows = problem.n_rows / 2;
    result.dim = problem.dim;
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

Handle handle_with_threads(int n_threads) {
    Handle handle;
    handle.set_thread_count(n_threads);
    return handle;
}

class CpuLibrary final : public LibraryContestant {
 public:
    CpuLibrary(const Batch& batch, Mode mode, int n_threads)
        : batch_(batch),
          mode_(mode),
          handle_(handle_with_threads(n_threads)),
          plan_(handle_, library_problem(batch.problem)),
          sizes_(plan_.sizes()),
          saved_(sizes_.saved),
          scratch_(std::max(
              {sizes_.forward_scratch, sizes_.backward_scratch, sizes_.forward_backward_scratch})),
          gradient_(batch.embeddings.size()) {
        inputs_.rows[0] = {batch.embeddings.data(), batch.problem.dim};
        inputs_.scale = {batch.temperature, nullptr};
        outputs_.loss = batch.problem.type == CUXENT_TYPE_FLOAT64 ? static_cast<void*>(&loss_f64_)
                                                                  : static_cast<void*>(&loss_f32_);
        gradients_.rows[0] = {gradient_.data(), batch.problem.dim};
        forward();  // a backward pass alone finds its forward pass here
    }

    double seconds(int n_calls) override {
        switch (mode_) {
            case Mode::kForward:
                return host_seconds(n_calls, [this] { forward(); });
            case Mode::kBackward:
                return host_seconds(n_calls, [this] { backward(); });
            default:
                return host_seconds(n_calls, [this] { forward_backward(); });
        }
    }

    LossAndGradient results() override {
        if (mode_ == Mode::kForwardBackward) {
            forward_backward();
        } else {
            forward();
            backward();
        }
        const BenchProblem& problem = batch_.problem;
        return {problem.type == CUXENT_TYPE_FLOAT64 ? loss_f64_ : static_cast<double>(loss_f32_),
                decode(gradient_.data(), static_cast<std::size_t>(problem.n_rows * problem.dim),
                       problem.type)};
    }

    [[nodiscard]] Memory memory() const override {
        const cuxentPlanInfo info = plan_.describe();
        const cuxentStrategy strategy =
            mode_ == Mode::kForwardBackward ? info.forward_backward_strategy : info.strategy;
        return strategy == CUXENT_STRATEGY_KEPT ? Memory::kKept : Memory::kRecompute;
    }

    [[nodiscard]] Footprint footprint() const override {
        BenchProblem lean = batch_.problem;
        lean.memory = Memory::kRecompute;
        const cuxentSizes least = Plan(handle_, library_problem(lean)).sizes();
        const std::size_t saved = saved_bytes(sizes_, mode_);
        const std::size_t scratch = scratch_bytes(sizes_, mode_);
        const std::size_t without = saved_bytes(least, mode_) + scratch_bytes(least, mode_);
        return {saved, scratch, saved + scratch > without ? saved + scratch - without : 0};
    }

 private:
    void forward() { plan_.forward(handle_, inputs_, outputs_, saved_, scratch_); }
    void backward() { plan_.backward(handle_, inputs_, upstream(), saved_, gradients_, scratch_); }
    void forward_backward() {
        plan_.forward_backward(handle_, inputs_, upstream(), outputs_, gradients_, scratch_);
    }

    // The gradient of the sum of the row losses: 16-bit numbers hold it at any batch size.
    [[nodiscard]] cuxentUpstream upstream() const {
        return {static_cast<double>(batch_.problem.n_rows), nullptr};
    }

    const Batch& batch_;
    const Mode mode_;
    const Handle handle_;
    const Plan plan_;
    const cuxentSizes sizes_;
    const HostBuffer saved_, scratch_;
    std::vector<std::byte> gradient_;
    cuxentInputs inputs_{};
    cuxentOutputs outputs_{};
    cuxentGradients gradients_{};
    float loss_f32_ = 0;
    double loss_f64_ = 0;
};

}  // namespace

std::unique_ptr<LibraryContestant> make_cpu_library(const Batch& batch, Mode mode, int n_threads) {
    return std::make_unique<CpuLibrary>(batch, mode, n_threads);
}

}  // namespace cuxent::bench
