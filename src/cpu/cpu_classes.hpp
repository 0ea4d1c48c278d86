// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cpu/cpu_state.hpp"
#include "cpu/row_kernels.hpp"
#include "kernels/class_math.h"
#include "kernels/row_weights.h"

namespace cuxent::impl {

/// The steps of a softmax over classes that are not in the tiles: a row against its own class, and
/// the island term. Each works on one row or one class, whatever thread that is on.
template <class T>
class CpuClasses {
 public:
    explicit CpuClasses(const CpuState<T>& state);

    [[nodiscard]] const kernels::ClassRule& rule() const { return rule_; }

    /// Cosine and sine with its class, of a row.
    void compare_with_target(std::int64_t row) const;
    /// Of a row that counts.
    [[nodiscard]] kernels::ClassStatistics<T> statistics(std::int64_t row) const;

    /// Keeps the factors of a row that add_to_row() and add_to_class() need.
    void keep(std::int64_t row, const kernels::ClassFactors<T>& factors) const;

    /// The island term without its weight: the sum of cos + 1 over all pairs of classes is the
    /// length of their sum, squared, less what each class has of it with itself.
    [[nodiscard]] double island(const NormRule<T>& norm_rule) const;

    /// Finds the rows of each class, in their order; before add_to_class().
    void group_rows() const;

    /// What the tiles leave out of the gradient with respect to z. `island_pull`: factor of the
    /// island term's.
    void add_to_row(std::int64_t row, T* gradient) const;
    void add_to_class(std::int64_t index, T island_pull, T* gradient) const;

 private:
    [[nodiscard]] T tangent_pull(std::int64_t row) const;
    void add_margin(std::int64_t row, const T* a, const T* b, T* gradient) const;

    const CpuState<T>& state_;
    kernels::ClassRule rule_;
    kernels::RowWeights<T> weights_;
    std::int64_t dim_;
    std::int64_t n_rows_;
    T* cosine_;
    T* sine_;
    T* margin_pull_;
    std::int64_t* rows_begin_;  ///< of each class, in rows_
    std::int64_t* rows_;
    const double* class_sum_;  ///< null where nothing is asked of it
};

extern template class CpuClasses<float>;
extern template class CpuClasses<double>;

}  // namespace cuxent::impl
