// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file allocation_test.cpp
 * @brief Execute calls allocate nothing, on the calling thread and on the library's own; where
 * other calls find no memory, or no thread, they say so and leave nothing behind.
 *
 * The functions below replace those of the C library for this program and for every shared library
 * in it, libcuxent included (operator new ends in malloc). They only count, and fail, while
 * `counting`.
 */
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <pthread.h>
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
// Until one fails, on the thread that says so; 0: none does.
thread_local int allocations_left = 0;
thread_local int threads_left = 0;
bool has_struck = false;
std::atomic<int> n_blocks{0};  // that are in use

void* taken(void* memory) {
    if (memory != nullptr) ++n_blocks;
    return memory;
}

bool is_the_last(int& left) {
    if (left == 0 || --left != 0) return false;
    has_struck = true;
    return true;
}

/// Counts an allocation; false: it is to fail.
bool count() {
    if (!counting.load(std::memory_order_relaxed)) return true;
    ++n_allocations;
    return !is_the_last(allocations_left);
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t n, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* memory);

void* malloc(std::size_t bytes) noexcept {
    return count() ? taken(__libc_malloc(bytes)) : nullptr;
}

void* calloc(std::size_t n, std::size_t bytes) noexcept {
    return count() ? taken(__libc_calloc(n, bytes)) : nullptr;
}

void* realloc(void* memory, std::size_t bytes) noexcept {
    if (!count()) return nullptr;
    void* moved = __libc_realloc(memory, bytes);
    return memory == nullptr ? taken(moved) : moved;
}

void free(void* memory) noexcept {
    if (memory != nullptr) --n_blocks;
    __libc_free(memory);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
    return count() ? taken(__libc_memalign(alignment, bytes)) : nullptr;
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
    return count() ? taken(__libc_memalign(alignment, bytes)) : nullptr;
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
    *memory = count() ? taken(__libc_memalign(alignment, bytes)) : nullptr;
    return *memory == nullptr ? ENOMEM : 0;
}

void* mmap(void* address, std::size_t bytes, int protection, int flags, int file,
           off_t offset) noexcept {
    if (!count()) return MAP_FAILED;
    return reinterpret_cast<void*>(
        syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
    if (counting.load(std::memory_order_relaxed) && is_the_last(threads_left)) return EAGAIN;
    static const auto real =
        reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    return real(thread, attributes, start, argument);
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

/// Calls with one thing after the other that cannot be had, until nothing is missing. Each call
/// must fail, in words. Returns how many failed.
template <class Call, class Undo>
int fail_each(int& left, const Call& call, const Undo& undo) {
    int n_failed = 0;
    for (int n = 1;; ++n) {
        has_struck = false;
        left = n;
        counting = true;
        const cuxentStatus status = call();
        counting = false;
        left = 0;
        if (!has_struck) {
            EXPECT_EQ(status, CUXENT_STATUS_SUCCESS) << cuxentGetLastErrorMessage();
            undo();
            return n_failed;
        }
        if (status == CUXENT_STATUS_SUCCESS) {  // the system could do without
            undo();
            continue;
        }
        EXPECT_EQ(status, CUXENT_STATUS_OUT_OF_MEMORY) << n << " " << cuxentGetLastErrorMessage();
        ++n_failed;
        EXPECT_STRNE(cuxentGetLastErrorMessage(), "");
    }
}

/// The same again and again: what the system keeps for the next time is there by then, and nothing
/// may be added to it.
template <class Call, class Undo>
int fail_each_without_a_leak(int& left, const Call& call, const Undo& undo) {
    for (int i = 0; i < 3; ++i) (void)fail_each(left, call, undo);
    const int before = n_blocks;
    const int n_failed = fail_each(left, call, undo);
    EXPECT_EQ(n_blocks, before);
    return n_failed;
}

TEST(Fault, OfMemoryOrThreadsForAHandleLeavesNothingBehind) {
    cuxentHandle handle = nullptr;
    const auto create = [&] { return cuxentCreate(&handle, CUXENT_BACKEND_CPU, 0); };
    const auto destroy = [&] { cuxentDestroy(handle); };

    EXPECT_GT(fail_each_without_a_leak(allocations_left, create, destroy), 1);
    (void)fail_each_without_a_leak(threads_left, create,
                                   destroy);  // of one processor there are none
}

TEST(Fault, OfMemoryOrThreadsForOtherThreadsLeavesThoseThatWere) {
    cuxent::Handle handle;
    handle.set_thread_count(2);
    const auto more = [&] { return cuxentSetThreadCount(handle.get(), 5); };
    const auto back = [&] { handle.set_thread_count(2); };
    const auto expect_two = [&] { EXPECT_EQ(handle.thread_count(), 2); };
    const auto fail_more = [&] {
        const cuxentStatus status = more();
        if (status != CUXENT_STATUS_SUCCESS) expect_two();
        return status;
    };

    EXPECT_GT(fail_each_without_a_leak(allocations_left, fail_more, back), 1);
    EXPECT_EQ(fail_each_without_a_leak(threads_left, fail_more, back), 4);
}

TEST(Fault, OfMemoryForAPlanLeavesNothingBehind) {
    const cuxent::Handle handle;
    cuxent::Problem problem;
    problem.n_rows = 300;
    problem.dim = 7;
    cuxentPlan plan = nullptr;
    const auto create = [&] { return cuxentPlanCreate(handle.get(), &problem, &plan); };
    const auto destroy = [&] { cuxentPlanDestroy(plan); };

    EXPECT_GT(fail_each_without_a_leak(allocations_left, create, destroy), 0);
}

}  // namespace
