// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cpu/cpu_backend.hpp"
#include "cuxent/cuxent.h"

namespace {

std::string build_info() {
    std::string info = "version: " CUXENT_VERSION_STRING "\n";
#if defined(CUXENT_HAS_CUDA)
    info += "backends: cpu, cuda\n";
    info += "cuda: toolkit " CUXENT_CUDA_VERSION ", built for " CUXENT_CUDA_ARCHITECTURES "\n";
#else
    info += "backends: cpu\n";
#endif
    info += "cpu blas: " + cuxent::impl::cpu_blas_name() + "\n";
    info += "cpu instruction set: " + cuxent::impl::cpu_instruction_set() + "\n";
    info += "compiler: " __VERSION__ "\n";
    return info;
}

}  // namespace

int32_t cuxentGetVersion(void) noexcept {
    return CUXENT_VERSION;
}

const char* cuxentGetBuildInfo(void) noexcept {
    try {
        static const std::string info = build_info();
        return info.c_str();
    } catch (...) {
        return "version: " CUXENT_VERSION_STRING "\n";
    }
}
