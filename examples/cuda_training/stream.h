// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file stream.h
 * @brief CUDA streams and events that end with their owner.
 */
#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <type_traits>

#include "cuda_check.h"

namespace digits {

/// A stream that does not wait for the default stream, nor the default stream for it.
class CudaStream {
 public:
    CudaStream() {
        cudaStream_t stream = nullptr;
        cuda_check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate");
        stream_.reset(stream);
    }

    /// Returns when all work of the stream is done.
    void wait() const { cuda_check(cudaStreamSynchronize(get()), "cudaStreamSynchronize"); }

    [[nodiscard]] cudaStream_t get() const noexcept { return stream_.get(); }

 private:
    struct Destroy {
        void operator()(cudaStream_t stream) const noexcept {
            // Memory that the stream's work uses may be freed next.
            cudaStreamSynchronize(stream);
            cudaStreamDestroy(stream);
        }
    };
    std::unique_ptr<std::remove_pointer_t<cudaStream_t>, Destroy> stream_;
};

/// A point in a stream, for other streams to wait for.
class CudaEvent {
 public:
    CudaEvent() {
        cudaEvent_t event = nullptr;
        cuda_check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "cudaEventCreate");
        event_.reset(event);
    }

    /// `later` goes on when what is in `earlier` now is done. The host does not wait.
    void order(const CudaStream& earlier, const CudaStream& later) const {
        cuda_check(cudaEventRecord(event_.get(), earlier.get()), "cudaEventRecord");
        cuda_check(cudaStreamWaitEvent(later.get(), event_.get()), "cudaStreamWaitEvent");
    }

 private:
    struct Destroy {
        void operator()(cudaEvent_t event) const noexcept { cudaEventDestroy(event); }
    };
    std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, Destroy> event_;
};

}  // namespace digits
