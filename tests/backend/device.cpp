// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/device.h"

#include <cstring>
#include <map>
#include <new>
#include <utility>

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
        if (bytes != 0) std::memcpy(to, from, bytes);  // of nothing, an address may be null
    }
    void download(void* to, const void* from, std::size_t bytes) override {
        if (bytes != 0) std::memcpy(to, from, bytes);  // of nothing, an address may be null
    }
    [[nodiscard]] cuxentStream stream() const override { return nullptr; }
    void synchronize() override {}

 private:
    static constexpr std::align_val_t kAlignment{256};
};

std::map<std::string, std::unique_ptr<Device>>& devices() {
    static std::map<std::string, std::unique_ptr<Device>> all = [] {
        std::map<std::string, std::unique_ptr<Device>> made;
        const auto add = [&](std::unique_ptr<Device> device) {
            const std::string name = device->name();
            made[name] = std::move(device);
        };
        add(std::make_unique<CpuDevice>());
        add(make_cuda_device("cuda", CudaCalls::kDirect, 0));
        add(make_cuda_device("cuda_graph", CudaCalls::kCaptured, 0));
        // Never the current device of a thread, unless a test makes it so.
        add(make_cuda_device("second_cuda", CudaCalls::kDirect, 1));
        return made;
    }();
    return all;
}

}  // namespace

cuxent::Handle& Device::handle() {
    if (!handle_) handle_ = std::make_unique<cuxent::Handle>(backend(), ordinal());
    return *handle_;
}

std::vector<std::string> known_devices() {
    std::vector<std::string> names;
    for (const auto& [name, device] : devices()) names.push_back(name);
    return names;
}

std::vector<std::string> available_devices(const std::vector<std::string>& among) {
    std::vector<std::string> names;
    for (const std::string& name : among) {
        if (device_named(name).unavailable().empty()) names.push_back(name);
    }
    return names;
}

Device& device_named(const std::string& name) {
    return *devices().at(name);
}

}  // namespace backend
