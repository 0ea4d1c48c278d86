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

// The state of a mailbox: the caller offers a task; the worker takes it, and is idle again when it
// has ended. An offer that is not taken in time is withdrawn. Above, the number of the offer.
constexpr std::uint32_t kIdle = 0;
constexpr std::uint32_t kOffered = 1;
constexpr std::uint32_t kTaken = 2;
constexpr std::uint32_t kEnd = 3;
constexpr std::uint32_t kWhat = 3;
constexpr std::uint32_t kNextOffer = 4;

constexpr std::uint32_t as(std::uint32_t what, std::uint32_t state) {
    return (state & ~kWhat) | what;
}

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
    } catch (...) {
        stop();
        throw;
    }
}

ThreadTeam::~ThreadTeam() {
    stop();
}

void ThreadTeam::stop() {
    for (int worker = 1; worker < size(); ++worker) {
        set(mailbox_of(worker), kEnd);
    }
    for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::serve(int worker) {
    Mailbox& own = mailbox_of(worker);
    Backoff backoff;
    std::uint32_t seen = own.state.load(std::memory_order_acquire);
    for (;;) {
        if ((seen & kWhat) == kIdle && !backoff.pause()) {
            own.state.wait(seen, std::memory_order_acquire);
        }
        std::uint32_t state = own.state.load(std::memory_order_acquire);
        if (state != seen) backoff = {};
        seen = state;
        if ((state & kWhat) == kEnd) return;
        // Whichever offer it is by now: the task is read once it has been taken.
        if ((state & kWhat) != kOffered ||
            !own.state.compare_exchange_strong(state, as(kTaken, state),
                                               std::memory_order_acq_rel)) {
            continue;
        }
        own.task(worker);
        seen = as(kIdle, state);
        set(own, seen);
    }
}

/// Sequentially consistent: otherwise the look for sleepers could come before the store, and miss
/// one that sees the old state.
void ThreadTeam::set(Mailbox& mailbox, std::uint32_t state) {
    mailbox.state.store(state, std::memory_order_seq_cst);
    mailbox.state.notify_one();
}

void ThreadTeam::offer(Mailbox& mailbox, FunctionRef<void(int)> task) {
    const std::uint32_t state = mailbox.state.load(std::memory_order_relaxed) + kNextOffer;
    mailbox.task = task;
    set(mailbox, as(kOffered, state));
}

/// Whether nobody had taken the offer.
bool ThreadTeam::withdraw(Mailbox& mailbox) {
    std::uint32_t state = mailbox.state.load(std::memory_order_relaxed);
    return (state & kWhat) == kOffered && mailbox.state.compare_exchange_strong(
                                              state, as(kIdle, state), std::memory_order_acq_rel);
}

void ThreadTeam::wait_until_idle(Mailbox& mailbox) {
    Backoff backoff;
    std::uint32_t state = mailbox.state.load(std::memory_order_acquire);
    while ((state & kWhat) != kIdle) {
        if (!backoff.pause()) mailbox.state.wait(state, std::memory_order_acquire);
        state = mailbox.state.load(std::memory_order_acquire);
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
    for (int worker = 1; worker < n; ++worker) offer(mailbox_of(worker), task);
    work(0, 0);
    // Before anything that may wait for them: the pieces of those who are late. They may still
    // join.
    for (int worker = 1; worker < n; ++worker) {
        if (!withdraw(mailbox_of(worker))) continue;
        work(0, worker);
        offer(mailbox_of(worker), take_more);
    }
    take_more(0);
    for (int worker = 1; worker < n; ++worker) {
        if (!withdraw(mailbox_of(worker))) wait_until_idle(mailbox_of(worker));
    }
}

void ThreadTeam::for_ranges(int n_workers, std::int64_t n, std::int64_t grain,
                            FunctionRef<void(std::int64_t, std::int64_t)> work) {
    for_pieces(n_workers, ceil_div(n, grain),
               [&](int, std::int64_t i) { work(i * grain, std::min((i + 1) * grain, n)); });
}

}  // namespace cuxent::impl
