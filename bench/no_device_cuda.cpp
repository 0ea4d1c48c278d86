// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file no_device_cuda.cpp @brief The CUDA device of a build without CUDA or cuBLAS: none. */
#include <stdexcept>

#include "device.hpp"

namespace cuxent::bench {

std::unique_ptr<Device> make_cuda_device() {
    const Handle unused(CUXENT_BACKEND_CUDA);  // throws with the library's own reason
    throw std::runtime_error("this benchmark was built without cuBLAS");
}

}  // namespace cuxent::bench
