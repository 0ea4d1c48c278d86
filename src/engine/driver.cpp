// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
// The one forward and the one backward pass of every loss on every backend.
//
//   z      = x / |x|
//   s_ij   = scale * <z_i, z_j> + bias    for the columns j that row i may see
//   d_i    = log sum_{j negative} exp s_ij  -  s_i,target
//   L_i    = softplus(d_i)
//   u_i    = upstream gradient * row weight / what the mean divides by
//   G_ij   = u_i * sigmoid(d_i) * softmax_j(s_i)     at the negatives
//            -u_i * sigmoid(d_i)                     at the target        (never "P - 1")
// Label smoothing adds a product of rank one: kernels/smoothing_math.h.
// The rank of the target is 1 + the number of negatives with s_ij > s_i,target (kernels/rank.h).
// Rows with a set of targets: kernels/set_math.h has L and G. Pairwise sigmoid (SigLIP):
//   L_i    = softplus(-s_i,target) + sum_{j negative} softplus(s_ij)
//   G_ij   = u_i * sigmoid(s_ij) at the negatives, -u_i * sigmoid(-s_ij) at the target
//
//   dz     = scale * (G Z_cols)  on the row side,  scale * (G^T Z_rows)  on the column side;
//            where the rows are the columns W = G + G^T takes both in one product
//   dx     = (dz - z <z, dz>) / |x|
//
// Where rows and columns are apart, and the call allows it, one visit of the tiles does for both
// passes: see the backends' single_pass().
#include "engine/driver.hpp"

namespace cuxent::impl {
namespace {

void for_each_side(const Plan& plan, FunctionRef<void(Side)> work) {
    work(Side::kRows);
    if (!plan.rule.symmetric()) work(Side::kCols);
}

void prepare_rows(Primitives& primitives, const Plan& plan) {
    for_each_side(plan, [&](Side side) { primitives.normalize(side); });
    primitives.compare_with_targets();
    if (plan.rule.has_lists()) primitives.note_pairs();
    if (plan.has_guide()) primitives.note_guide();
    primitives.compare_with_all_columns();
}

void take_statistics(Primitives& primitives, const Call& call) {
    primitives.begin_statistics();
    primitives.statistics_pass(call);
    if (call.plan.rule.pairs) primitives.pair_statistics_pass(call);
    primitives.count_rows();
    primitives.weigh_positives();
}

}  // namespace

void Primitives::statistics_pass(const Call& call) {
    if (call.wants_ranks()) {
        ranked_statistics_pass(call);
        return;
    }
    for_each_tile([](TileWorker& worker, const Tile& tile) {
        worker.similarity(tile);
        worker.statistics(tile);
    });
}

/// A target has to be known before columns are compared with it, from the very product that they
/// come from: equal columns would not be equal to a product of its own. So tiles with targets are
/// visited before the others, unless every tile has the targets of all its rows.
void Primitives::ranked_statistics_pass(const Call& call) {
    const bool at_once = call.plan.schedule.tiles_are_whole();
    const bool keeps_tiles = call.buffers.kept != nullptr;
    const auto see_targets = [](TileWorker& worker, const Tile& tile) {
        worker.similarity(tile);
        worker.note_targets(tile);
    };
    begin_ranks();
    if (!at_once) {
        for_each_tile([&](TileWorker& worker, const Tile& tile) {
            if (worker.may_have_targets(tile)) see_targets(worker, tile);
        });
        end_of_targets();
    }
    for_each_tile([&](TileWorker& worker, const Tile& tile) {
        if (at_once) {
            see_targets(worker, tile);
        } else if (!keeps_tiles || !worker.may_have_targets(tile)) {
            worker.similarity(tile);
        }
        worker.rank(tile);
        worker.statistics(tile);
    });
}

void Primitives::pair_statistics_pass(const Call& call) {
    const bool keeps_tiles = call.buffers.kept != nullptr;
    for_each_tile([keeps_tiles](TileWorker& worker, const Tile& tile) {
        if (!keeps_tiles) worker.similarity(tile);
        worker.pair_statistics(tile);
    });
}

void Primitives::finish_and_weigh_rows() {
    finish_rows();
    weigh_rows();
}

void Primitives::gradient_pass(const Call& call) {
    const bool keeps_tiles = call.buffers.kept != nullptr;
    for_each_tile([keeps_tiles](TileWorker& worker, const Tile& tile) {
        if (!keeps_tiles) worker.similarity(tile);
        worker.coefficients(tile);
        worker.gradient_product(tile);
    });
    for_each_side(call.plan, [this](Side side) { normalize_backward(side); });
}

void forward(Backend& backend, const Call& call) {
    backend.run(call, [&](Primitives& primitives) {
        prepare_rows(primitives, call.plan);
        take_statistics(primitives, call);
        primitives.finish_rows();
        primitives.reduce_loss();
    });
}

void backward(Backend& backend, const Call& call) {
    backend.run(call, [&](Primitives& primitives) {
        prepare_rows(primitives, call.plan);
        primitives.count_rows();
        primitives.weigh_positives();
        primitives.weigh_rows();
        primitives.begin_gradient();
        primitives.gradient_pass(call);
        primitives.reduce_scale_gradient();
        primitives.reduce_bias_gradient();
    });
}

void forward_backward(Backend& backend, const Call& call) {
    backend.run(call, [&](Primitives& primitives) {
        prepare_rows(primitives, call.plan);
        if (call.single_pass) {
            primitives.begin_statistics();
            primitives.count_rows();
            primitives.single_pass();
            primitives.reduce_loss();
        } else {
            take_statistics(primitives, call);
            primitives.finish_and_weigh_rows();
            primitives.reduce_loss();
            primitives.begin_gradient();
            primitives.gradient_pass(call);
        }
        primitives.reduce_scale_gradient();
        primitives.reduce_bias_gradient();
    });
}

}  // namespace cuxent::impl
