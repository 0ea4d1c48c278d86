// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/device.h"

#include <cstring>
#include <map>
#include <new>
#include <stdexcept>

namespace backend {

namespace {

class CpuDevice : public Device {
 public:
    [[nodiscard]] std::string name() const override { return "cpu"; }
    [[nodiscard]] cuxentBackend backend() const override { return CUXENT_BACKEND_CPU; }
    [[nodiscard]] std::string unavailable() const override { return ""; }
    [[nodiscard]] bool reads_memory_on_host() const override { return true; }

    void* allocate(std::size_t bytes) override { return ::operator new(bytes, kAlignment); }
    void release(void* memory) noexcept override { ::operator delete(memory, kAlignment); }
    void upload(void* to, const void* from, std::size_t bytes) override {
        std::memcpy(to, from, bytes);
    }
    void download(void* to, const void* from, std::size_t bytes) override {
        std::memcpy(to, from, bytes);
    }
    [[nodiscard]] cuxentStream stream() const override { return nullptr; }
    void synchronize() override {}

 private:
    static constexpr std::align_val_t kAlignment{256};
};

/// Holds the place of the CUDA backend: one test says why the others are not there.
class CudaDevice : public Device {
 public:
    [[nodiscard]] std::string name() const override { return "cuda"; }
    [[nodiscard]] cuxentBackend backend() const override { return CUXENT_BACKEND_CUDA; }
    [[nodiscard]] std::string unavailable() const override {
        cuxentHandle handle = nullptr;
        if (cuxentCreate(&handle, CUXENT_BACKEND_CUDA, 0) != CUXENT_STATUS_SUCCESS) {
            return cuxentGetLastErrorMessage();
        }
        cuxentDestroy(handle);
        return "this suite has no CUDA memory yet";
    }
    [[nodiscard]] bool reads_memory_on_host() const override { return false; }

    void* allocate(std::size_t) override { throw std::logic_error(unavailable()); }
    void release(void*) noexcept override {}
    void upload(void*, const void*, std::size_t) override {}
    void download(void*, const void*, std::size_t) override {}
    [[nodiscard]] cuxentStream stream() const override { return nullptr; }
    void synchronize() override {}
};

std::map<std::string, std::unique_ptr<Device>>& devices() {
    static std::map<std::string, std::unique_ptr<Device>> all = [] {
        std::map<std::string, std::unique_ptr<Device>> made;
        made["cpu"] = std::make_unique<CpuDevice>();
        made["cuda"] = std::make_unique<CudaDevice>();
        return made;
    }();
    return all;
}

}  // namespace

cuxent::Handle& Device::handle() {
    if (!handle_) handle_ = std::make_unique<cuxent::Handle>(backend());
    return *handle_;
}

std::vector<std::string> known_devices() {
    std::vector<std::string> names;
    for (const auto& [name, device] : devices()) names.push_back(name);
    return names;
}

std::vector<std::string> available_devices() {
    std::vector<std::string> names;
    for (const auto& [name, device] : devices()) {
        if (device->unavailable().empty()) names.push_back(name);
    }
    return names;
}

Device& device_named(const std::string& name) {
    return *devices().at(name);
}

}  // namespace backend
