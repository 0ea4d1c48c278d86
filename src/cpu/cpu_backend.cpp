// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_backend.hpp"

#include <cblas.h>
#include <sched.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include "cpu/blas_buffers.hpp"
#include "cpu/cpu_gathered.hpp"
#include "cpu/cpu_primitives.hpp"
#include "cpu/cpu_sampler.hpp"
#include "cpu/cpu_set_tile_worker.hpp"
#include "cpu/cpu_similarity_calls.hpp"
#include "cpu/thread_team.hpp"

namespace cuxent::impl {
namespace {

int usable_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

class CpuBackend final : public Backend {
 public:
    explicit CpuBackend(int n_workers)
        : buffers_(std::make_unique<BlasBuffers>(n_workers)),
          team_(std::make_unique<ThreadTeam>(n_workers)),
          similarity_calls_(team_) {}

    [[nodiscard]] BackendTraits traits() const override {
        return {CUXENT_BACKEND_CPU, 0, team_->size(), false, false, set_tiles_bytes};
    }
    [[nodiscard]] bool is_host() const override { return true; }

    void set_n_workers(int n_workers) override {
        if (n_workers == team_->size()) return;
        auto buffers = std::make_unique<BlasBuffers>(n_workers);
        team_ = std::make_unique<ThreadTeam>(n_workers);
        buffers_ = std::move(buffers);
    }

    void run(const Call& call, FunctionRef<void(Primitives&)> body) override {
        const bool is_double = call.plan.arithmetic_bytes == sizeof(double);
        if (call.plan.rule.gathered()) {
            is_double ? run_as<CpuGathered<double>>(call, body)
                      : run_as<CpuGathered<float>>(call, body);
        } else {
            is_double ? run_as<CpuPrimitives<double>>(call, body)
                      : run_as<CpuPrimitives<float>>(call, body);
        }
    }

    [[nodiscard]] SimilarityCalls& similarity_calls() override { return similarity_calls_; }
    void sample_negatives(const Sampling& sampling) override {
        cuxent::impl::sample_negatives(sampling, *team_);
    }

 private:
    template <class Steps>
    void run_as(const Call& call, FunctionRef<void(Primitives&)> body) {
        Steps steps(call, *team_);
        body(steps);
    }

    std::unique_ptr<BlasBuffers> buffers_;
    std::unique_ptr<ThreadTeam> team_;
    CpuSimilarityCalls similarity_calls_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend() {
    return std::make_unique<CpuBackend>(std::min(usable_processors(), kMaxThreads));
}

std::string cpu_blas_name() {
    return std::string(openblas_get_config()) + " (" + openblas_get_corename() + ")";
}

}  // namespace cuxent::impl
