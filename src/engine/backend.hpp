// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/function_ref.hpp"
#include "calls/similarity_calls.hpp"
#include "cuxent/cuxent.h"
#include "engine/call.hpp"
#include "engine/sampling.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// What one worker does with one tile of the similarity matrix. A worker of the CPU is a thread
/// with a tile in its cache; of a GPU it is the stream, and a tile there is a panel of many rows.
class TileWorker {
 public:
    virtual ~TileWorker() = default;

    /// S = Z_rows Z_cols^T for the tile. What a row may not see is taken out, and its target set
    /// apart, here or at the beginning of the next two.
    virtual void similarity(const Tile& tile) = 0;

    /// Whether the target of a row of the tile, or of a column where mirrored, may be in it.
    [[nodiscard]] virtual bool may_have_targets(const Tile& tile) const = 0;

    /// Notes the similarities of the targets in the tile, where similarity() has not.
    virtual void note_targets(const Tile& tile) = 0;

    /// Adds the columns above and beside the target, which has been noted, to the ranks of the
    /// tile's rows and, where mirrored, the rows to those of its columns. The tile holds
    /// similarities still.
    virtual void rank(const Tile& tile) = 0;

    /// Adds the tile to the exponential sums of its rows and, where mirrored, of its columns.
    virtual void statistics(const Tile& tile) = 0;

    /// Adds the pairs of the tile, each target against the negatives of its row, whose statistics
    /// are complete, to the sums of its rows and, where mirrored, of its columns.
    virtual void pair_statistics(const Tile& tile) = 0;

    /// Turns the tile into the coefficients W of the gradient, in place.
    virtual void coefficients(const Tile& tile) = 0;

    /// gradient_rows += W Z_cols and gradient_cols += W^T Z_rows, the sides that are wanted.
    virtual void gradient_product(const Tile& tile) = 0;
};

/// The steps of which every loss is made, each taken once, for one call. driver.cpp puts them in
/// order; a backend says how one is done. Arguments and results are in the Call's buffers.
///
/// The steps with a default are made of others. A backend that can do one of them as a whole
/// overrides it: all tiles in one kernel, say, or both visits of the rows in one.
class Primitives {
 public:
    virtual ~Primitives() = default;

    /// z = x / |x|, or x where the problem does not normalise; norms kept for the way back.
    virtual void normalize(Side side) = 0;

    /// Rows and their targets where those are no part of the tiles: found by label.
    virtual void compare_with_targets() {}

    /// Listed pairs -> bits by which a visit of the tiles finds them.
    virtual void note_pairs() {}

    /// Embeddings of a guide -> bits of the entries that they leave out.
    virtual void note_guide() {}
    /// The sum of all columns, and rows with it, where that is no part of the tiles: for label
    /// smoothing.
    virtual void compare_with_all_columns() {}

    /// Before a visit of the tiles.
    virtual void begin_statistics() = 0;
    virtual void begin_gradient() = 0;

    /// After begin_statistics(), where ranks are wanted: of rows without columns.
    virtual void begin_ranks() = 0;
    /// After a visit that has noted all targets: later ones do not.
    virtual void end_of_targets() = 0;

    /// Runs `work` on every tile of the schedule. Tiles may be at work at the same time, but each
    /// is added to sums at its turn.
    virtual void for_each_tile(FunctionRef<void(TileWorker&, const Tile&)> work) = 0;

    /// Row weights -> what a mean divides by. After the statistics: a loss may count rows by what
    /// it has seen of them.
    virtual void count_rows() = 0;

    /// Sums over the rows that the weights of positives are made of. After the statistics.
    virtual void weigh_positives() {}

    /// Statistics of a row -> its loss and log-sum-exp.
    virtual void finish_rows() = 0;

    /// Row losses -> loss, summed in a fixed order.
    virtual void reduce_loss() = 0;

    /// Statistics and upstream gradient -> the factors from which coefficients() takes W.
    virtual void weigh_rows() = 0;

    /// Gradient with respect to z -> gradient with respect to x, scaled, in the caller's type.
    virtual void normalize_backward(Side side) = 0;

    /// Gradient of the temperature or logit scale.
    virtual void reduce_scale_gradient() = 0;

    /// Gradient of the bias.
    virtual void reduce_bias_gradient() = 0;

    /// And ranks, where the call wants them.
    virtual void statistics_pass(const Call& call);
    virtual void pair_statistics_pass(const Call& call);

    /// Where Call::single_pass says so: statistics_pass() to gradient_pass() in one visit of the
    /// tiles, with the rows finished and weighed on the way.
    virtual void single_pass() = 0;

    /// In a call with both passes, where nothing comes between the two.
    virtual void finish_and_weigh_rows();

    /// Factors of the rows -> gradient with respect to x, over the tiles of the statistics pass
    /// where the call has kept them.
    virtual void gradient_pass(const Call& call);

 private:
    void ranked_statistics_pass(const Call& call);
};

/// A place to compute: owned by a handle.
class Backend {
 public:
    virtual ~Backend() = default;

    [[nodiscard]] virtual BackendTraits traits() const = 0;

    /// Sets how many workers share the tiles of a call. Throws Failure where it cannot be chosen.
    virtual void set_n_workers(int n_workers) = 0;

    /// Whether the caller's tensors and scalars can be read by the host.
    [[nodiscard]] virtual bool is_host() const = 0;

    /// Lends the primitives for one call to `body`.
    virtual void run(const Call& call, FunctionRef<void(Primitives&)> body) = 0;

    /// The calls beside the loss.
    [[nodiscard]] virtual SimilarityCalls& similarity_calls() = 0;
    /// Draws negatives.
    virtual void sample_negatives(const Sampling& sampling) = 0;
};

}  // namespace cuxent::impl
