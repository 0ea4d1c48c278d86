// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_device.cpp @brief A CUDA device for the suite, on a stream that waits for no other.
 */
#include <cuda_runtime_api.h>

#include <stdexcept>

#include "backend/device.h"

namespace backend {

namespace {

void check(cudaError_t error, const char* what) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
    }
}

class CudaDevice : public Device {
 public:
    explicit CudaDevice(CudaCalls calls) : calls_(calls) {}
    ~CudaDevice() override {
        if (stream_ != nullptr) cudaStreamDestroy(stream_);
    }
    CudaDevice(const CudaDevice&) = delete;
    CudaDevice& operator=(const CudaDevice&) = delete;

    [[nodiscard]] std::string name() const override {
        return calls_ == CudaCalls::kDirect ? "cuda" : "cuda_graph";
    }
    [[nodiscard]] cuxentBackend backend() const override { return CUXENT_BACKEND_CUDA; }

    [[nodiscard]] std::string unavailable() const override {
        static const std::string reason = [] {
            cuxentHandle handle = nullptr;
            if (cuxentCreate(&handle, CUXENT_BACKEND_CUDA, 0) != CUXENT_STATUS_SUCCESS) {
                return std::string(cuxentGetLastErrorMessage());
            }
            cuxentDestroy(handle);
            return std::string();
        }();
        return reason;
    }
    [[nodiscard]] bool reads_memory_on_host() const override { return false; }

    void* allocate(std::size_t bytes) override {
        void* memory = nullptr;
        check(cudaMalloc(&memory, bytes), "cudaMalloc");
        return memory;
    }
    void release(void* memory) noexcept override { cudaFree(memory); }

    void upload(void* to, const void* from, std::size_t bytes) override {
        copy(to, from, bytes, cudaMemcpyHostToDevice);
    }
    void download(void* to, const void* from, std::size_t bytes) override {
        copy(to, from, bytes, cudaMemcpyDeviceToHost);
    }

    [[nodiscard]] cuxentStream stream() const override {
        if (stream_ == nullptr) {
            check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate");
        }
        return stream_;
    }
    void synchronize() override {
        check(cudaStreamSynchronize(cuda_stream()), "cudaStreamSynchronize");
    }

    void call(const std::function<void()>& calls) override {
        if (calls_ == CudaCalls::kDirect) {
            calls();
        } else {
            replay(capture(calls));
        }
    }

 private:
    [[nodiscard]] cudaStream_t cuda_stream() const { return static_cast<cudaStream_t>(stream()); }

    void copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) const {
        check(cudaMemcpyAsync(to, from, bytes, kind, cuda_stream()), "cudaMemcpyAsync");
        check(cudaStreamSynchronize(cuda_stream()), "cudaStreamSynchronize");
    }

    /// A refused call must leave the stream as it was: the capture is ended either way.
    cudaGraph_t capture(const std::function<void()>& calls) const {
        cudaGraph_t graph = nullptr;
        check(cudaStreamBeginCapture(cuda_stream(), cudaStreamCaptureModeThreadLocal),
              "cudaStreamBeginCapture");
        try {
            calls();
        } catch (...) {
            if (cudaStreamEndCapture(cuda_stream(), &graph) == cudaSuccess) {
                cudaGraphDestroy(graph);
            }
            throw;
        }
        check(cudaStreamEndCapture(cuda_stream(), &graph), "cudaStreamEndCapture");
        return graph;
    }

    void replay(cudaGraph_t graph) const {
        cudaGraphExec_t executable = nullptr;
        const cudaError_t made = cudaGraphInstantiate(&executable, graph, 0);
        cudaGraphDestroy(graph);
        check(made, "cudaGraphInstantiate");
        const cudaError_t launched = cudaGraphLaunch(executable, cuda_stream());
        const cudaError_t ended = cudaStreamSynchronize(cuda_stream());
        cudaGraphExecDestroy(executable);
        check(launched, "cudaGraphLaunch");
        check(ended, "cudaStreamSynchronize");
    }

    CudaCalls calls_;
    mutable cudaStream_t stream_ = nullptr;
};

}  // namespace

std::unique_ptr<Device> make_cuda_device(CudaCalls calls) {
    return std::make_unique<CudaDevice>(calls);
}

}  // namespace backend
