// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <new>

#include "contestant.hpp"
#include "device.hpp"
#include "machine.hpp"

namespace cuxent::bench {
namespace {

constexpr std::align_val_t kAlignment{256};

Handle handle_with_threads(int n_threads) {
    Handle handle;
    handle.set_thread_count(n_threads);
    return handle;
}

class CpuDevice final : public Device {
 public:
    explicit CpuDevice(ThreadTeam& team) : team_(team), handle_(handle_with_threads(team.size())) {}

    [[nodiscard]] std::string description() const override { return processor_name(); }
    [[nodiscard]] const Handle& handle() const override { return handle_; }
    [[nodiscard]] cuxentStream stream() const override { return nullptr; }

    [[nodiscard]] void* allocate(std::size_t bytes) override {
        return ::operator new(bytes, kAlignment);
    }
    void release(void* memory) noexcept override { ::operator delete(memory, kAlignment); }
    void upload(void* to, const void* from, std::size_t bytes) override {
        std::memcpy(to, from, bytes);
    }
    void download(void* to, const void* from, std::size_t bytes) override {
        std::memcpy(to, from, bytes);
    }

    double seconds(const std::function<void()>& calls) override { return host_seconds(calls); }
    void profiled(const std::function<void()>& calls) override { calls(); }

    std::unique_ptr<GemmPeak> make_gemm_peak(cuxentType type, std::int64_t dim) override {
        return make_cpu_gemm_peak(type, dim, team_);
    }

 private:
    ThreadTeam& team_;
    const Handle handle_;
};

}  // namespace

std::unique_ptr<Device> make_cpu_device(ThreadTeam& team) {
    return std::make_unique<CpuDevice>(team);
}

}  // namespace cuxent::bench
