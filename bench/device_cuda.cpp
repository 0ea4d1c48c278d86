// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file device_cuda.cpp @brief The first CUDA device, on a stream of its own, timed by events. */
#include <cuda_profiler_api.h>
#include <cuda_runtime_api.h>

#include <type_traits>

#include "cuda_check.hpp"
#include "device.hpp"
#include "gemm_peak_cuda.hpp"

namespace cuxent::bench {
namespace {

struct DestroyStream {
    void operator()(cudaStream_t stream) const noexcept { cudaStreamDestroy(stream); }
};
struct DestroyEvent {
    void operator()(cudaEvent_t event) const noexcept { cudaEventDestroy(event); }
};
using Stream = std::unique_ptr<std::remove_pointer_t<cudaStream_t>, DestroyStream>;
using Event = std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, DestroyEvent>;

constexpr int kOrdinal = 0;  // CUDA_VISIBLE_DEVICES makes another one the first

// The stream, and the memory and events that come after it, belong to the current device.
Stream make_stream() {
    cuda_check(cudaSetDevice(kOrdinal), "cudaSetDevice");
    cudaStream_t stream = nullptr;
    cuda_check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
    return Stream(stream);
}

Event make_event() {
    cudaEvent_t event = nullptr;
    cuda_check(cudaEventCreate(&event), "cudaEventCreate");
    return Event(event);
}

class CudaDevice final : public Device {
 public:
    CudaDevice() : handle_(CUXENT_BACKEND_CUDA, kOrdinal), stream_(make_stream()) {}

    [[nodiscard]] std::string description() const override {
        cudaDeviceProp properties{};
        cuda_check(cudaGetDeviceProperties(&properties, kOrdinal), "cudaGetDeviceProperties");
        return std::string(properties.name) + ", compute capability " +
               std::to_string(properties.major) + "." + std::to_string(properties.minor);
    }
    [[nodiscard]] const Handle& handle() const override { return handle_; }
    [[nodiscard]] cuxentStream stream() const override { return stream_.get(); }

    [[nodiscard]] void* allocate(std::size_t bytes) override {
        void* memory = nullptr;
        cuda_check(cudaMalloc(&memory, bytes), "cudaMalloc");
        return memory;
    }
    void release(void* memory) noexcept override { cudaFree(memory); }
    void upload(void* to, const void* from, std::size_t bytes) override {
        copy(to, from, bytes, cudaMemcpyHostToDevice);
    }
    void download(void* to, const void* from, std::size_t bytes) override {
        copy(to, from, bytes, cudaMemcpyDeviceToHost);
    }

    double seconds(const std::function<void()>& calls) override {
        cuda_check(cudaEventRecord(begin_.get(), stream_.get()), "cudaEventRecord");
        calls();
        cuda_check(cudaEventRecord(end_.get(), stream_.get()), "cudaEventRecord");
        cuda_check(cudaEventSynchronize(end_.get()), "cudaEventSynchronize");
        float milliseconds = 0;
        cuda_check(cudaEventElapsedTime(&milliseconds, begin_.get(), end_.get()),
                   "cudaEventElapsedTime");
        return static_cast<double>(milliseconds) * 1e-3;
    }

    void profiled(const std::function<void()>& calls) override {
        synchronize();  // what was enqueued before is not of the range
        cuda_check(cudaProfilerStart(), "cudaProfilerStart");
        calls();
        synchronize();
        cuda_check(cudaProfilerStop(), "cudaProfilerStop");
    }

    std::unique_ptr<GemmPeak> make_gemm_peak(cuxentType type, std::int64_t dim) override {
        return make_cuda_gemm_peak(type, dim, *this);
    }

 private:
    void synchronize() const {
        cuda_check(cudaStreamSynchronize(stream_.get()), "cudaStreamSynchronize");
    }
    void copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) const {
        cuda_check(cudaMemcpyAsync(to, from, bytes, kind, stream_.get()), "cudaMemcpyAsync");
        synchronize();
    }

    const Handle handle_;
    const Stream stream_;
    const Event begin_ = make_event();
    const Event end_ = make_event();
};

}  // namespace

std::unique_ptr<Device> make_cuda_device() {
    return std::make_unique<CudaDevice>();
}

}  // namespace cuxent::bench
