// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cuxent::impl {

/// Keeps one packing buffer of the BLAS mapped for each of n threads, so that no product has to map
/// one: OpenBLAS does so whenever more of them run at once than ever before in the process.
class BlasBuffers {
 public:
    explicit BlasBuffers(int n);
    ~BlasBuffers();
    BlasBuffers(const BlasBuffers&) = delete;
    BlasBuffers& operator=(const BlasBuffers&) = delete;

 private:
    int n_;
};

}  // namespace cuxent::impl
