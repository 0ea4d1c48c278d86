// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file progress.h
 * @brief How far training is, on standard error.
 */
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace digits {

/// One line that updates itself on a terminal; elsewhere a plain line now and then.
class Progress {
 public:
    Progress(std::size_t n_runs, std::size_t n_steps, bool quiet);

    /// The next run begins.
    void begin_run(std::uint32_t seed);

    /// A step (counted from 1) of the current run is done.
    void step_done(std::size_t step, float loss);

 private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] bool is_due(std::size_t step, Clock::time_point now) const;

    std::size_t n_runs_;
    std::size_t n_steps_;
    bool quiet_;
    bool on_terminal_;
    std::size_t run_ = 0;  ///< counted from 1
    std::uint32_t seed_ = 0;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_shown_;
};

}  // namespace digits
