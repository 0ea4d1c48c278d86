// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "blas.hpp"

#include <cblas.h>

#include <stdexcept>

extern "C" int omp_get_max_threads(void);

namespace cuxent::bench {
namespace {

CBLAS_TRANSPOSE transpose(bool transposed) {
    return transposed ? CblasTrans : CblasNoTrans;
}

blasint size(std::int64_t n) {
    return static_cast<blasint>(n);
}

}  // namespace

void gemm(std::int64_t n_rows, std::int64_t n_cols, std::int64_t n_inner, Operand<float> a,
          Operand<float> b, float beta, float* c, std::int64_t ldc) {
    cblas_sgemm(CblasRowMajor, transpose(a.transposed), transpose(b.transposed), size(n_rows),
                size(n_cols), size(n_inner), 1.0F, a.data, size(a.ld), b.data, size(b.ld), beta, c,
                size(ldc));
}

void gemm(std::int64_t n_rows, std::int64_t n_cols, std::int64_t n_inner, Operand<double> a,
          Operand<double> b, double beta, double* c, std::int64_t ldc) {
    cblas_dgemm(CblasRowMajor, transpose(a.transposed), transpose(b.transposed), size(n_rows),
                size(n_cols), size(n_inner), 1.0, a.data, size(a.ld), b.data, size(b.ld), beta, c,
                size(ldc));
}

void gemv(std::int64_t n_rows, std::int64_t n_cols, Operand<float> a, const float* x, float* y) {
    cblas_sgemv(CblasRowMajor, transpose(a.transposed), size(n_rows), size(n_cols), 1.0F, a.data,
                size(a.ld), x, 1, 0.0F, y, 1);
}

void gemv(std::int64_t n_rows, std::int64_t n_cols, Operand<double> a, const double* x, double* y) {
    cblas_dgemv(CblasRowMajor, transpose(a.transposed), size(n_rows), size(n_cols), 1.0, a.data,
                size(a.ld), x, 1, 0.0, y, 1);
}

std::string require_optimized_blas() {
    // Only OpenBLAS has these functions: a program with another BLAS does not link.
    const std::string core = openblas_get_corename();
    const std::string config = std::string(openblas_get_config()) + ", kernels " + core;
    // The OpenMP build locks its buffers, and stays on the caller's thread where OpenMP has only
    // that.
    constexpr int kOpenMp = 2;
    if (openblas_get_parallel() != kOpenMp || omp_get_max_threads() != 1) {
        throw std::runtime_error(
            "the benchmark needs an OpenBLAS that takes calls of many threads and leaves each on "
            "its own: " +
            config);
    }
    if (core == "generic" || core == "GENERIC" || core == "Unknown") {
        throw std::runtime_error("this OpenBLAS has no kernels for this processor: " + config);
    }
    return config;
}

}  // namespace cuxent::bench
