// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cpu/cpu_state.hpp"
#include "kernels/smoothing_math.h"

namespace cuxent::impl {

/// Label smoothing, which is in no tile: kernels/smoothing_math.h. Each step works on one row, or
/// one piece of a vector, whatever thread that is on.
template <class T>
class CpuSmoothing {
 public:
    explicit CpuSmoothing(const CpuState<T>& state);

    [[nodiscard]] bool exists() const { return smoothing_.exists(); }
    [[nodiscard]] const kernels::Smoothing& options() const { return smoothing_; }
    /// Whether the sum of the columns is needed, if only for the island term.
    [[nodiscard]] bool sums_columns() const { return column_sum_ != nullptr; }
    /// Whether the gradients have parts that are in no tile.
    [[nodiscard]] bool sums_rows() const { return row_sum_ != nullptr; }

    /// Pieces in which the sums over the rows of a matrix are taken, and rows that one reads.
    [[nodiscard]] std::int64_t n_pieces() const;
    [[nodiscard]] std::int64_t n_cols_summed() const { return smoothing_.seen.group_size(); }
    [[nodiscard]] std::int64_t n_rows_summed() const { return smoothing_.seen.rows_of_group(); }
    void sum_columns(std::int64_t piece) const;
    void sum_rows(std::int64_t piece) const;
    void sum_terms() const;

    /// Forward: what a row has for the mean of its columns.
    void take_mean(std::int64_t row) const;
    [[nodiscard]] T mean(std::int64_t row) const { return state_.smoothed_mean[row]; }

    void keep(std::int64_t row, T share) const { state_.share[row] = share; }

    /// Add to the gradients with respect to z what the tiles leave out of a row, or of a column.
    void add_to_row(std::int64_t row, T* gradient) const;
    void add_to_col(std::int64_t col, T* gradient) const;

 private:
    [[nodiscard]] std::int64_t pieces_of_a_sum() const;
    /// The sum of the terms of a row's targets, where the mean needs it.
    [[nodiscard]] double terms_of_targets(std::int64_t row) const;

    const CpuState<T>& state_;
    kernels::Smoothing smoothing_;
    std::int64_t dim_;
    double* column_sum_;
    double* row_sum_;
    T* term_sum_;
};

extern template class CpuSmoothing<float>;
extern template class CpuSmoothing<double>;

}  // namespace cuxent::impl
