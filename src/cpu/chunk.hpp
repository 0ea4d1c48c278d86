// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cuxent::impl {

/// Elements of a row that are looked at as one: a few KiB on the stack where they are converted.
inline constexpr std::int64_t kChunk = 1024;

}  // namespace cuxent::impl
