// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/cuda_objects.h"

#include <stdexcept>
#include <string>

namespace backend {

void check_cuda(cudaError_t error, const char* what) {
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
    }
}

int current_device() {
    int device = -1;
    check_cuda(cudaGetDevice(&device), "cudaGetDevice");
    return device;
}

CurrentDevice::CurrentDevice(int ordinal) : before_(current_device()) {
    check_cuda(cudaSetDevice(ordinal), "cudaSetDevice");
}

CurrentDevice::~CurrentDevice() {
    cudaSetDevice(before_);
}

Stream::Stream(int device) {
    const CurrentDevice here(device);
    check_cuda(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate");
}

Stream::~Stream() {
    cudaStreamDestroy(stream_);
}

void order(int device, cudaStream_t earlier, cudaStream_t later) {
    const CurrentDevice here(device);
    cudaEvent_t event = nullptr;
    check_cuda(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "cudaEventCreate");
    const cudaError_t recorded = cudaEventRecord(event, earlier);
    const cudaError_t waiting = cudaStreamWaitEvent(later, event, 0);
    cudaEventDestroy(event);
    check_cuda(recorded, "cudaEventRecord");
    check_cuda(waiting, "cudaStreamWaitEvent");
}

}  // namespace backend
