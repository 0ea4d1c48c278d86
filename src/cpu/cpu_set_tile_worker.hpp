// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "cpu/cpu_tile_worker.hpp"
#include "cpu/set_kernels.hpp"

namespace cuxent::impl {

/// Scratch of a worker: one copy of a tile for the negatives, and one for the targets.
std::size_t set_tiles_bytes(const Plan& plan);

/// The same work where rows have sets of targets: a tile is split into the similarities of the
/// negatives and those of the targets, each with -inf for the rest, and each goes through the
/// elementwise kernels of all losses. The tile itself stays as the product left it.
template <class T>
class CpuSetTileWorker final : public CpuTileWorker<T> {
 public:
    using CpuTileWorker<T>::CpuTileWorker;

    void statistics(const Tile& tile) override;
    void pair_statistics(const Tile& tile) override;
    void coefficients(const Tile& tile) override;

 protected:
    void take_out(const Tile& /*tile*/, T* /*data*/) const override {}

 private:
    [[nodiscard]] TileView<T> negatives(const Tile& tile) const;
    [[nodiscard]] TileView<T> targets(const Tile& tile) const;
    /// Of the entries, where they are weighed.
    [[nodiscard]] TargetWeights<T> weights(const Tile& tile) const;
    void split(const Tile& tile) const;
    template <class Members>
    void split_by(const Members& members, const Tile& tile) const;
};

extern template class CpuSetTileWorker<float>;
extern template class CpuSetTileWorker<double>;

}  // namespace cuxent::impl
