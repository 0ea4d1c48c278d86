// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engine/backend.hpp"

namespace cuxent::impl {

/// More threads than this per handle are refused: the BLAS keeps one packing buffer for each.
inline constexpr int kMaxThreads = 64;

/// A backend with one worker per processor that the process may run on, at most kMaxThreads.
std::unique_ptr<Backend> make_cpu_backend();

/// Name, version and processor kernel of the BLAS in use.
std::string cpu_blas_name();

/// Name of the instruction set that the elementwise kernels use on this machine.
std::string cpu_instruction_set();

}  // namespace cuxent::impl
