// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file cuxent.hpp
 * @brief Header-only C++17 over the C ABI: ownership and exceptions, nothing else.
 *
 * The structs are those of cuxent.h; formulas, shapes and promises are documented there.
 */
#ifndef CUXENT_CUXENT_HPP
#define CUXENT_CUXENT_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "cuxent/cuxent.h"

namespace cuxent {

/// A failed call: what() is the library's message, status() its category.
class Error : public std::runtime_error {
 public:
    Error(cuxentStatus status, const std::string& message)
        : std::runtime_error(message), status_(status) {}

    [[nodiscard]] cuxentStatus status() const noexcept { return status_; }

 private:
    cuxentStatus status_;
};

/// Throws Error unless `status` is success.
inline void check(cuxentStatus status) {
    if (status != CUXENT_STATUS_SUCCESS) {
        throw Error(status,
                    std::string(cuxentGetStatusName(status)) + ": " + cuxentGetLastErrorMessage());
    }
}

/// Owns a cuxentHandle. One per host thread.
class Handle {
 public:
    explicit Handle(cuxentBackend backend = CUXENT_BACKEND_CPU, int device = 0) {
        cuxentHandle handle = nullptr;
        check(cuxentCreate(&handle, backend, device));
        handle_.reset(handle);
    }

    void set_thread_count(int n_threads) { check(cuxentSetThreadCount(get(), n_threads)); }

    [[nodiscard]] int thread_count() const {
        std::int32_t n_threads = 0;
        check(cuxentGetThreadCount(get(), &n_threads));
        return n_threads;
    }

    void set_log_callback(cuxentLogCallback callback, void* user) {
        check(cuxentSetLogCallback(get(), callback, user));
    }

    [[nodiscard]] cuxentHandle get() const noexcept { return handle_.get(); }

 private:
    struct Destroy {
        void operator()(cuxentHandle handle) const noexcept { cuxentDestroy(handle); }
    };
    std::unique_ptr<std::remove_pointer_t<cuxentHandle>, Destroy> handle_;
};

/// A cuxentSampler that starts with the library's defaults.
struct Sampler : cuxentSampler {
    Sampler() : cuxentSampler() { check(cuxentSamplerInit(this, sizeof(cuxentSampler))); }
};

/// A cuxentProblem that starts with the library's defaults.
struct Problem : cuxentProblem {
    Problem() : cuxentProblem() { check(cuxentProblemInit(this, sizeof(cuxentProblem))); }
};

/// Owns a cuxentPlan and runs it.
class Plan {
 public:
    Plan(const Handle& handle, const cuxentProblem& problem) {
        cuxentPlan plan = nullptr;
        check(cuxentPlanCreate(handle.get(), &problem, &plan));
        plan_.reset(plan);
    }

    [[nodiscard]] cuxentSizes sizes() const {
        cuxentSizes sizes{};
        check(cuxentPlanSizes(get(), &sizes));
        return sizes;
    }

    [[nodiscard]] cuxentPlanInfo describe() const {
        cuxentPlanInfo info{};
        check(cuxentPlanDescribe(get(), &info));
        return info;
    }

    [[nodiscard]] const char* text() const noexcept { return cuxentPlanText(get()); }

    void forward(const Handle& handle, const cuxentInputs& inputs, const cuxentOutputs& outputs,
                 cuxentBuffer saved, cuxentBuffer scratch, cuxentStream stream = nullptr) const {
        check(cuxentForward(handle.get(), get(), &inputs, &outputs, saved, scratch, stream));
    }

    void backward(const Handle& handle, const cuxentInputs& inputs, const cuxentUpstream& upstream,
                  cuxentBuffer saved, const cuxentGradients& gradients, cuxentBuffer scratch,
                  cuxentStream stream = nullptr) const {
        check(cuxentBackward(handle.get(), get(), &inputs, &upstream, saved, &gradients, scratch,
                             stream));
    }

    /// Where the loss is what is differentiated: upstream gradient 1.
    void backward(const Handle& handle, const cuxentInputs& inputs, cuxentBuffer saved,
                  const cuxentGradients& gradients, cuxentBuffer scratch,
                  cuxentStream stream = nullptr) const {
        check(cuxentBackward(handle.get(), get(), &inputs, nullptr, saved, &gradients, scratch,
                             stream));
    }

    void forward_backward(const Handle& handle, const cuxentInputs& inputs,
                          const cuxentUpstream& upstream, const cuxentOutputs& outputs,
                          const cuxentGradients& gradients, cuxentBuffer scratch,
                          cuxentStream stream = nullptr) const {
        check(cuxentForwardBackward(handle.get(), get(), &inputs, &upstream, &outputs, &gradients,
                                    scratch, stream));
    }

    /// Where the loss is what is differentiated: upstream gradient 1.
    void forward_backward(const Handle& handle, const cuxentInputs& inputs,
                          const cuxentOutputs& outputs, const cuxentGradients& gradients,
                          cuxentBuffer scratch, cuxentStream stream = nullptr) const {
        check(cuxentForwardBackward(handle.get(), get(), &inputs, nullptr, &outputs, &gradients,
                                    scratch, stream));
    }

    [[nodiscard]] cuxentPlan get() const noexcept { return plan_.get(); }

 private:
    struct Destroy {
        void operator()(cuxentPlan plan) const noexcept { cuxentPlanDestroy(plan); }
    };
    std::unique_ptr<std::remove_pointer_t<cuxentPlan>, Destroy> plan_;
};

/// Host memory for `saved` and `scratch` of a CPU plan, aligned as they must be.
class HostBuffer {
 public:
    explicit HostBuffer(std::size_t bytes)
        : data_(::operator new (bytes, std::align_val_t{kAlignment})), bytes_(bytes) {}

    operator cuxentBuffer() const noexcept { return {data_.get(), bytes_}; }

 private:
    static constexpr std::size_t kAlignment = 256;
    struct Free {
        void operator()(void* data) const noexcept {
            ::operator delete (data, std::align_val_t{kAlignment});
        }
    };
    std::unique_ptr<void, Free> data_;
    std::size_t bytes_;
};

}  // namespace cuxent

#include "cuxent/similarity.hpp"

#endif  // CUXENT_CUXENT_HPP
