// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuda/cublas.hpp"
#include "engine/backend.hpp"
#include "kernels/launch.h"

namespace cuxent::impl {

/// Scratch that the CUDA backend wants for itself: cuBLAS's workspace, partial sums of a panel or
/// counts of a sort, and the common factor of the coefficients.
std::size_t cuda_own_bytes(const Plan& plan);

/// The steps of a loss on a CUDA device, in arithmetic type T: each enqueues kernels of kernels/ or
/// products of cuBLAS on the call's stream, one after another. Nothing here waits, allocates, or
/// reads what is on the device.
template <class T>
class CudaPrimitives : public Primitives, private TileWorker {
 public:
    CudaPrimitives(const Call& call, Cublas& cublas);

    void normalize(Side side) override;
    void compare_with_targets() override;
    void compare_with_all_columns() override;
    void note_pairs() override;
    void note_guide() override;
    void begin_statistics() override;
    void begin_gradient() override;
    void begin_ranks() override;
    void end_of_targets() override { notes_targets_ = false; }
    void for_each_tile(FunctionRef<void(TileWorker&, const Tile&)> work) override;
    void count_rows() override;
    void weigh_positives() override;
    void finish_rows() override;
    void reduce_loss() override;
    void weigh_rows() override;
    void normalize_backward(Side side) override;
    void reduce_scale_gradient() override;
    void reduce_bias_gradient() override;
    void single_pass() override;

 protected:
    const Call& call_;
    const Plan& plan_;
    cudaStream_t stream_;
    kernels::ScaleInput scale_;
    kernels::NormRule norm_rule_;
    kernels::RowWeights<T> weights_;
    kernels::EntryOptions<T> entries_;
    kernels::RowArrays<T> rows_;
    kernels::CallScalars* scalars_;
    std::uint32_t* counts_;  ///< for the order of sources; null without a table

 private:
    [[nodiscard]] kernels::RowViews views() const;
    /// Where a row finds its one target in the panels.
    [[nodiscard]] const kernels::Diagonal& own_target() const;
    void similarity(const Tile& tile) override;
    [[nodiscard]] bool may_have_targets(const Tile& tile) const override;
    void note_targets(const Tile& tile) override;
    void rank(const Tile& tile) override;
    void statistics(const Tile& tile) override;
    void pair_statistics(const Tile& tile) override;
    void coefficients(const Tile& tile) override;
    void gradient_product(const Tile& tile) override;

    /// An operand of the guide as unit vectors.
    void normalize_guide(Side side, void* z);
    void set_statistics(const Tile& tile, kernels::SumKind kind);
    void merge(const Tile& tile, kernels::SumKind kind);
    [[nodiscard]] const OperandBuffers& operand(Side side) const;
    [[nodiscard]] kernels::Panel<T> panel(const Tile& tile) const;
    [[nodiscard]] T* coefficients_of(const Tile& tile) const;
    [[nodiscard]] bool is_wanted(Side side) const;
    /// Whether the exponentials of a tile stay in its place for coefficients().
    [[nodiscard]] bool keeps_exponentials() const;
    void finish_range(const kernels::RowRange& rows);
    void find_common_factor();
    void weigh_range(const kernels::RowRange& rows);
    [[nodiscard]] kernels::RowRange all_rows() const { return {0, plan_.place.rows.count()}; }
    [[nodiscard]] kernels::UpstreamInput upstream() const;
    /// Weights of rows that are no columns: those that do not count are absent.
    [[nodiscard]] kernels::RowWeights<T> absence(Side side) const;
    [[nodiscard]] kernels::ReductionInput reduction() const;
    [[nodiscard]] kernels::ClassOperands<T> class_operands() const;
    void add_class_gradients(Side side);
    [[nodiscard]] kernels::SmoothingOperands<T> smoothing_operands() const;
    void add_smoothing(Side side);
    template <class Matrix>
    [[nodiscard]] auto device_views(const Matrix (&matrices)[2], Side side, cuxentType type) const;

    Cublas& cublas_;
    FloatProduct product_;
    kernels::RowRule row_rule_;
    kernels::ClassRule classes_;
    kernels::Smoothing smoothing_;
    kernels::Diagonal self_;
    kernels::Diagonal target_;
    kernels::SetMembers<T> members_;  ///< where there are sets of targets
    kernels::ClassRows<T> class_rows_;
    kernels::SmoothingSums<T> smoothing_sums_;
    kernels::Partials<T> partials_;
    bool notes_targets_ = false;
};

/// Loads every kernel of the current device.
void load_kernels();

extern template class CudaPrimitives<float>;
extern template class CudaPrimitives<double>;

}  // namespace cuxent::impl
