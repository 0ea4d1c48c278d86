// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/call_fault.h"

#include <cublas_v2.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <atomic>
#include <cstring>

namespace backend {

namespace {

std::atomic<int> calls_left{0};  // 0: none is to fail
std::atomic<const char*> struck_name{""};
std::atomic<int> n_cublas_handles{0};

bool fails(const char* name) {
    if (calls_left == 0 || --calls_left != 0) return false;
    struck_name = name;
    return true;
}

using Find = void* (*)(void*, const char*);

/// dlsym() of the C library, past the one of this file.
void* find(void* library, const char* name) {
    static const auto real = reinterpret_cast<Find>(dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34"));
    return real(library, name);
}

template <class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(find(RTLD_NEXT, name));
}

// cuBLAS is loaded by the library, and its functions are looked up by name.
struct Cublas {
    decltype(&cublasCreate_v2) create;
    decltype(&cublasDestroy_v2) destroy;
    decltype(&cublasSetStream_v2) set_stream;
    decltype(&cublasSetWorkspace_v2) set_workspace;
    decltype(&cublasGemmEx_64) gemm_ex;
};
Cublas cublas{};

cublasStatus_t create(cublasHandle_t* handle) {
    if (fails("cublasCreate")) return CUBLAS_STATUS_INTERNAL_ERROR;
    const cublasStatus_t status = cublas.create(handle);
    if (status == CUBLAS_STATUS_SUCCESS) ++n_cublas_handles;
    return status;
}
cublasStatus_t destroy(cublasHandle_t handle) {
    --n_cublas_handles;
    return cublas.destroy(handle);
}
cublasStatus_t set_stream(cublasHandle_t handle, cudaStream_t stream) {
    return fails("cublasSetStream") ? CUBLAS_STATUS_INTERNAL_ERROR
                                    : cublas.set_stream(handle, stream);
}
cublasStatus_t set_workspace(cublasHandle_t handle, void* workspace, std::size_t bytes) {
    return fails("cublasSetWorkspace") ? CUBLAS_STATUS_INTERNAL_ERROR
                                       : cublas.set_workspace(handle, workspace, bytes);
}
cublasStatus_t gemm_ex(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b,
                       std::int64_t m, std::int64_t n, std::int64_t k, const void* alpha,
                       const void* a, cudaDataType type_a, std::int64_t lda, const void* b,
                       cudaDataType type_b, std::int64_t ldb, const void* beta, void* c,
                       cudaDataType type_c, std::int64_t ldc, cublasComputeType_t compute,
                       cublasGemmAlgo_t algorithm) {
    if (fails("cublasGemmEx")) return CUBLAS_STATUS_INTERNAL_ERROR;
    return cublas.gemm_ex(handle, op_a, op_b, m, n, k, alpha, a, type_a, lda, b, type_b, ldb, beta,
                          c, type_c, ldc, compute, algorithm);
}

/// Takes the place of a function that has been found.
template <class Function>
bool replace(const char* name, const char* wanted, Function ours, Function& theirs, void*& found) {
    if (std::strcmp(name, wanted) != 0 || found == nullptr) return false;
    theirs = reinterpret_cast<Function>(found);
    found = reinterpret_cast<void*>(ours);
    return true;
}

}  // namespace

CallFault::CallFault(int n) {
    struck_name = "";
    calls_left = n;
}
void CallFault::withdraw() {
    calls_left = 0;
}
std::string CallFault::struck() {
    return struck_name.load();
}

int live_cublas_handles() {
    return n_cublas_handles;
}

}  // namespace backend

// What libcuxent calls; the runtime's own header declares these.
extern "C" {

void* dlsym(void* library, const char* name) noexcept {
    using namespace backend;
    void* found = find(library, name);
    replace(name, "cublasCreate_v2", &create, cublas.create, found) ||
        replace(name, "cublasDestroy_v2", &destroy, cublas.destroy, found) ||
        replace(name, "cublasSetStream_v2", &set_stream, cublas.set_stream, found) ||
        replace(name, "cublasSetWorkspace_v2", &set_workspace, cublas.set_workspace, found) ||
        replace(name, "cublasGemmEx_64", &gemm_ex, cublas.gemm_ex, found);
    return found;
}

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name)
#define CUXENT_PASS_ON(function, parameters, arguments)                         \
    cudaError_t CUDARTAPI function parameters {                                 \
        static const auto real = backend::next<decltype(&function)>(#function); \
        return backend::fails(#function) ? cudaErrorUnknown : real arguments;   \
    }

CUXENT_PASS_ON(cudaFuncGetAttributes, (cudaFuncAttributes * attributes, const void* function),
               (attributes, function))
CUXENT_PASS_ON(cudaGetDevice, (int* device), (device))
CUXENT_PASS_ON(cudaGetDeviceCount, (int* count), (count))
CUXENT_PASS_ON(cudaSetDevice, (int device), (device))
CUXENT_PASS_ON(cudaLaunchKernelExC,
               (const cudaLaunchConfig_t* config, const void* function, void** arguments),
               (config, function, arguments))
CUXENT_PASS_ON(cudaMemcpyAsync,
               (void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream),
               (to, from, bytes, kind, stream))
CUXENT_PASS_ON(cudaMemsetAsync, (void* to, int value, size_t bytes, cudaStream_t stream),
               (to, value, bytes, stream))
CUXENT_PASS_ON(cudaMemset2DAsync,
               (void* to, size_t pitch, int value, size_t width, size_t height,
                cudaStream_t stream),
               (to, pitch, value, width, height, stream))

#undef CUXENT_PASS_ON
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

}  // extern "C"
