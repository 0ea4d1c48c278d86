// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "device_products.h"

#include <stdexcept>
#include <string>

namespace digits {
namespace {

constexpr std::size_t kWorkspaceBytes = std::size_t{32} << 20;  // what cuBLAS wants on Hopper
constexpr float kOne = 1.0F;
constexpr float kZero = 0.0F;

void blas_check(cublasStatus_t status, const char* what) {
    if (status == CUBLAS_STATUS_SUCCESS) return;
    throw std::runtime_error(std::string(what) + ": " + cublasGetStatusString(status));
}

cublasHandle_t create() {
    cublasHandle_t handle = nullptr;
    blas_check(cublasCreate(&handle), "cublasCreate");
    return handle;
}

}  // namespace

DeviceProducts::DeviceProducts() : handle_(create()), workspace_(kWorkspaceBytes) {}

void DeviceProducts::bind(cudaStream_t stream) const {
    blas_check(cublasSetStream(handle_.get(), stream), "cublasSetStream");
    // After the stream, whose change resets it. Without one cuBLAS would allocate in a capture.
    blas_check(cublasSetWorkspace(handle_.get(), workspace_.data(), workspace_.bytes()),
               "cublasSetWorkspace");
}

// cuBLAS takes matrices by columns: it sees the transpose of each of ours, and is asked for the
// transpose of c, which is the product of the transposes in the opposite order.

void DeviceProducts::product(const float* a, const float* b, float* c, int n, int k, int m) const {
    blas_check(cublasSgemm(handle_.get(), CUBLAS_OP_N, CUBLAS_OP_N, m, n, k, &kOne, b, m, a, k,
                           &kZero, c, m),
               "cublasSgemm");
}

void DeviceProducts::transposed_product(const float* a, const float* b, float* c, int n, int k,
                                        int m) const {
    blas_check(cublasSgemm(handle_.get(), CUBLAS_OP_N, CUBLAS_OP_T, m, k, n, &kOne, b, m, a, k,
                           &kZero, c, m),
               "cublasSgemm");
}

void DeviceProducts::product_transposed(const float* a, const float* b, float* c, int n, int k,
                                        int m) const {
    blas_check(cublasSgemm(handle_.get(), CUBLAS_OP_T, CUBLAS_OP_N, k, n, m, &kOne, b, m, a, m,
                           &kZero, c, k),
               "cublasSgemm");
}

}  // namespace digits
