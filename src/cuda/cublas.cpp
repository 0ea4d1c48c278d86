// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cublas.hpp"

#include <dlfcn.h>

#include "base/failure.hpp"

namespace cuxent::impl {
namespace {

/// The functions of libcublas that cuXent calls.
struct Library {
    decltype(&cublasCreate_v2) create;
    decltype(&cublasDestroy_v2) destroy;
    decltype(&cublasSetStream_v2) set_stream;
    decltype(&cublasSetWorkspace_v2) set_workspace;
    decltype(&cublasGemmEx_64) gemm_ex;
    decltype(&cublasGetStatusString) status_string;
};

template <class Function>
void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (function == nullptr) {
        throw Failure(CUXENT_STATUS_NOT_SUPPORTED,
                      std::string("libcublas has no function ") + name + ": it is too old");
    }
}

Library load() {
#define CUXENT_TEXT_OF(x) #x
#define CUXENT_TEXT(x) CUXENT_TEXT_OF(x)
    constexpr const char* kName = "libcublas.so." CUXENT_TEXT(CUBLAS_VER_MAJOR);
    void* library = dlopen(kName, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        throw Failure(CUXENT_STATUS_NOT_SUPPORTED,
                      std::string("backend: CUXENT_BACKEND_CUDA needs cuBLAS: ") + dlerror() +
                          " (LD_LIBRARY_PATH can name its folder)");
    }
    Library functions{};
    find(library, "cublasCreate_v2", functions.create);
    find(library, "cublasDestroy_v2", functions.destroy);
    find(library, "cublasSetStream_v2", functions.set_stream);
    find(library, "cublasSetWorkspace_v2", functions.set_workspace);
    find(library, "cublasGemmEx_64", functions.gemm_ex);
    find(library, "cublasGetStatusString", functions.status_string);
    return functions;
}

/// Loaded once, and for good: kernels of the library may be on their way whenever it could go.
const Library& library() {
    static const Library loaded = load();
    return loaded;
}

void check(cublasStatus_t status, const char* what) {
    if (status == CUBLAS_STATUS_SUCCESS) return;
    cudaGetLastError();  // ours to tell, see cuda_check.hpp
    throw Failure(CUXENT_STATUS_EXECUTION_FAILED,
                  std::string(what) + ": " + library().status_string(status));
}

template <class T>
void gemm_of(cublasHandle_t handle, std::int64_t m, std::int64_t n, std::int64_t k,
             const Cublas::Operand& a, const Cublas::Operand& b, T beta, T* c, std::int64_t ldc,
             cudaDataType type, cublasComputeType_t compute) {
    const auto op = [](const Cublas::Operand& operand) {
        return operand.transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
    };
    const T one = 1;
    // cuBLAS is column-major: it sees the transposes, and C^T = op(B)^T op(A)^T.
    check(library().gemm_ex(handle, op(b), op(a), n, m, k, &one, b.data, type, b.ld, a.data, type,
                            a.ld, &beta, c, type, ldc, compute, CUBLAS_GEMM_DEFAULT),
          "cublasGemmEx");
}

}  // namespace

Cublas::Cublas() {
    check(library().create(&handle_), "cublasCreate");
}

Cublas::~Cublas() {
    library().destroy(handle_);
}

void Cublas::bind(cudaStream_t stream, void* workspace, std::size_t workspace_bytes) {
    check(library().set_stream(handle_, stream), "cublasSetStream");
    check(library().set_workspace(handle_, workspace, workspace_bytes), "cublasSetWorkspace");
}

void Cublas::gemm(std::int64_t m, std::int64_t n, std::int64_t k, const Operand& a,
                  const Operand& b, float beta, float* c, std::int64_t ldc, FloatProduct product) {
    gemm_of(handle_, m, n, k, a, b, beta, c, ldc, CUDA_R_32F,
            product == FloatProduct::kTf32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F);
}

void Cublas::gemm(std::int64_t m, std::int64_t n, std::int64_t k, const Operand& a,
                  const Operand& b, double beta, double* c, std::int64_t ldc,
                  FloatProduct /*only floats have a choice*/) {
    gemm_of(handle_, m, n, k, a, b, beta, c, ldc, CUDA_R_64F, CUBLAS_COMPUTE_64F);
}

}  // namespace cuxent::impl
