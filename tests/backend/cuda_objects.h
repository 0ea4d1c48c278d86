// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file cuda_objects.h @brief The CUDA runtime as tests use it: errors thrown, objects owned. */
#ifndef CUXENT_TESTS_BACKEND_CUDA_OBJECTS_H
#define CUXENT_TESTS_BACKEND_CUDA_OBJECTS_H

#include <cuda_runtime_api.h>

#include <functional>

namespace backend {

/// Throws unless a call of the runtime succeeded.
void check_cuda(cudaError_t error, const char* what);

int current_device();

/// Makes a device current, and the one before again at the end.
class CurrentDevice {
 public:
    explicit CurrentDevice(int ordinal);
    ~CurrentDevice();
    CurrentDevice(const CurrentDevice&) = delete;
    CurrentDevice& operator=(const CurrentDevice&) = delete;

 private:
    int before_;
};

/// A stream that waits for no other, the default stream included.
class Stream {
 public:
    explicit Stream(int device);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    [[nodiscard]] cudaStream_t get() const { return stream_; }

 private:
    cudaStream_t stream_ = nullptr;
};

/// Makes `later` wait for all that `earlier`, a stream of `device`, was given so far. If `earlier`
/// is being captured, `later` joins the capture.
void order(int device, cudaStream_t earlier, cudaStream_t later);

/// What calls enqueue on a stream, captured instead, to be run any number of times.
class Graph {
 public:
    /// A call that throws leaves the stream as it was.
    Graph(cudaStream_t stream, const std::function<void()>& calls);
    ~Graph();
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    /// Launches it and waits.
    void run(cudaStream_t stream) const;

 private:
    cudaGraphExec_t executable_ = nullptr;
};

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_CUDA_OBJECTS_H
