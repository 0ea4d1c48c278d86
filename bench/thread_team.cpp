// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "thread_team.hpp"

#include <hwy/cache_control.h>

#include <stdexcept>

namespace cuxent::bench {
namespace {

constexpr int kTaskBits = 16;
constexpr std::uint64_t kTaskMask = (1U << kTaskBits) - 1;

// Pauses of about 10 to 40 ns each: long enough for the gap between two phases of a call, short
// beside a time slice.
constexpr int kPausesBeforeSleep = 2000;

}  // namespace

ThreadTeam::ThreadTeam(int n_threads) {
    for (int thread = 1; thread < n_threads; ++thread) {
        workers_.emplace_back([this, thread] { work(thread); });
    }
}

ThreadTeam::~ThreadTeam() {
    stop_ = true;
    ++n_jobs_;
    n_jobs_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

void ThreadTeam::run(int n_tasks, Call call, const void* task) {
    if (n_tasks <= 0) return;
    if (static_cast<std::uint64_t>(n_tasks) > kTaskMask) {
        throw std::length_error("ThreadTeam: too many tasks");
    }
    if (workers_.empty() || n_tasks == 1) {
        for (int index = 0; index < n_tasks; ++index) call(task, index, 0);
        return;
    }
    call_ = call;
    task_ = task;
    n_done_.store(0, std::memory_order_relaxed);
    const std::uint64_t job = n_jobs_.load(std::memory_order_relaxed) + 1;
    ticket_.store((job << (2 * kTaskBits)) | (static_cast<std::uint64_t>(n_tasks) << kTaskBits));
    ++n_jobs_;
    if (n_sleeping_.load() > 0) n_jobs_.notify_all();
    take_tasks(0);
    while (n_done_.load(std::memory_order_acquire) < n_tasks) hwy::Pause();
}

void ThreadTeam::take_tasks(int thread) {
    std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
    for (;;) {
        const std::uint64_t next = ticket & kTaskMask;
        if (next >= ((ticket >> kTaskBits) & kTaskMask)) return;
        if (ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel)) {
            call_(task_, static_cast<int>(next), thread);
            n_done_.fetch_add(1, std::memory_order_release);
            ticket = ticket_.load(std::memory_order_acquire);
        }
    }
}

void ThreadTeam::work(int thread) {
    std::uint32_t seen = 0;
    while (!stop_) {
        for (int pause = 0; pause < kPausesBeforeSleep && n_jobs_.load() == seen; ++pause) {
            hwy::Pause();
        }
        if (n_jobs_.load() == seen) {
            ++n_sleeping_;
            n_jobs_.wait(seen);
            --n_sleeping_;
        }
        seen = n_jobs_.load();
        take_tasks(thread);
    }
}

}  // namespace cuxent::bench
