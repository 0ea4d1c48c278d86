// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cublas_v2.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace cuxent::impl {

/// Arithmetic of a product of floats.
enum class FloatProduct { kFp32, kTf32 };

/// A cuBLAS handle, from a library that is loaded when the first CUDA handle is made: a build with
/// CUDA starts on machines that have none. Throws Failure that names what is missing.
class Cublas {
 public:
    Cublas();
    ~Cublas();
    Cublas(const Cublas&) = delete;
    Cublas& operator=(const Cublas&) = delete;

    /// Stream, then workspace: setting the stream resets the workspace, and without one cuBLAS
    /// would allocate. The only place that calls either; before every group of products.
    void bind(cudaStream_t stream, void* workspace, std::size_t workspace_bytes);

    /// C = op(A) op(B) + beta C, all row-major; op(A) is m x k and op(B) k x n.
    struct Operand {
        const void* data;
        std::int64_t ld;
        bool transposed;
    };
    void gemm(std::int64_t m, std::int64_t n, std::int64_t k, const Operand& a, const Operand& b,
              float beta, float* c, std::int64_t ldc, FloatProduct product);
    void gemm(std::int64_t m, std::int64_t n, std::int64_t k, const Operand& a, const Operand& b,
              double beta, double* c, std::int64_t ldc, FloatProduct product);

    /// Workspace for bind(): at most what NVIDIA recommends for Hopper and later.
    static constexpr std::size_t kLeastWorkspaceBytes = std::size_t{1} << 20;
    static constexpr std::size_t kMostWorkspaceBytes = std::size_t{32} << 20;

 private:
    cublasHandle_t handle_ = nullptr;
};

}  // namespace cuxent::impl
