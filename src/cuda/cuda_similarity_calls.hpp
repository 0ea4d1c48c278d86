// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calls/similarity_calls.hpp"

namespace cuxent::impl {

/// The calls beside the loss on a CUDA device: each enqueues kernels of kernels/ or products of
/// cuBLAS on the call's stream. Nothing here waits, allocates, or reads what is on the device.
class CudaSimilarityCalls final : public SimilarityCalls {
 public:
    explicit CudaSimilarityCalls(int device) : device_(device) {}

    void normalize(const NormalizeCall& call) override;
    void normalize_backward(const NormalizeBackwardCall& call) override;

 private:
    int device_;
};

/// Loads the kernels of these calls into the current device.
void load_similarity_kernels();

}  // namespace cuxent::impl
