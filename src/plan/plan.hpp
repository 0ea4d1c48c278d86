// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "cuxent/cuxent.h"
#include "plan/place.hpp"
#include "plan/rule.hpp"
#include "plan/strategy.hpp"
#include "plan/tile_schedule.hpp"

namespace cuxent::impl {

/// A validated problem and how it is computed. Immutable once made.
struct Plan {
    cuxentProblem problem{};  ///< as the caller gave it, defaults resolved
    cuxentBackend backend{};
    int device = 0;
    Rule rule{};
    Place place;
    TileSchedule schedule;
    int n_workers = 1;                 ///< workers the scratch has room for
    Strategy separate{};               ///< of a forward and a backward call
    Strategy combined{};               ///< of a forward-backward call
    std::size_t arithmetic_bytes = 0;  ///< size of the type sums are taken in: float or double
    cuxentSizes sizes{};
    cuxentPlanInfo info{};
    std::string text;

    [[nodiscard]] bool normalizes() const { return problem.normalize != 0; }
};

/// Chooses everything that follows from a valid problem, a backend and its number of workers.
/// Throws Failure where the memory limits of the problem leave no strategy.
Plan make_plan(const cuxentProblem& problem, cuxentBackend backend, int device, int n_workers);

}  // namespace cuxent::impl
