// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file allocation_test.cpp
 * @brief Execute calls allocate nothing, on the calling thread and on the library's own.
 *
 * The functions below replace those of the C library for this program and for every shared library
 * in it, libcuxent included (operator new ends in malloc). They only count while `counting`.
 */
#include <gtest/gtest.h>

#include <malloc.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "api/example_rows.h"
#include "api/warm_call.h"

namespace {

std::atomic<bool> counting{false};
std::atomic<int> n_allocations{0};

void count() {
    if (counting.load(std::memory_order_relaxed)) ++n_allocations;
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t n, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);

void* malloc(std::size_t bytes) noexcept {
    count();
    return __libc_malloc(bytes);
}

void* calloc(std::size_t n, std::size_t bytes) noexcept {
    count();
    return __libc_calloc(n, bytes);
}

void* realloc(void* memory, std::size_t bytes) noexcept {
    count();
    return __libc_realloc(memory, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
    count();
    return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
    count();
    return __libc_memalign(alignment, bytes);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
    count();
    *memory = __libc_memalign(alignment, bytes);
    return *memory == nullptr ? ENOMEM : 0;
}

void* mmap(void* address, std::size_t bytes, int protection, int flags, int file,
           off_t offset) noexcept {
    count();
    return reinterpret_cast<void*>(
        syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
}

}  // extern "C"

namespace {

int allocations_of(api::WarmCall& call) {
    n_allocations = 0;
    counting = true;
    const bool succeeded = call.run();
    counting = false;
    EXPECT_TRUE(succeeded);
    return n_allocations;
}

TEST(Allocation, CounterSeesEveryWayToAllocate) {
    n_allocations = 0;
    counting = true;
    std::vector<void*> memory;
    memory.reserve(8);                             // operator new
    memory.push_back(std::malloc(64));             // NOLINT
    memory.push_back(std::calloc(2, 64));          // NOLINT
    memory.push_back(std::aligned_alloc(64, 64));  // NOLINT
    memory.push_back(::operator new (64, std::align_val_t{256}));
    void* mapped = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    counting = false;

    EXPECT_GE(n_allocations, 6);
    munmap(mapped, 4096);
    ::operator delete (memory.back(), std::align_val_t{256});
    memory.pop_back();
    for (void* block : memory) std::free(block);  // NOLINT
}

TEST(Allocation, WarmCallsMakeNone) {
    for (const cuxentType type :
         {CUXENT_TYPE_FLOAT32, CUXENT_TYPE_FLOAT16, CUXENT_TYPE_BFLOAT16, CUXENT_TYPE_FLOAT64}) {
        for (const bool keep : {false, true}) {
            api::WarmCall call(type, keep);

            EXPECT_EQ(allocations_of(call), 0) << "type " << type << " keep " << keep;
        }
    }
}

TEST(Allocation, CallsBesideTheLossesMakeNone) {
    api::ExampleRows example;
    for (const auto call : {&api::ExampleRows::normalize, &api::ExampleRows::normalize_backward,
                            &api::ExampleRows::pair_similarity, &api::ExampleRows::matrix_scratch,
                            &api::ExampleRows::similarity_matrix, &api::ExampleRows::row_softmax,
                            &api::ExampleRows::rank_targets, &api::ExampleRows::enqueue_rows}) {
        n_allocations = 0;
        counting = true;
        const cuxentStatus status = (example.*call)();
        counting = false;

        EXPECT_EQ(status, CUXENT_STATUS_SUCCESS);
        EXPECT_EQ(n_allocations, 0);
    }
}

}  // namespace
