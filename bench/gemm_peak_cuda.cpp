// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "gemm_peak_cuda.hpp"

#include <cublas_v2.h>

#include <stdexcept>
#include <type_traits>
#include <vector>

namespace cuxent::bench {
namespace {

void cublas_check(cublasStatus_t status, const char* call) {
    if (status != CUBLAS_STATUS_SUCCESS) {
        throw std::runtime_error(std::string(call) + ": " + cublasGetStatusString(status));
    }
}

struct DestroyCublas {
    void operator()(cublasHandle_t handle) const noexcept { cublasDestroy(handle); }
};
using CublasHandle = std::unique_ptr<std::remove_pointer_t<cublasHandle_t>, DestroyCublas>;

CublasHandle make_cublas(cuxentStream stream) {
    cublasHandle_t handle = nullptr;
    cublas_check(cublasCreate(&handle), "cublasCreate");
    CublasHandle owner(handle);
    cublas_check(cublasSetStream(handle, static_cast<cudaStream_t>(stream)), "cublasSetStream");
    return owner;
}

// C = A B^T, row-major, which in cuBLAS's column-major terms is C^T = B A^T.
template <class T>
cublasStatus_t multiply(cublasHandle_t handle, int n, int dim, const T* a, const T* b, T* c) {
    const T one = 1;
    const T zero = 0;
    const auto gemm = [&](auto function) {
        return function(handle, CUBLAS_OP_T, CUBLAS_OP_N, n, n, dim, &one, b, dim, a, dim, &zero, c,
                        n);
    };
    if constexpr (std::is_same_v<T, double>)
        return gemm(cublasDgemm);
    else
        return gemm(cublasSgemm);
}

template <class T>
class CudaGemmPeak final : public GemmPeak {
 public:
    CudaGemmPeak(std::int64_t dim, Device& device)
        : dim_(static_cast<int>(dim)),
          device_(device),
          cublas_(make_cublas(device.stream())),
          a_(device, bytes(kPeakRows * dim)),
          b_(device, bytes(kPeakRows * dim)),
          c_(device, bytes(kPeakRows * kPeakRows)) {
        const std::vector<T> values(static_cast<std::size_t>(kPeakRows * dim), T(0.5));
        device.upload(a_.data(), values.data(), a_.bytes());
        device.upload(b_.data(), values.data(), b_.bytes());
        measure();  // kernels are loaded, clocks go up
    }

    GemmRates measure() override {
        constexpr int kProducts = 20;  // one after another, so that launching hides behind them
        const double seconds = device_.seconds([this] {
            for (int i = 0; i < kProducts; ++i) {
                cublas_check(multiply(cublas_.get(), static_cast<int>(kPeakRows), dim_,
                                      static_cast<const T*>(a_.data()),
                                      static_cast<const T*>(b_.data()), static_cast<T*>(c_.data())),
                             "gemm");
            }
        });
        return {kProducts * peak_flop(dim_) / seconds, 0};
    }

 private:
    static std::size_t bytes(std::int64_t n) { return static_cast<std::size_t>(n) * sizeof(T); }

    const int dim_;
    Device& device_;
    const CublasHandle cublas_;
    const DeviceMemory a_, b_, c_;
};

}  // namespace

std::unique_ptr<GemmPeak> make_cuda_gemm_peak(cuxentType type, std::int64_t dim, Device& device) {
    if (type == CUXENT_TYPE_FLOAT64) return std::make_unique<CudaGemmPeak<double>>(dim, device);
    return std::make_unique<CudaGemmPeak<float>>(dim, device);
}

}  // namespace cuxent::bench
