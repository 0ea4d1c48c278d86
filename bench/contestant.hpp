// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file contestant.hpp
 * @brief What is timed: something that computes the loss of a batch and its gradient.
 *
 * A contestant times itself, because only it knows with which clock: the host's for calls that have
 * finished when they return, a device's events for calls that have not.
 */
#ifndef CUXENT_BENCH_CONTESTANT_HPP
#define CUXENT_BENCH_CONTESTANT_HPP

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "problem.hpp"

namespace cuxent::bench {

/// Loss (mean over the rows) and its gradient times the number of rows, on the host.
struct LossAndGradient {
    double loss = 0;
    std::vector<double> gradient;  ///< of the rows, then of the second operand if there is one
};

class Contestant {
 public:
    explicit Contestant(Mode mode) : mode_(mode) {}
    virtual ~Contestant() = default;
    Contestant(const Contestant&) = delete;
    Contestant& operator=(const Contestant&) = delete;

    /// Makes `n_calls` calls of the timed mode, one after the other, and returns their seconds.
    virtual double seconds(int n_calls) = 0;

    /// Loss and gradient of one whole step, untimed.
    virtual LossAndGradient results() = 0;

    /// How it computes, in a word or two.
    [[nodiscard]] virtual std::string strategy() const = 0;

 protected:
    virtual void forward() = 0;
    virtual void backward() = 0;
    virtual void forward_backward() = 0;

    [[nodiscard]] Mode mode() const { return mode_; }

    /// Calls of the timed mode.
    void make_calls(int n_calls) {
        for (int call = 0; call < n_calls; ++call) {
            switch (mode_) {
                case Mode::kForward:
                    forward();
                    break;
                case Mode::kBackward:
                    backward();
                    break;
                default:
                    forward_backward();
            }
        }
    }

    /// One whole step, by the calls of the timed mode where they make one.
    void make_step() {
        if (mode_ == Mode::kForwardBackward) {
            forward_backward();
        } else {
            forward();
            backward();
        }
    }

 private:
    const Mode mode_;
};

/// Seconds that a host function takes.
template <class Function>
double host_seconds(const Function& function) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_CONTESTANT_HPP
