// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cuxent::impl {

// What a softcap does to a stretch of entries; see kernels/entry_math.h. By Highway, elementwise.
// n is a multiple of kTileStep.

/// s -> bound tanh(s / bound), with at most 4 units in the last place of error. NaN stays NaN.
template <class T>
void cap_entries(T bound, std::int64_t n, T* s);

/// What entries have beside what was capped: entry = factor s + terms[j].
template <class T>
struct CappedEntries {
    const T* entries;
    const T* terms;  ///< null: none
    T factor;
};

/// slope += 1 - (s / bound)^2. Entries that are left out have none.
template <class T>
void add_cap_slopes(T bound, std::int64_t n, const CappedEntries<T>& of, T* slope);

}  // namespace cuxent::impl
