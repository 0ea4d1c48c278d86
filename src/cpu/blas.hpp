// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cblas.h>

#include <algorithm>
#include <cstdint>

namespace cuxent::impl {

enum class Transpose { kNo, kYes };

/// Zeroes C, m x n, where beta says that a product overwrites it, and returns the beta left to pass
/// on. On many processors OpenBLAS zeroes one number at a time, for as long as a product of depth
/// 10 takes; its products add to what is there either way, so the bits are the same.
template <class T>
T clear_for(T beta, std::int64_t m, std::int64_t n, T* c, std::int64_t ldc) {
    if (beta != T{0}) return beta;
    for (std::int64_t row = 0; row < m; ++row) std::fill_n(c + row * ldc, n, T{0});
    return T{1};
}

/// C = op(A) op(B) + beta C, all row-major; op(A) is m x k and op(B) k x n. Runs on the calling
/// thread, see serial_openmp.c.
template <class T>
void gemm(Transpose op_a, Transpose op_b, std::int64_t m, std::int64_t n, std::int64_t k,
          const T* a, std::int64_t lda, const T* b, std::int64_t ldb, T beta, T* c,
          std::int64_t ldc) {
    const auto op = [](Transpose transpose) {
        return transpose == Transpose::kYes ? CblasTrans : CblasNoTrans;
    };
    const auto i = [](std::int64_t size) { return static_cast<blasint>(size); };
    beta = clear_for(beta, m, n, c, ldc);
    if constexpr (sizeof(T) == sizeof(double)) {
        cblas_dgemm(CblasRowMajor, op(op_a), op(op_b), i(m), i(n), i(k), 1.0, a, i(lda), b, i(ldb),
                    beta, c, i(ldc));
    } else {
        cblas_sgemm(CblasRowMajor, op(op_a), op(op_b), i(m), i(n), i(k), 1.0F, a, i(lda), b, i(ldb),
                    beta, c, i(ldc));
    }
}

/// The upper triangle of C = A A^T, A m x k and C m x m, row-major: half the work of gemm().
template <class T>
void syrk(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda, T* c, std::int64_t ldc) {
    const auto i = [](std::int64_t size) { return static_cast<blasint>(size); };
    if constexpr (sizeof(T) == sizeof(double)) {
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, i(m), i(k), 1.0, a, i(lda), 0.0, c,
                    i(ldc));
    } else {
        cblas_ssyrk(CblasRowMajor, CblasUpper, CblasNoTrans, i(m), i(k), 1.0F, a, i(lda), 0.0F, c,
                    i(ldc));
    }
}

/// C = A B + beta C with a symmetric A, m x m, of which only the upper triangle is read; B m x n.
template <class T>
void symm(std::int64_t m, std::int64_t n, const T* a, std::int64_t lda, const T* b,
          std::int64_t ldb, T beta, T* c, std::int64_t ldc) {
    const auto i = [](std::int64_t size) { return static_cast<blasint>(size); };
    beta = clear_for(beta, m, n, c, ldc);
    if constexpr (sizeof(T) == sizeof(double)) {
        cblas_dsymm(CblasRowMajor, CblasLeft, CblasUpper, i(m), i(n), 1.0, a, i(lda), b, i(ldb),
                    beta, c, i(ldc));
    } else {
        cblas_ssymm(CblasRowMajor, CblasLeft, CblasUpper, i(m), i(n), 1.0F, a, i(lda), b, i(ldb),
                    beta, c, i(ldc));
    }
}

}  // namespace cuxent::impl
