// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/blas_buffers.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

// OpenBLAS's own allocator of packing buffers: in the library that is linked statically, in no
// header of it. A freed buffer stays mapped for the next caller.
extern "C" {
void* blas_memory_alloc(int);
void blas_memory_free(void*);
}

namespace cuxent::impl {
namespace {

/// OpenBLAS has a table of fixed size for them, at least this large, and complains beyond it.
constexpr int kMostBuffers = 64;

/// Threads of all living handles: each may be in a product at the same time.
std::atomic<int> n_live{0};

}  // namespace

BlasBuffers::BlasBuffers(int n) : n_(n) {
    std::vector<void*> buffers(kMostBuffers);  // first: nothing to undo if it fails
    const int total = n_live += n;
    // More threads than this at once will map their buffers in their first products instead.
    buffers.resize(static_cast<std::size_t>(std::min(total, kMostBuffers)));
    for (void*& buffer : buffers) buffer = blas_memory_alloc(0);
    for (void* buffer : buffers) blas_memory_free(buffer);
}

BlasBuffers::~BlasBuffers() {
    n_live -= n_;
}

}  // namespace cuxent::impl
