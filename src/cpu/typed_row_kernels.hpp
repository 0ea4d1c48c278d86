// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cpu/norm_rule.hpp"
#include "cuxent/cuxent.h"

namespace cuxent::impl {

// Row kernels that read and write rows of any type, chunk by chunk: they need no memory beside the
// stack. By Highway for the instruction set found at run time; sums in the order of the chunks.

/// z = x / |x| by the rule; returns |x|. z may be x itself, if it has the same type.
template <class T>
T normalize_typed_row(const void* x, cuxentType type, std::int64_t dim, const NormRule<T>& rule,
                      void* z, cuxentType z_type);

/// dx = (dz - z <z, dz>) / |x|, or added to dx.
template <class T>
void normalize_typed_row_backward(const void* x, cuxentType type, const void* dz, cuxentType z_type,
                                  std::int64_t dim, const NormRule<T>& rule, void* dx,
                                  bool accumulate);

/// <a, b>, of the unit vectors where the rule normalises.
template <class T>
T similarity_of_rows(const void* a, const void* b, cuxentType type, std::int64_t dim,
                     const NormRule<T>& rule);

}  // namespace cuxent::impl
