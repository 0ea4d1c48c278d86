// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cpu/cpu_classes.hpp"
#include "cpu/cpu_guide.hpp"
#include "cpu/cpu_smoothing.hpp"
#include "cpu/cpu_state.hpp"
#include "cpu/row_kernels.hpp"
#include "cpu/thread_team.hpp"
#include "cpu/tile_turns.hpp"
#include "engine/backend.hpp"
#include "kernels/positive_weights.h"
#include "kernels/row_math.h"
#include "kernels/row_weights.h"
#include "kernels/set_math.h"

namespace cuxent::impl {

template <class T>
class CpuTileWorker;

/// Weighted upstream gradients of row losses, scaled so that the largest is 1.
template <class T>
struct UpstreamOfRows {
    const T* values;  ///< nullptr: 1 for every row
    kernels::RowWeights<T> weights;
    double factor = 1;

    [[nodiscard]] double weighted(std::int64_t row) const {
        return weights.weighted(values == nullptr ? 1.0 : static_cast<double>(values[row]), row);
    }
    [[nodiscard]] T operator[](std::int64_t row) const {
        return static_cast<T>(weighted(row) * factor);
    }
};

/// The steps of a loss on the CPU, in arithmetic type T. Tiles go to the threads of a team; sums of
/// a block are taken by one thread at a time in the order of the schedule, so no partial results
/// exist and the bits do not depend on the number of threads.
template <class T>
class CpuPrimitives : public Primitives {
 public:
    CpuPrimitives(const Call& call, ThreadTeam& team);

    void normalize(Side side) override;
    void compare_with_targets() override;
    void compare_with_all_columns() override;
    void note_pairs() override;
    void note_guide() override;
    void begin_statistics() override;
    void begin_gradient() override;
    void begin_ranks() override;
    void end_of_targets() override { state_.notes_targets = false; }
    void for_each_tile(FunctionRef<void(TileWorker&, const Tile&)> work) override;
    void count_rows() override;
    void weigh_positives() override;
    void finish_rows() override;
    void reduce_loss() override;
    void weigh_rows() override;
    void normalize_backward(Side side) override;
    void reduce_scale_gradient() override;
    void reduce_bias_gradient() override;
    void finish_and_weigh_rows() override;
    void gradient_pass(const Call& call) override;
    void single_pass() override;

 protected:
    /// Row `row` of a matrix of the caller, as it takes part: z = x / |x| or x. Returns |x|, or 1
    /// where nothing is normalised.
    T read_row(const cuxentConstMatrix& matrix, std::int64_t row, T* z) const;
    /// What the coefficients leave out of the gradient with respect to z.
    [[nodiscard]] T gradient_factor() const;
    void normalize_row_backward(Side side, std::int64_t row, T factor) const;

    CpuState<T> state_;
    CpuClasses<T> classes_;
    CpuSmoothing<T> smoothing_;
    ThreadTeam& team_;
    kernels::RowWeights<T> weights_;
    int n_workers_;
    NormRule<T> norm_rule_;

 private:
    /// Calls work(worker, index) for every index below n, on the threads of the team, in order.
    void for_pieces(std::int64_t n, FunctionRef<void(CpuTileWorker<T>&, std::int64_t)> work);
    /// Rows of an operand of the guide.
    void normalize_guide(const CpuGuide<T>& guide, Side side) const;
    void gradient_of_two_blocks();
    void gradient_of_row_block(CpuTileWorker<T>& worker, std::int64_t block) const;
    void gradient_of_col_block(CpuTileWorker<T>& worker, std::int64_t block) const;
    void normalize_range_backward(Side side, TileSchedule::Range range) const;
    void visit_strip(CpuTileWorker<T>& worker, TileSchedule::Range rows,
                     TileSchedule::Range cols) const;
    void weigh_gradient(std::int64_t row) const;
    void finish_row(std::int64_t row, const kernels::RowStatistics<T>& statistics);
    /// Upstream gradient of the rows over their common factor, which it sets.
    [[nodiscard]] UpstreamOfRows<T> scaled_upstream();
    [[nodiscard]] kernels::RowResult<T> row_result(
        std::int64_t row, const kernels::RowStatistics<T>& statistics) const;
    /// What label smoothing adds to the loss of a row that counts.
    [[nodiscard]] T smoothing_loss(std::int64_t row,
                                   const kernels::RowStatistics<T>& statistics) const;
    /// Keeps what it takes from each column of the row; returns what it gives to each target.
    [[nodiscard]] T smooth(std::int64_t row, const kernels::RowStatistics<T>& statistics,
                           T n_targets, T upstream) const;
    /// Leaves that of the row's log-sum-exp for the gradient of the bias.
    kernels::RowUpstream<T> row_upstream(std::int64_t row,
                                         const kernels::RowStatistics<T>& statistics, T upstream);
    void weigh_row(std::int64_t row, const kernels::RowStatistics<T>& statistics, T upstream);
    /// The sum in the gradient of the weights of positives.
    void attach_positives(const UpstreamOfRows<T>& upstream);
    /// What those weights add to a row; nothing without them.
    [[nodiscard]] kernels::PositiveTerms<T> positive_terms(
        std::int64_t row, const kernels::RowStatistics<T>& statistics, T upstream) const;
    /// Whether a row counts for nothing and is no column either: its embedding is not looked at.
    [[nodiscard]] bool is_absent(Side side, std::int64_t row) const;
    /// Writes, or adds to, a gradient that is one number.
    void put_scalar(void* to, double value) const;
    [[nodiscard]] kernels::RowStatistics<T> statistics(std::int64_t row) const;
    // The same of rows with sets of targets.
    void weigh_set(std::int64_t row, T upstream);
    [[nodiscard]] kernels::TargetSet<T> target_set(std::int64_t row) const;

    /// Factor of the island term's gradient, which is no row's.
    [[nodiscard]] T island_pull() const;
    /// Calls work(piece) for the pieces of a sum over the rows of a matrix.
    void for_sum_pieces(std::int64_t n_rows, FunctionRef<void(std::int64_t)> work);

    kernels::RowRule row_rule_;
    std::array<kernels::PositiveSums, 2> positives_{};  ///< of each view
    TileTurns turns_;
    /// Factor of the sum of the row losses.
    double reduction_factor_;
    /// Largest weighted upstream gradient x reduction, a single upstream gradient apart.
    double magnitude_ = 0;
    /// Factor of all coefficients that the weights leave out, so that they stay near 1 however
    /// small the upstream gradient is: magnitude x a single upstream gradient.
    double common_factor_ = 0;
};

extern template class CpuPrimitives<float>;
extern template class CpuPrimitives<double>;

}  // namespace cuxent::impl
