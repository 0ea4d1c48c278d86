// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "api/objects.hpp"
#include "api/wall.hpp"
#include "cpu/cpu_backend.hpp"
#if defined(CUXENT_HAS_CUDA)
#include "cuda/cuda_backend.hpp"
#endif

namespace {

using cuxent::impl::Failure;

void check_thread_count(int32_t n_threads) {
    if (n_threads < 1 || n_threads > cuxent::impl::kMaxThreads) {
        throw Failure(CUXENT_STATUS_BAD_VALUE, "n_threads: got " + std::to_string(n_threads) +
                                                   ", wanted 1 to " +
                                                   std::to_string(cuxent::impl::kMaxThreads));
    }
}

std::unique_ptr<cuxent::impl::Backend> make_backend(cuxentBackend backend, int32_t device) {
    switch (backend) {
        case CUXENT_BACKEND_CPU:
            if (device != 0) {
                throw Failure(CUXENT_STATUS_BAD_VALUE,
                              "device: got " + std::to_string(device) + ", wanted 0 for the CPU");
            }
            return cuxent::impl::make_cpu_backend();
        case CUXENT_BACKEND_CUDA:
#if defined(CUXENT_HAS_CUDA)
            return cuxent::impl::make_cuda_backend(device);
#else
            throw Failure(CUXENT_STATUS_BACKEND_NOT_BUILT,
                          "backend: got CUXENT_BACKEND_CUDA, but this libcuxent was built without "
                          "CUDA");
#endif
    }
    throw Failure(CUXENT_STATUS_BAD_VALUE,
                  "backend: got " + std::to_string(static_cast<int32_t>(backend)) +
                      ", wanted CUXENT_BACKEND_CPU or CUXENT_BACKEND_CUDA");
}

}  // namespace

cuxentStatus cuxentCreate(cuxentHandle* handle, cuxentBackend backend, int32_t device) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] {
        cuxent::impl::require(static_cast<const void*>(handle), "handle");
        auto created = std::make_unique<cuxentHandle_st>();
        created->backend = make_backend(backend, device);
        *handle = created.release();
    });
}

cuxentStatus cuxentDestroy(cuxentHandle handle) noexcept {
    return cuxent::impl::wall(nullptr, __func__, [&] { delete handle; });
}

cuxentStatus cuxentSetThreadCount(cuxentHandle handle, int32_t n_threads) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::require_handle(handle);
        check_thread_count(n_threads);
        handle->backend->set_n_workers(n_threads);
    });
}

cuxentStatus cuxentGetThreadCount(cuxentHandle handle, int32_t* n_threads) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::require_handle(handle);
        cuxent::impl::require(n_threads, "n_threads");
        *n_threads = handle->backend->traits().n_workers;
    });
}

cuxentStatus cuxentSetLogCallback(cuxentHandle handle, cuxentLogCallback callback,
                                  void* user) noexcept {
    return cuxent::impl::wall(handle, __func__, [&] {
        cuxent::impl::require_handle(handle);
        handle->log_callback = callback;
        handle->log_user = user;
    });
}
