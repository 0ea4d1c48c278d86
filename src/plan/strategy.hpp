// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuxent/cuxent.h"

namespace cuxent::impl {

using Strategy = cuxentStrategy;

/// Rows of a similarity tile.
///
/// A tile of 256 x 256 floats stays in a core's L2 between the product and the elementwise pass,
/// and is large enough for a matrix product to run at its full rate. Smaller problems are cut into
/// fewer, smaller tiles of equal height: enough of them for a few workers, large enough that the
/// fixed cost of a product call stays small. The height depends on the problem alone, never on the
/// number of workers, so that results do not either.
std::int64_t choose_tile_rows(std::int64_t longer_side);

/// Rows of a row panel, for backends that want large products: enough that the mirrored product's
/// accumulation stays a small part of the traffic (3000 rows) and that one product fills the device
/// (4.3 million / dim, a wave of 128 x 256 output tiles on 132 multiprocessors), as far as the
/// memory granted for a panel allows.
std::int64_t choose_panel_rows(std::int64_t n_rows, std::int64_t n_cols, std::int64_t dim,
                               std::size_t element_bytes, std::size_t panel_bytes);

/// Half of a panel height, in the steps that heights come in; the least one stays.
std::int64_t halve_panel_rows(std::int64_t panel_rows);

/// Workers that a problem of this size keeps busy, at most `available`.
int choose_workers(double flop, std::int64_t n_tiles, int available);

/// Kept where that takes no more bytes than `limit` grants, or no more than recomputing
/// (`lean_bytes`) does: a problem of one tile.
Strategy choose_strategy(std::size_t kept_bytes, std::size_t lean_bytes, std::size_t limit);

}  // namespace cuxent::impl
