// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/thread_team.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "base/failure.hpp"

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

// Fields of the gate.
constexpr std::uint32_t kInside = 0xFF;
constexpr int kAdmittedShift = 8;
constexpr std::uint32_t kClosed = 1U << 31;

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
    : mailboxes_(std::make_unique<Mailbox[]>(static_cast<std::size_t>(n_workers))), gate_(kClosed) {
    threads_.reserve(static_cast<std::size_t>(n_workers) - 1);
    try {
        for (int worker = 1; worker < n_workers; ++worker) {
            threads_.emplace_back([this, worker] { serve(worker); });
        }
    } catch (const std::system_error& error) {
        stop();  // those that did start
        throw Failure(CUXENT_STATUS_OUT_OF_MEMORY, "n_threads: got " + std::to_string(n_workers) +
                                                       ", but the system starts only " +
                                                       std::to_string(size()) + ": " +
                                                       error.what());
    }
}

ThreadTeam::~ThreadTeam() {
    stop();
}

void ThreadTeam::stop() {
    ends_ = true;
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
        // Tickets missed while asleep were for tasks that have ended without this worker.
        seen = ticket.load(std::memory_order_acquire);
        if (ends_) return;
        if (!enter(worker)) continue;
        (*task_)(worker);
        leave();
    }
}

bool ThreadTeam::enter(int worker) {
    std::uint32_t gate = gate_.load(std::memory_order_acquire);
    for (;;) {
        const std::uint32_t admitted = (gate & ~kClosed) >> kAdmittedShift;
        if ((gate & kClosed) != 0 || static_cast<std::uint32_t>(worker) >= admitted) return false;
        if (gate_.compare_exchange_weak(gate, gate + 1, std::memory_order_acq_rel)) return true;
    }
}

void ThreadTeam::leave() {
    const std::uint32_t before = gate_.fetch_sub(1, std::memory_order_acq_rel);
    if ((before & kClosed) != 0 && (before & kInside) == 1) gate_.notify_one();
}

void ThreadTeam::run(int n_workers, FunctionRef<void(int)> task) {
    const int n = std::clamp(n_workers, 1, size());
    if (n == 1) {
        task(0);
        return;
    }
    task_ = &task;
    gate_.store(static_cast<std::uint32_t>(n) << kAdmittedShift, std::memory_order_release);
    for (int worker = 1; worker < n; ++worker) {
        mailboxes_[worker].ticket.fetch_add(1, std::memory_order_release);
        mailboxes_[worker].ticket.notify_one();
    }
    task(0);
    Backoff backoff;
    std::uint32_t gate = gate_.fetch_or(kClosed, std::memory_order_acq_rel) | kClosed;
    while ((gate & kInside) != 0) {
        if (!backoff.pause()) gate_.wait(gate, std::memory_order_acquire);
        gate = gate_.load(std::memory_order_acquire);
    }
}

void ThreadTeam::for_ranges(int n_workers, std::int64_t n, std::int64_t grain,
                            FunctionRef<void(std::int64_t, std::int64_t)> work) {
    if (n <= grain) {
        if (n > 0) work(0, n);
        return;
    }
    std::atomic<std::int64_t> next{0};
    run(n_workers, [&](int) {
        for (std::int64_t begin = next.fetch_add(grain); begin < n; begin = next.fetch_add(grain)) {
            work(begin, std::min(begin + grain, n));
        }
    });
}

}  // namespace cuxent::impl
