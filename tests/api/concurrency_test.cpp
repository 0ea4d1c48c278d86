// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file concurrency_test.cpp @brief One plan, many handles, many host threads. */
#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "cuxent/cuxent.hpp"

namespace {

constexpr std::int64_t kPairs = 150;
constexpr std::int64_t kDim = 24;
constexpr int kRepeats = 20;

/// What one host thread owns: its handle, its memory.
struct Worker {
    cuxent::Handle handle;
    std::vector<float> embeddings = std::vector<float>(2 * kPairs * kDim);
    std::vector<float> gradient = std::vector<float>(2 * kPairs * kDim);
    float loss = 0;

    Worker() {
        handle.set_thread_count(2);
        unsigned state = 1;
        for (float& value : embeddings) {
            state = state * 1664525U + 1013904223U;
            value = static_cast<float>(state >> 16U) / 32768.0F - 1.0F;
        }
    }

    void run(const cuxent::Plan& plan) {
        const cuxent::HostBuffer scratch(plan.sizes().forward_backward_scratch);
        cuxentInputs inputs{};
        inputs.rows[0] = {embeddings.data(), kDim};
        inputs.scale = {0.1, nullptr};
        cuxentOutputs outputs{};
        outputs.loss = &loss;
        cuxentGradients gradients{};
        gradients.rows[0] = {gradient.data(), kDim};
        for (int i = 0; i < kRepeats; ++i) {
            plan.forward_backward(handle, inputs, {1, nullptr}, outputs, gradients, scratch);
        }
    }
};

TEST(Concurrency, HandlesOnSeveralThreadsShareAPlan) {
    cuxent::Problem problem;
    problem.n_rows = kPairs;
    problem.dim = kDim;
    Worker reference;
    const cuxent::Plan plan(reference.handle, problem);
    reference.run(plan);
    std::array<Worker, 3> workers;

    std::vector<std::thread> threads;
    for (Worker& worker : workers) threads.emplace_back([&] { worker.run(plan); });
    for (std::thread& thread : threads) thread.join();

    for (const Worker& worker : workers) {
        EXPECT_EQ(worker.loss, reference.loss);
        EXPECT_EQ(worker.gradient, reference.gradient);
    }
}

TEST(Concurrency, HandlesComeAndGoOnSeveralThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int n_threads = 1; n_threads < 6; ++n_threads) {
                cuxent::Handle handle;
                handle.set_thread_count(n_threads);
                EXPECT_EQ(handle.thread_count(), n_threads);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
