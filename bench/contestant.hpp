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

namespace cuxent::bench {

/// Loss (mean over the rows) and its gradient times the number of rows, on the host.
struct LossAndGradient {
    double loss = 0;
    std::vector<double> gradient;  ///< n_rows x dim
};

class Contestant {
 public:
    Contestant() = default;
    virtual ~Contestant() = default;
    Contestant(const Contestant&) = delete;
    Contestant& operator=(const Contestant&) = delete;

    /// Makes `n_calls` calls of the timed mode, one after the other, and returns their seconds.
    virtual double seconds(int n_calls) = 0;

    /// Loss and gradient of one whole step, untimed.
    virtual LossAndGradient results() = 0;

    /// How it computes, in a word or two.
    [[nodiscard]] virtual std::string strategy() const = 0;
};

/// Seconds that `n_calls` calls of a host function take.
template <class Function>
double host_seconds(int n_calls, const Function& function) {
    const auto begin = std::chrono::steady_clock::now();
    for (int call = 0; call < n_calls; ++call) function();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_CONTESTANT_HPP
