// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file graph.h
 * @brief Work recorded once and launched many times, by one call each.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <type_traits>

#include "cuda_check.h"

namespace digits {

class CudaGraph {
 public:
    /// Records what `enqueue` puts into the stream. Nothing of it runs yet.
    template <typename Enqueue>
    CudaGraph(cudaStream_t stream, const Enqueue& enqueue) {
        // Thread-local: other threads of the program may go on using CUDA meanwhile.
        cuda_check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal),
                   "cudaStreamBeginCapture");
        try {
            enqueue();
        } catch (...) {
            cudaGraph_t unfinished = nullptr;
            if (cudaStreamEndCapture(stream, &unfinished) == cudaSuccess) Destroy()(unfinished);
            throw;
        }
        cudaGraph_t graph = nullptr;
        cuda_check(cudaStreamEndCapture(stream, &graph), "cudaStreamEndCapture");
        const std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, Destroy> recording(graph);
        cudaGraphExec_t executable = nullptr;
        cuda_check(cudaGraphInstantiate(&executable, recording.get(), 0), "cudaGraphInstantiate");
        executable_.reset(executable);
    }

    void launch(cudaStream_t stream) const {
        cuda_check(cudaGraphLaunch(executable_.get(), stream), "cudaGraphLaunch");
    }

 private:
    struct Destroy {
        void operator()(cudaGraph_t graph) const noexcept { cudaGraphDestroy(graph); }
        void operator()(cudaGraphExec_t graph) const noexcept { cudaGraphExecDestroy(graph); }
    };
    std::unique_ptr<std::remove_pointer_t<cudaGraphExec_t>, Destroy> executable_;
};

}  // namespace digits
