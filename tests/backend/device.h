// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file device.h @brief All that the suite needs to know of a backend: memory, copies, streams. */
#ifndef CUXENT_TESTS_BACKEND_DEVICE_H
#define CUXENT_TESTS_BACKEND_DEVICE_H

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cuxent/cuxent.hpp"

namespace backend {

class Device {
 public:
    Device() = default;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    virtual ~Device() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual cuxentBackend backend() const = 0;
    /// The device's number, as cuxentCreate() takes it.
    [[nodiscard]] virtual int ordinal() const { return 0; }
    /// Why nothing can run here; "" if it can.
    [[nodiscard]] virtual std::string unavailable() const = 0;
    /// Whether the library can see, and refuse, a bad temperature in memory.
    [[nodiscard]] virtual bool reads_memory_on_host() const = 0;

    /// 256-byte aligned memory where the backend's tensors live.
    virtual void* allocate(std::size_t bytes) = 0;
    virtual void release(void* memory) noexcept = 0;
    virtual void upload(void* to, const void* from, std::size_t bytes) = 0;
    virtual void download(void* to, const void* from, std::size_t bytes) = 0;
    [[nodiscard]] virtual cuxentStream stream() const = 0;
    virtual void synchronize() = 0;
    /// Makes library calls on stream(); a variant may record and replay what they enqueue.
    virtual void call(const std::function<void()>& calls) { calls(); }

    /// The suite's handle on this device, made when first asked for.
    cuxent::Handle& handle();

 private:
    std::unique_ptr<cuxent::Handle> handle_;
};

/// How a CUDA device gets its calls: straight, or through a graph that is captured and replayed.
enum class CudaCalls { kDirect, kCaptured };
std::unique_ptr<Device> make_cuda_device(const std::string& name, CudaCalls calls, int ordinal);

/// Every device this suite has a name for, whether or not it can run here.
std::vector<std::string> known_devices();
/// Those that can.
std::vector<std::string> available_devices(const std::vector<std::string>& among = known_devices());
Device& device_named(const std::string& name);

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_DEVICE_H
