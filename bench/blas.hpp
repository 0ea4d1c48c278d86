// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file blas.hpp
 * @brief The BLAS calls of the baseline and of the peak, one name for both precisions.
 */
#ifndef CUXENT_BENCH_BLAS_HPP
#define CUXENT_BENCH_BLAS_HPP

#include <cstdint>
#include <string>

namespace cuxent::bench {

/// A row-major matrix operand.
template <class T>
struct Operand {
    const T* data;
    std::int64_t ld;
    bool transposed = false;  ///< use its transpose
};

/// C (n_rows x n_cols) = A B + beta C, with an inner dimension of n_inner.
void gemm(std::int64_t n_rows, std::int64_t n_cols, std::int64_t n_inner, Operand<float> a,
          Operand<float> b, float beta, float* c, std::int64_t ldc);
void gemm(std::int64_t n_rows, std::int64_t n_cols, std::int64_t n_inner, Operand<double> a,
          Operand<double> b, double beta, double* c, std::int64_t ldc);

/// y = A x for A as it is stored, n_rows x n_cols, or y = A^T x.
void gemv(std::int64_t n_rows, std::int64_t n_cols, Operand<float> a, const float* x, float* y);
void gemv(std::int64_t n_rows, std::int64_t n_cols, Operand<double> a, const double* x, double* y);

/// Which BLAS this is, with the kernels it chose. Throws std::runtime_error unless it is an
/// optimised OpenBLAS that any number of threads may call, each for itself: a slow or wrong
/// baseline and a slow peak would flatter every number.
std::string require_optimized_blas();

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_BLAS_HPP
