// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file similarity.hpp
 * @brief The calls of similarity.h in C++: they throw cuxent::Error instead of returning a status.
 *
 * Part of cuxent.hpp, which includes it. Formulas, shapes and promises stand in similarity.h.
 */
#ifndef CUXENT_SIMILARITY_HPP
#define CUXENT_SIMILARITY_HPP

#include "cuxent/cuxent.hpp"

namespace cuxent {

inline void normalize_rows(const Handle& handle, const cuxentNormalization& normalization,
                           cuxentConstMatrix x, cuxentMatrix z, void* norms = nullptr,
                           cuxentStream stream = nullptr) {
    check(cuxentNormalizeRows(handle.get(), &normalization, x, z, norms, stream));
}

inline void normalize_rows_backward(const Handle& handle, const cuxentNormalization& normalization,
                                    cuxentConstMatrix x, cuxentConstMatrix dz, cuxentMatrix dx,
                                    bool accumulate = false, cuxentStream stream = nullptr) {
    check(cuxentNormalizeRowsBackward(handle.get(), &normalization, x, dz, dx, accumulate ? 1 : 0,
                                      stream));
}

}  // namespace cuxent

#endif  // CUXENT_SIMILARITY_HPP
