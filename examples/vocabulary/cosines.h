// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file cosines.h
 * @brief Cosines of some words with all words, by the library.
 */
#pragma once

#include <cstdint>
#include <span>

#include "cuxent/cuxent.hpp"
#include "matrix.h"

namespace vocabulary {

/// A row for each of `words`, a column for each row of the table.
digits::Matrix cosines_with_all(const cuxent::Handle& handle, const digits::Matrix& table,
                                std::span<const std::int32_t> words);

}  // namespace vocabulary
