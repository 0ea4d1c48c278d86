// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/thread_team.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cuxent::impl {
namespace {

void relax() {
#if defined(__x86_64__)
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

constexpr int kSpins = 2000;
constexpr int kYields = 50;

}  // namespace

bool Backoff::pause() {
    ++steps_;
    if (steps_ <= kSpins) {
        relax();
        return true;
    }
    std::this_thread::yield();
    return steps_ <= kSpins + kYields;
}

ThreadTeam::ThreadTeam(int n_workers)
    : mailboxes_(std::make_unique<Mailbox[]>(static_cast<std::size_t>(n_workers))) {
    threads_.reserve(static_cast<std::size_t>(n_workers) - 1);
    for (int worker = 1; worker < n_workers; ++worker) {
        threads_.emplace_back([this, worker] { serve(worker); });
    }
}

ThreadTeam::~ThreadTeam() {
    task_ = nullptr;
    for (int worker = 1; worker < size(); ++worker) {
        mailboxes_[worker].ticket.fetch_add(1, std::memory_order_release);
        mailboxes_[worker].ticket.notify_one();
    }
    for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::serve(int worker) {
    std::atomic<std::uint32_t>& ticket = mailboxes_[worker].ticket;
    std::uint32_t seen = 0;
    for (;;) {
        Backoff backoff;
        while (ticket.load(std::memory_order_acquire) == seen) {
            if (!backoff.pause()) ticket.wait(seen, std::memory_order_acquire);
        }
        ++seen;
        if (task_ == nullptr) return;
        (*task_)(worker);
        if (n_running_.fetch_sub(1, std::memory_order_acq_rel) == 1) n_running_.notify_one();
    }
}

void ThreadTeam::run(int n_workers, FunctionRef<void(int)> task) {
    const int n = std::clamp(n_workers, 1, size());
    if (n > 1) {
        task_ = &task;
        n_running_.store(n - 1, std::memory_order_relaxed);
        for (int worker = 1; worker < n; ++worker) {
            mailboxes_[worker].ticket.fetch_add(1, std::memory_order_release);
            mailboxes_[worker].ticket.notify_one();
        }
    }
    task(0);
    if (n > 1) {
        Backoff backoff;
        for (int left = n_running_.load(std::memory_order_acquire); left != 0;
             left = n_running_.load(std::memory_order_acquire)) {
            if (!backoff.pause()) n_running_.wait(left, std::memory_order_acquire);
        }
    }
}

void ThreadTeam::for_ranges(int n_workers, std::int64_t n,
                            FunctionRef<void(std::int64_t, std::int64_t)> work) {
    const std::int64_t parts = std::clamp<std::int64_t>(n_workers, 1, size());
    run(static_cast<int>(parts), [&](int worker) {
        const std::int64_t begin = n * worker / parts;
        const std::int64_t end = n * (worker + 1) / parts;
        if (begin < end) work(begin, end);
    });
}

}  // namespace cuxent::impl
