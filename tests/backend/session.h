// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file session.h @brief One problem on one device: buffers, calls, results. */
#ifndef CUXENT_TESTS_BACKEND_SESSION_H
#define CUXENT_TESTS_BACKEND_SESSION_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backend/device.h"
#include "backend/guarded_memory.h"
#include "backend/strided_matrix.h"
#include "backend/view_matrix.h"
#include "harness/compare.h"
#include "harness/expectation.h"

namespace backend {

/// Results to ask for.
struct Wanted {
    bool loss = true;
    bool row_loss = true;
    bool row_lse = true;                        ///< of a loss that has one
    std::array<bool, 2> d_rows = {true, true};  ///< by view; [0] alone counts when stacked
    bool d_cols = true;
    bool d_scale = true;
    bool d_bias = true;
    bool rank = false;  ///< of a loss that has ranks, and so are ties
    bool ties = false;

    void ranks() { rank = ties = true; }
};

/// How a problem is put to the library: choices that must not change the answer.
struct CallStyle {
    Layout layout;
    bool fused = false;       ///< cuxentForwardBackward instead of the two calls
    bool keep = false;        ///< grant all the memory the kept strategy may want
    bool accumulate = false;  ///< gradients are added to Session::initial()
    bool upstream_in_memory = false;
    std::int64_t tile_rows = 0;  ///< 0: the library chooses
    int n_threads = 2;
    Wanted wanted;
};

std::ostream& operator<<(std::ostream& out, const CallStyle& style);

/// What executes a call: a handle of the session's device, on one of its streams.
struct Queue {
    const cuxent::Handle& handle;
    cuxentStream stream;
};

/// A list of pairs where the library reads it.
struct ListedPairs {
    GuardedMemory rows;
    GuardedMemory cols;
    std::int64_t n;

    [[nodiscard]] cuxentPairs as_input() const { return {rows.data(), cols.data(), n}; }
};

class Session {
 public:
    Session(Device& device, std::shared_ptr<const harness::Expectation> expectation,
            const CallStyle& style);

    /// Each throws cuxent::Error if the library refuses.
    void forward();
    void backward();
    void forward_backward();
    /// The one or the two calls that the style names.
    void run();

    /// The first two in steps: fresh scratch, then what only enqueues. The caller puts them in
    /// order and waits before asking for anything.
    void prepare();
    void enqueue_forward(const Queue& queue);
    void enqueue_backward(const Queue& queue);

    /// Replaces the upstream gradient of the next backward pass by one number.
    void set_upstream(double value) { upstream_value_ = value; }
    /// Replaces a scale in memory.
    void set_scale(double value);
    /// Poisons all gradients again.
    void forget_gradients();

    [[nodiscard]] harness::Observed results() const;
    /// What the forward pass has counted, of a problem that lists pairs.
    [[nodiscard]] std::int64_t n_out_of_range() const;
    /// All results, bit by bit.
    [[nodiscard]] std::vector<std::byte> bits() const;
    /// Everything written that must not be, or not written that must be; one line each.
    [[nodiscard]] std::string damage() const;
    [[nodiscard]] const cuxent::Plan& plan() const { return *plan_; }

    /// What gradients hold before a call that accumulates.
    static std::vector<double> initial(std::size_t n);

 private:
    /// Poisoned, and watched as long as the session lives.
    [[nodiscard]] cuxentBuffer fresh_scratch(std::size_t bytes);
    [[nodiscard]] cuxentInputs inputs() const;
    [[nodiscard]] cuxentOutputs outputs() const;
    [[nodiscard]] cuxentGradients gradients() const;
    [[nodiscard]] std::optional<cuxentUpstream> upstream() const;

    Device& device_;
    std::shared_ptr<const harness::Expectation> expectation_;
    CallStyle style_;
    std::optional<cuxent::Plan> plan_;
    std::optional<ViewMatrix> rows_, cols_, d_rows_, d_cols_, guide_rows_, guide_cols_;
    std::optional<StridedMatrix> soft_targets_;
    std::optional<ListedPairs> positive_pairs_, negative_pairs_;
    std::optional<GuardedMemory> row_labels_, col_labels_, row_ids_, col_ids_, col_bias_;
    std::optional<GuardedMemory> loss_, row_loss_, row_lse_, d_scale_, d_bias_, scale_, bias_,
        upstream_, row_weights_, row_rank_, row_ties_, saved_, n_out_of_range_;
    std::vector<GuardedMemory> scratches_;
    cuxentBuffer forward_scratch_{}, backward_scratch_{};
    std::vector<std::byte> saved_image_;
    std::optional<double> upstream_value_;
    bool ran_forward_ = false;
    bool ran_backward_ = false;
    bool saved_changed_ = false;
};

/// Runs a Spec, reports damage as a failure of the test, and returns the results.
harness::Observed run(Device& device, const harness::Spec& spec, const CallStyle& style = {});

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_SESSION_H
