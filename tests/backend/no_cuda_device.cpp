// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file no_cuda_device.cpp @brief Holds the place of the CUDA backend where the build has none. */
#include <stdexcept>
#include <utility>

#include "backend/device.h"

namespace backend {

namespace {

class NoCudaDevice : public Device {
 public:
    explicit NoCudaDevice(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] cuxentBackend backend() const override { return CUXENT_BACKEND_CUDA; }
    [[nodiscard]] std::string unavailable() const override { return "built without CUDA"; }
    [[nodiscard]] bool reads_memory_on_host() const override { return false; }

    void* allocate(std::size_t) override { throw std::logic_error(unavailable()); }
    void release(void*) noexcept override {}
    void upload(void*, const void*, std::size_t) override {}
    void download(void*, const void*, std::size_t) override {}
    [[nodiscard]] cuxentStream stream() const override { return nullptr; }
    void synchronize() override {}

 private:
    std::string name_;
};

}  // namespace

std::unique_ptr<Device> make_cuda_device(const std::string& name, CudaCalls, int) {
    return std::make_unique<NoCudaDevice>(name);
}

}  // namespace backend
