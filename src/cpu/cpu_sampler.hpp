// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/thread_team.hpp"
#include "engine/sampling.hpp"

namespace cuxent::impl {

/// Draws negatives on all threads of the team. The numbers do not depend on how many there are.
void sample_negatives(const Sampling& sampling, ThreadTeam& team);

}  // namespace cuxent::impl
