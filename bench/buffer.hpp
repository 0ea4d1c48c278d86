// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/**
 * @file buffer.hpp
 * @brief Memory of the baseline.
 */
#ifndef CUXENT_BENCH_BUFFER_HPP
#define CUXENT_BENCH_BUFFER_HPP

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace cuxent::bench {

/// n elements, aligned for vectors, zeroed: their pages are there before anything is timed.
template <class T>
class Buffer {
 public:
    explicit Buffer(std::int64_t n)
        : data_(hwy::AllocateAligned<T>(static_cast<std::size_t>(std::max<std::int64_t>(n, 1)))) {
        if (!data_) throw std::bad_alloc();
        std::fill_n(data_.get(), n, T(0));
    }
    [[nodiscard]] T* at(std::int64_t i) const { return data_.get() + i; }

 private:
    hwy::AlignedFreeUniquePtr<T[]> data_;
};

}  // namespace cuxent::bench

#endif  // CUXENT_BENCH_BUFFER_HPP
