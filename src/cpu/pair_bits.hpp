// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/call.hpp"
#include "kernels/set_members.h"

namespace cuxent::impl {

/// The lists of pairs of a call, whose indices have been checked -> their bits.
void note_listed_pairs(const Call& call, const kernels::PairBits& bits);

}  // namespace cuxent::impl
