// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "base/function_ref.hpp"

namespace cuxent::impl {

/// Waits politely: a few microseconds at full attention, then leaving the processor to others.
class Backoff {
 public:
    /// One step of waiting. False once the caller had better sleep, if it can.
    bool pause();

 private:
    int steps_ = 0;
};

/// Threads that belong to one handle. Plain std::thread: no process-wide setting exists to be read,
/// changed or restored, and thread sanitizer understands it.
class ThreadTeam {
 public:
    explicit ThreadTeam(int n_workers);
    ~ThreadTeam();
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    /// Workers, the calling thread included.
    [[nodiscard]] int size() const { return static_cast<int>(threads_.size()) + 1; }

    /// Calls work(worker, piece) for every piece below n_pieces, on up to n_workers threads; the
    /// caller's is worker 0. The first pieces go to one worker each, the others to whoever is free,
    /// in their order; a piece begins only when all before it have begun or will without it. A
    /// thread that the system wakes too late is not waited for. Allocates nothing.
    void for_pieces(int n_workers, std::int64_t n_pieces,
                    FunctionRef<void(int, std::int64_t)> work);

    /// Calls work(begin, end) on ranges that together cover [0, n), each at least `grain` long but
    /// for the last.
    void for_ranges(int n_workers, std::int64_t n, std::int64_t grain,
                    FunctionRef<void(std::int64_t, std::int64_t)> work);

 private:
    /// All that the caller and one worker share, on a cache line of its own: what crosses between
    /// cores is what a handing-over costs.
    struct alignas(64) Mailbox {
        /// What the worker is to do or does, and the number of the offer: a worker that sleeps
        /// through an offer and its withdrawal still finds another state, and stays awake for the
        /// next one.
        std::atomic<std::uint32_t> state{0};
        FunctionRef<void(int)> task;  ///< of the offer
    };

    [[nodiscard]] Mailbox& mailbox_of(int worker) const {
        return mailboxes_[static_cast<std::size_t>(worker)];
    }
    void serve(int worker);
    void stop();
    static void set(Mailbox& mailbox, std::uint32_t state);
    static void offer(Mailbox& mailbox, FunctionRef<void(int)> task);
    static bool withdraw(Mailbox& mailbox);
    static void wait_until_idle(Mailbox& mailbox);

    std::unique_ptr<Mailbox[]> mailboxes_;
    std::vector<std::thread> threads_;
};

}  // namespace cuxent::impl
