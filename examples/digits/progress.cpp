// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <string>

namespace digits {
namespace {

constexpr auto kTerminalPeriod = std::chrono::milliseconds(100);
constexpr std::size_t kPlainLinesARun = 5;

std::string minutes_and_seconds(double seconds) {
    const auto total = static_cast<long>(std::lround(seconds));
    const std::string rest = std::to_string(total % 60);
    return std::to_string(total / 60) + (rest.size() < 2 ? ":0" : ":") + rest;
}

}  // namespace

Progress::Progress(std::size_t n_runs, std::size_t n_steps, bool quiet)
    : n_runs_(n_runs), n_steps_(n_steps), quiet_(quiet), on_terminal_(isatty(STDERR_FILENO) != 0) {}

void Progress::begin_run(std::uint32_t seed) {
    ++run_;
    seed_ = seed;
}

bool Progress::is_due(std::size_t step, Clock::time_point now) const {
    if (step == n_steps_) return true;
    if (on_terminal_) return now - last_shown_ >= kTerminalPeriod;
    return step * kPlainLinesARun / n_steps_ != (step - 1) * kPlainLinesARun / n_steps_;
}

void Progress::step_done(std::size_t step, float loss) {
    const auto now = Clock::now();
    if (quiet_ || !is_due(step, now)) return;
    last_shown_ = now;

    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const auto n_done = static_cast<double>((run_ - 1) * n_steps_ + step);
    const auto n_all = static_cast<double>(n_runs_ * n_steps_);
    const double left = elapsed / n_done * (n_all - n_done);

    std::fprintf(stderr, "%sseed %u (%zu of %zu)  step %zu/%zu  loss %.4f  elapsed %s  left %s%s",
                 on_terminal_ ? "\r\033[K" : "", seed_, run_, n_runs_, step, n_steps_,
                 static_cast<double>(loss), minutes_and_seconds(elapsed).c_str(),
                 minutes_and_seconds(left).c_str(), on_terminal_ && step != n_steps_ ? "" : "\n");
    std::fflush(stderr);
}

}  // namespace digits
