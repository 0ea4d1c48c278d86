// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/thread_team.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "base/failure.hpp"
#include "base/round_up.hpp"

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

/// Whether nobody had taken the offer.
bool ThreadTeam::withdraw(Mailbox& mailbox) {
    State state = State::kOffered;
    return mailbox.state.compare_exchange_strong(state, State::kIdle, std::memory_order_acq_rel);
}

void ThreadTeam::wait_until_idle(Mailbox& mailbox) {
    Backoff backoff;
    while (mailbox.state.load(std::memory_order_acquire) != State::kIdle) {
        if (!backoff.pause()) mailbox.state.wait(State::kTaken, std::memory_order_acquire);
    }
}

void ThreadTeam::for_pieces(int n_workers, std::int64_t n_pieces,
                            FunctionRef<void(int, std::int64_t)> work) {
    if (n_pieces <= 0) return;
    const std::int64_t most = std::min<std::int64_t>(size(), n_pieces);
    const int n = static_cast<int>(std::clamp<std::int64_t>(n_workers, 1, most));
    std::atomic<std::int64_t> next{n};
    const auto take_more = [&](int worker) {
        if (n_pieces == n) return;  // spares the cores the exchange of a cache line
        for (std::int64_t i = next++; i < n_pieces; i = next++) work(worker, i);
    };
    const auto task = [&](int worker) {
        work(worker, worker);
        take_more(worker);
    };
    for (int worker = 1; worker < n; ++worker) offer(mailboxes_[worker], task);
    work(0, 0);
    // Before anything that may wait for them: the pieces of those who are late.
    for (int worker = 1; worker < n; ++worker) {
        if (withdraw(mailboxes_[worker])) work(0, worker);
    }
    take_more(0);
    for (int worker = 1; worker < n; ++worker) wait_until_idle(mailboxes_[worker]);
}

void ThreadTeam::for_ranges(int n_workers, std::int64_t n, std::int64_t grain,
                            FunctionRef<void(std::int64_t, std::int64_t)> work) {
    for_pieces(n_workers, ceil_div(n, grain),
               [&](int, std::int64_t i) { work(i * grain, std::min((i + 1) * grain, n)); });
}

}  // namespace cuxent::impl
