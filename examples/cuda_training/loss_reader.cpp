// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "loss_reader.h"

#include "cuda_check.h"

namespace digits {
namespace {

float* pinned_floats(std::size_t size) {
    void* host = nullptr;
    cuda_check(cudaMallocHost(&host, size * sizeof(float)), "cudaMallocHost");
    return static_cast<float*>(host);
}

}  // namespace

LossReader::LossReader(const float* losses, std::size_t n_steps)
    : device_(losses), host_(pinned_floats(n_steps)) {}

void LossReader::request(std::size_t n_done, const CudaStream& training) {
    trained_.order(training, copies_);
    cuda_check(cudaMemcpyAsync(host_.get() + n_requested_, device_ + n_requested_,
                               (n_done - n_requested_) * sizeof(float), cudaMemcpyDeviceToHost,
                               copies_.get()),
               "copy of losses");
    n_requested_ = n_done;
}

std::vector<float> LossReader::collect() {
    copies_.wait();
    const std::vector<float> losses(host_.get() + n_collected_, host_.get() + n_requested_);
    n_collected_ = n_requested_;
    return losses;
}

}  // namespace digits
