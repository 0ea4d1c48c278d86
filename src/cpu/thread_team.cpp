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
    for (int worker = 1; worker < size(); ++worker) {
        mailboxes_[worker].state.store(State::kEnd, std::memory_order_release);
        mailboxes_[worker].state.notify_one();
    }
    for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::serve(int worker) {
    Mailbox& mailbox = mailboxes_[worker];
    for (;;) {
        Backoff backoff;
        State state = mailbox.state.load(std::memory_order_acquire);
        while (state == State::kIdle) {
            if (!backoff.pause()) mailbox.state.wait(State::kIdle, std::memory_order_acquire);
            state = mailbox.state.load(std::memory_order_acquire);
        }
        if (state == State::kEnd) return;
        // Whichever offer it is by now: the task is read once it has been taken.
        if (!mailbox.state.compare_exchange_strong(state, State::kTaken,
                                                   std::memory_order_acq_rel)) {
            continue;
        }
        mailbox.task(worker);
        mailbox.state.store(State::kIdle, std::memory_order_release);
        mailbox.state.notify_one();
    }
}

void ThreadTeam::offer(Mailbox& mailbox, FunctionRef<void(int)> task) {
    mailbox.task = task;
    mailbox.state.store(State::kOffered, std::memory_order_release);
    mailbox.state.notify_one();
}

void ThreadTeam::withdraw_or_wait(Mailbox& mailbox) {
    State state = State::kOffered;
    if (mailbox.state.compare_exchange_strong(state, State::kIdle, std::memory_order_acq_rel)) {
        return;
    }
    Backoff backoff;
    while (state != State::kIdle) {
        if (!backoff.pause()) mailbox.state.wait(State::kTaken, std::memory_order_acquire);
        state = mailbox.state.load(std::memory_order_acquire);
    }
}

void ThreadTeam::run(int n_workers, FunctionRef<void(int)> task) {
    const int n = std::clamp(n_workers, 1, size());
    for (int worker = 1; worker < n; ++worker) offer(mailboxes_[worker], task);
    task(0);
    for (int worker = 1; worker < n; ++worker) withdraw_or_wait(mailboxes_[worker]);
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
