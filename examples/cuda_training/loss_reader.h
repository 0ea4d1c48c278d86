// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file loss_reader.h
 * @brief Brings losses to the host while training goes on.
 */
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "stream.h"

namespace digits {

class LossReader {
 public:
    /// losses: n_steps numbers on the device, written one after the other.
    LossReader(const float* losses, std::size_t n_steps);

    /// Asks for the losses of the steps below n_done that have not been asked for. They are all in
    /// `training`, which goes on meanwhile, as does the host.
    void request(std::size_t n_done, const CudaStream& training);

    /// Losses asked for since the last call; waits for them, and for nothing that came after.
    std::vector<float> collect();

 private:
    struct FreePinned {
        void operator()(float* host) const noexcept { cudaFreeHost(host); }
    };

    const float* device_;
    std::unique_ptr<float, FreePinned> host_;  ///< pinned: only then a copy is asynchronous
    std::size_t n_requested_ = 0;
    std::size_t n_collected_ = 0;
    CudaEvent trained_;
    CudaStream copies_;  ///< last, so that it is waited for before the memory goes
};

}  // namespace digits
