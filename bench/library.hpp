// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file library.hpp
 * @brief cuXent as a contestant, through its public API only, on the device of any backend.
 */
#ifndef CUXENT_BENCH_LIBRARY_HPP
#define CUXENT_BENCH_LIBRARY_HPP

#include <cstddef>
#include <cuxent/cuxent.hpp>
#include <string>

#include "batch.hpp"
#include "contestant.hpp"
#include "device.hpp"

namespace cuxent::bench {

/// Memory a call needs beside its operands, in bytes.
struct Footprint {
    std::size_t saved;    ///< from the forward to the backward call
    std::size_t scratch;  ///< within a call
    std::size_t kept;     ///< what of both holds similarities
};

class Library final : public Contestant {
 public:
    /// @param device  outlives the result, as `batch` does
    Library(Device& device, const Batch& batch, Mode mode);

    /// On the device's clock.
    double seconds(int n_calls) override;

    /// The calls of this step are what a profiler is shown of it.
    LossAndGradient results() override;

    /// What the library makes of the memory it was granted.
    [[nodiscard]] std::string strategy() const override;

    /// Whether it computes similarities twice.
    [[nodiscard]] bool recomputes() const { return used_strategy() == CUXENT_STRATEGY_RECOMPUTE; }

    [[nodiscard]] Footprint footprint() const;

    /// The plan in numbers.
    [[nodiscard]] cuxentPlanInfo plan_info() const { return plan_.describe(); }

 private:
    void forward() override;
    void backward() override;
    void forward_backward() override;
    [[nodiscard]] cuxentUpstream upstream() const;
    [[nodiscard]] cuxentStrategy used_strategy() const;

    Device& device_;
    const Batch& batch_;
    const Plan plan_;
    const cuxentSizes sizes_;
    const DeviceMemory rows_, cols_, d_rows_, d_cols_, labels_, loss_, saved_, scratch_;
    cuxentInputs inputs_{};
    cuxentOutputs outputs_{};
    cuxentGradients gradients_{};
};

/// Threads a CPU handle starts with.
int default_thread_count();

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_LIBRARY_HPP
