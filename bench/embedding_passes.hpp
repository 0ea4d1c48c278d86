// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file embedding_passes.hpp
 * @brief Vector code of the baseline over rows of embeddings. T is float or double.
 */
#ifndef CUXENT_BENCH_EMBEDDING_PASSES_HPP
#define CUXENT_BENCH_EMBEDDING_PASSES_HPP

#include <cstdint>

#include "cuxent/cuxent.h"

namespace cuxent::bench {

/// z = x / |x|, row by row; x is contiguous and of any element type that T can hold.
template <class T>
struct NormalizeRows {
    const void* x;
    cuxentType x_type;
    std::int64_t n_rows, dim;
    T* z;
    T* inv_norm;
};

/// dx = (dz - z <z, dz>) / |x|, row by row, stored as grad_type.
template <class T>
struct NormalizeBackwardRows {
    const T* z;
    const T* dz;
    const T* inv_norm;
    std::int64_t n_rows, dim;
    void* dx;
    cuxentType dx_type;
};

void run(const NormalizeRows<float>& pass);
void run(const NormalizeRows<double>& pass);
void run(const NormalizeBackwardRows<float>& pass);
void run(const NormalizeBackwardRows<double>& pass);

/// Instruction set of the baseline's vector code on this machine, such as "AVX2".
const char* vector_target();

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_EMBEDDING_PASSES_HPP
