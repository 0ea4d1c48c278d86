// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// position = (position + steps) mod capacity: one number on the device, in one thread.
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/ring.h"

namespace cuxent::kernels {
namespace {

__global__ void advance_position_kernel(std::int64_t* position, std::int64_t steps,
                                        std::int64_t capacity) {
    *position = ring_slot(*position, steps, capacity);
}

}  // namespace

cudaError_t advance_position(std::int64_t* position, std::int64_t steps, std::int64_t capacity,
                             cudaStream_t stream) {
    return enqueue(advance_position_kernel, 1, 1, stream, position, steps, capacity);
}

cudaError_t load_advance_position() {
    return load(advance_position_kernel);
}

}  // namespace cuxent::kernels
