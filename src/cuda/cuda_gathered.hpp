// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cuda/cuda_primitives.hpp"
#include "kernels/gathered_launch.h"

namespace cuxent::impl {

/// The steps of a loss whose rows have columns of their own: what is done with a row is as with
/// tiles, a visit of the columns is one kernel.
template <class T>
class CudaGathered final : public CudaPrimitives<T> {
 public:
    CudaGathered(const Call& call, Cublas& cublas);

    void normalize(Side /*side*/) override {}  // each row at its use
    void note_guide() override;
    void begin_statistics() override;
    void statistics_pass(const Call& call) override;
    void gradient_pass(const Call& call) override;

 private:
    /// Rows of an operand, of the call or of its guide.
    [[nodiscard]] kernels::GatheredRows gathered_rows(const cuxentConstMatrix* rows,
                                                      const cuxentConstMatrix* cols,
                                                      std::int64_t dim) const;
    [[nodiscard]] kernels::GatheredArrays<T> arrays() const;
    void table_gradient();
    void clear_table();

    kernels::GatheredRows gathered_;
};

extern template class CudaGathered<float>;
extern template class CudaGathered<double>;

}  // namespace cuxent::impl
