// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device_products.h
 * @brief The matrix products of a dense layer, by cuBLAS.
 */
#pragma once

#include <cublas_v2.h>

#include <cstddef>
#include <memory>
#include <type_traits>

#include "device_memory.h"

namespace digits {

/// Products of row-major matrices without gaps between rows. All pointers are to device memory.
class DeviceProducts {
 public:
    DeviceProducts();

    /// The stream of the products that follow.
    void bind(cudaStream_t stream) const;

    /// c = a b, with a of n x k, b of k x m and c of n x m.
    void product(const float* a, const float* b, float* c, int n, int k, int m) const;

    /// c = a^T b, with a of n x k, b of n x m and c of k x m.
    void transposed_product(const float* a, const float* b, float* c, int n, int k, int m) const;

    /// c = a b^T, with a of n x m, b of k x m and c of n x k.
    void product_transposed(const float* a, const float* b, float* c, int n, int k, int m) const;

 private:
    struct Destroy {
        void operator()(cublasHandle_t handle) const noexcept { cublasDestroy(handle); }
    };
    std::unique_ptr<std::remove_pointer_t<cublasHandle_t>, Destroy> handle_;
    DeviceMemory workspace_;
};

}  // namespace digits
