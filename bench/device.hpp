// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file device.hpp
 * @brief Where a backend computes: its handle, the memory of its operands, its stream, its clock
 * and the rate of its own matrix product. All that the benchmark needs to know of a backend.
 */
#ifndef CUXENT_BENCH_DEVICE_HPP
#define CUXENT_BENCH_DEVICE_HPP

#include <algorithm>
#include <cstddef>
#include <cuxent/cuxent.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gemm_peak.hpp"
#include "thread_team.hpp"

namespace cuxent::bench {

class Device {
 public:
    Device() = default;
    virtual ~Device() = default;
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    /// What computes, in words.
    [[nodiscard]] virtual std::string description() const = 0;
    [[nodiscard]] virtual const Handle& handle() const = 0;
    [[nodiscard]] virtual cuxentStream stream() const = 0;

    /// 256-byte aligned memory that calls on this device read and write.
    [[nodiscard]] virtual void* allocate(std::size_t bytes) = 0;
    virtual void release(void* memory) noexcept = 0;
    virtual void upload(void* to, const void* from, std::size_t bytes) = 0;
    virtual void download(void* to, const void* from, std::size_t bytes) = 0;

    /// Seconds that what `calls` puts on the stream takes, by the device's own clock.
    virtual double seconds(const std::function<void()>& calls) = 0;

    /// Runs `calls` to the end; a profiler that watches for a range of interest sees these only.
    virtual void profiled(const std::function<void()>& calls) = 0;

    /// sgemm, or dgemm for FLOAT64, of the device's vendor. The device outlives the result.
    virtual std::unique_ptr<GemmPeak> make_gemm_peak(cuxentType type, std::int64_t dim) = 0;
};

/// Memory of a device, which outlives it; of 0 bytes too it has an address.
class DeviceMemory {
 public:
    DeviceMemory(Device& device, std::size_t bytes)
        : bytes_(bytes),
          data_(device.allocate(std::max<std::size_t>(bytes, 1)), Release{&device}) {}

    [[nodiscard]] void* data() const { return data_.get(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    operator cuxentBuffer() const { return {data(), bytes_}; }

 private:
    struct Release {
        Device* device;
        void operator()(void* memory) const noexcept { device->release(memory); }
    };
    std::size_t bytes_;
    std::unique_ptr<void, Release> data_;
};

/// A device and what its backend is called.
struct NamedDevice {
    std::string name;
    std::unique_ptr<Device> device;
};

/// A device for each backend. They throw with the reason where there is none.
std::unique_ptr<Device> make_cpu_device(ThreadTeam& team);
std::unique_ptr<Device> make_cuda_device();
std::unique_ptr<Device> make_device(cuxentBackend backend, ThreadTeam& team);

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_DEVICE_HPP
