// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file thread_team.hpp
 * @brief Persistent threads for the baseline and the peak measurement.
 *
 * A job is a number of tasks that the threads take one after the other. Workers look for work for a
 * few microseconds before they sleep, so that the phases of one call follow each other without a
 * wake-up, and an idle team soon leaves the processors to whoever is measured next.
 */
#ifndef CUXENT_BENCH_THREAD_TEAM_HPP
#define CUXENT_BENCH_THREAD_TEAM_HPP

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

namespace cuxent::bench {

class ThreadTeam {
 public:
    /// @param n_threads  at least 1; the thread that calls for_each() is one of them
    explicit ThreadTeam(int n_threads);
    ~ThreadTeam();
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    [[nodiscard]] int size() const { return static_cast<int>(workers_.size()) + 1; }

    /// Runs task(index, thread) for index 0 to n_tasks - 1 and returns when all have run. Tasks
    /// begin in order. `thread` is below size() and names the calling thread's own scratch.
    template <class Task>
    void for_each(int n_tasks, const Task& task) {
        run(
            n_tasks,
            [](const void* self, int index, int thread) {
                (*static_cast<const Task*>(self))(index, thread);
            },
            std::addressof(task));
    }

 private:
    using Call = void (*)(const void* task, int index, int thread);

    void run(int n_tasks, Call call, const void* task);
    void take_tasks(int thread);
    void work(int thread);

    // Number of the job, its number of tasks and its next task in one word: whoever advances it
    // owns a task of the current job, and the job stays in place until that task has run.
    std::atomic<std::uint64_t> ticket_{0};
    std::atomic<int> n_done_{0};
    Call call_ = nullptr;
    const void* task_ = nullptr;

    std::atomic<std::uint32_t> n_jobs_{0};  // what sleeping workers wait for
    std::atomic<int> n_sleeping_{0};
    std::atomic<bool> stop_{false};
    std::vector<std::thread> workers_;
};

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_THREAD_TEAM_HPP
