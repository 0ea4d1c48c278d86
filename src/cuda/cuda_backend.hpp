// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/backend.hpp"

namespace cuxent::impl {

/// A backend on one CUDA device. Throws Failure where there is no such device, driver or cuBLAS.
std::unique_ptr<Backend> make_cuda_backend(int device);

}  // namespace cuxent::impl
