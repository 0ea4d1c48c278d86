// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_backend.hpp"

#include <string>

#include "cuda/cublas.hpp"
#include "cuda/cuda_check.hpp"
#include "cuda/cuda_gathered.hpp"
#include "cuda/cuda_primitives.hpp"
#include "cuda/cuda_sampler.hpp"
#include "cuda/cuda_similarity_calls.hpp"

namespace cuxent::impl {
namespace {

void check_device(int device) {
    int n_devices = 0;
    const cudaError_t error = cudaGetDeviceCount(&n_devices);
    if (error != cudaSuccess) {
        cudaGetLastError();  // not the caller's
        throw Failure(
            CUXENT_STATUS_NOT_SUPPORTED,
            std::string("backend: CUXENT_BACKEND_CUDA: no NVIDIA driver or device here (") +
                cudaGetErrorString(error) + ")");
    }
    if (device < 0 || device >= n_devices) {
        throw Failure(CUXENT_STATUS_BAD_VALUE, "device: got " + std::to_string(device) +
                                                   ", wanted 0 to " +
                                                   std::to_string(n_devices - 1));
    }
}

class CudaBackend final : public Backend {
 public:
    explicit CudaBackend(int device) : device_(device), similarity_calls_(device, cublas_) {
        const DeviceGuard guard(device);
        cublas_ = std::make_unique<Cublas>();
        // Lazily loaded kernels would be loaded by the first call, which may be in a capture.
        load_kernels();
        load_similarity_kernels();
    }
    ~CudaBackend() override {
        int before = 0;
        const bool known = cudaGetDevice(&before) == cudaSuccess;
        cudaSetDevice(device_);
        cublas_.reset();
        if (known) cudaSetDevice(before);
    }

    [[nodiscard]] BackendTraits traits() const override {
        return {CUXENT_BACKEND_CUDA, device_, 1, true, true, cuda_own_bytes};
    }
    [[nodiscard]] bool is_host() const override { return false; }

    void set_n_workers(int n_workers) override {
        if (n_workers != 1) {
            throw Failure(CUXENT_STATUS_NOT_SUPPORTED,
                          "n_threads: got " + std::to_string(n_workers) +
                              ", wanted 1: a CUDA handle works on the calling thread");
        }
    }

    void run(const Call& call, FunctionRef<void(Primitives&)> body) override {
        const DeviceGuard guard(device_);
        const bool is_double = call.plan.arithmetic_bytes == sizeof(double);
        if (call.plan.rule.gathered()) {
            is_double ? run_as<CudaGathered<double>>(call, body)
                      : run_as<CudaGathered<float>>(call, body);
        } else {
            is_double ? run_as<CudaPrimitives<double>>(call, body)
                      : run_as<CudaPrimitives<float>>(call, body);
        }
    }

    [[nodiscard]] SimilarityCalls& similarity_calls() override { return similarity_calls_; }
    void sample_negatives(const Sampling& sampling) override {
        const DeviceGuard guard(device_);
        enqueue_sampling(sampling);
    }

 private:
    template <class Steps>
    void run_as(const Call& call, FunctionRef<void(Primitives&)> body) {
        Steps steps(call, *cublas_);
        body(steps);
    }

    int device_;
    std::unique_ptr<Cublas> cublas_;
    CudaSimilarityCalls similarity_calls_;
};

}  // namespace

std::unique_ptr<Backend> make_cuda_backend(int device) {
    check_device(device);
    return std::make_unique<CudaBackend>(device);
}

}  // namespace cuxent::impl
