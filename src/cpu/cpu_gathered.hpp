// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/cpu_primitives.hpp"
#include "cpu/source_order.hpp"
#include "kernels/gathered.h"

namespace cuxent::impl {

/// The steps of a loss whose rows have columns of their own. What is done with a row (its loss, its
/// factors, the sums) is as with tiles; a visit of the columns takes an anchor at a time, reads,
/// normalises and uses each of its columns at once. So a column is read once a pass.
///
/// The gradient of a table is summed by segments: all sources that name a row, in their order, by
/// one thread.
template <class T>
class CpuGathered final : public CpuPrimitives<T> {
 public:
    CpuGathered(const Call& call, ThreadTeam& team);

    void normalize(Side side) override;
    void note_guide() override;
    void begin_statistics() override;
    void statistics_pass(const Call& call) override;
    void gradient_pass(const Call& call) override;

 private:
    using CpuPrimitives<T>::state_;
    using CpuPrimitives<T>::norm_rule_;
    using CpuPrimitives<T>::weights_;

    /// Calls work(worker, i) for i below n; `cost`: of one, in elements read.
    void for_each(std::int64_t n, std::int64_t cost, FunctionRef<void(int, std::int64_t)> work);
    [[nodiscard]] T* worker_row(int worker, int which) const;
    [[nodiscard]] std::int64_t matrix_row(const kernels::Gathered& row) const;
    /// Reads a row and normalises it; returns its norm.
    T gather(const kernels::Gathered& row, T* z) const;
    void visit_guide(int worker, std::int64_t i) const;
    void visit_statistics(int worker, std::int64_t i) const;
    void rank(std::int64_t i) const;
    [[nodiscard]] T coefficient(std::int64_t i, std::int64_t j) const;
    [[nodiscard]] T similarity(std::int64_t i, std::int64_t j) const;
    /// What the softmax sees in its place.
    [[nodiscard]] T entry(std::int64_t i, std::int64_t j) const;
    void visit_gradient(int worker, std::int64_t i, T factor) const;
    /// Writes or adds a gradient; uses it up.
    void put_row(const cuxentMatrix& matrix, std::int64_t row, T* dx) const;
    void table_gradient(T factor);
    void clear_table();
    void visit_segment(int worker, const SourceOrder& order, std::int64_t segment, T factor) const;
    void note_row(std::int64_t segment, std::int64_t row) const;

    kernels::GatheredShape shape_;
    kernels::EntryFactors<T> factors_;
    kernels::IndexVector index_[kernels::kParts];
    const cuxentConstMatrix* matrix_[kernels::kParts];
    const cuxentConstMatrix* guide_[kernels::kParts];  ///< the same of a guide
    T* similarities_;
    T* coefficients_;
};

extern template class CpuGathered<float>;
extern template class CpuGathered<double>;

}  // namespace cuxent::impl
