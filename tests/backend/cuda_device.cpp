// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_device.cpp @brief A CUDA device for the suite, on a stream that waits for no other.
 */
#include <optional>
#include <utility>

#include "backend/cuda_objects.h"
#include "backend/device.h"

namespace backend {

namespace {

class CudaDevice : public Device {
 public:
    CudaDevice(std::string name, CudaCalls calls, int ordinal)
        : name_(std::move(name)), calls_(calls), ordinal_(ordinal) {}

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] cuxentBackend backend() const override { return CUXENT_BACKEND_CUDA; }
    [[nodiscard]] int ordinal() const override { return ordinal_; }

    [[nodiscard]] std::string unavailable() const override {
        if (!reason_) {
            cuxentHandle handle = nullptr;
            const cuxentStatus status = cuxentCreate(&handle, CUXENT_BACKEND_CUDA, ordinal_);
            reason_ = status == CUXENT_STATUS_SUCCESS ? "" : cuxentGetLastErrorMessage();
            cuxentDestroy(handle);
        }
        return *reason_;
    }
    [[nodiscard]] bool reads_memory_on_host() const override { return false; }

    void* allocate(std::size_t bytes) override {
        const CurrentDevice here(ordinal_);
        void* memory = nullptr;
        check_cuda(cudaMalloc(&memory, bytes), "cudaMalloc");
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
        if (!stream_) stream_.emplace(ordinal_);
        return stream_->get();
    }
    void synchronize() override {
        check_cuda(cudaStreamSynchronize(cuda_stream()), "cudaStreamSynchronize");
    }

    void call(const std::function<void()>& calls) override {
        if (calls_ == CudaCalls::kDirect) {
            calls();
        } else {
            Graph(cuda_stream(), calls).run(cuda_stream());
        }
    }

 private:
    [[nodiscard]] cudaStream_t cuda_stream() const { return static_cast<cudaStream_t>(stream()); }

    void copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) const {
        check_cuda(cudaMemcpyAsync(to, from, bytes, kind, cuda_stream()), "cudaMemcpyAsync");
        check_cuda(cudaStreamSynchronize(cuda_stream()), "cudaStreamSynchronize");
    }

    std::string name_;
    CudaCalls calls_;
    int ordinal_;
    mutable std::optional<std::string> reason_;
    mutable std::optional<Stream> stream_;
};

}  // namespace

std::unique_ptr<Device> make_cuda_device(const std::string& name, CudaCalls calls, int ordinal) {
    return std::make_unique<CudaDevice>(name, calls, ordinal);
}

}  // namespace backend
