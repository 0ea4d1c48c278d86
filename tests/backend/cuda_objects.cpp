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

Graph::Graph(cudaStream_t stream, const std::function<void()>& calls) {
    cudaGraph_t graph = nullptr;
    check_cuda(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal),
               "cudaStreamBeginCapture");
    try {
        calls();
    } catch (...) {
        if (cudaStreamEndCapture(stream, &graph) == cudaSuccess) cudaGraphDestroy(graph);
        throw;
    }
    check_cuda(cudaStreamEndCapture(stream, &graph), "cudaStreamEndCapture");
    const cudaError_t made = cudaGraphInstantiate(&executable_, graph, 0);
    cudaGraphDestroy(graph);
    check_cuda(made, "cudaGraphInstantiate");
}

Graph::~Graph() {
    cudaGraphExecDestroy(executable_);
}

void Graph::run(cudaStream_t stream) const {
    check_cuda(cudaGraphLaunch(executable_, stream), "cudaGraphLaunch");
    check_cuda(cudaStreamSynchronize(stream), "cudaStreamSynchronize");
}

}  // namespace backend
