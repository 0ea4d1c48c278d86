// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// How threads lie on rows of width D: one warp a row, kRowsPerBlockOfWarps rows a block. A lane
// holds elements lane, lane + 32, ... A row of up to 32 * kHeld elements is held in registers, so
// that it is read once however often it is gone through; a wider one is read again each time.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <type_traits>

namespace cuxent::kernels {

inline constexpr int kRowsPerBlockOfWarps = 4;
inline constexpr int kRowThreads = 32 * kRowsPerBlockOfWarps;

/// Row of this warp; it may lie beyond the last.
__device__ inline std::int64_t row_of_warp() {
    return static_cast<std::int64_t>(blockIdx.x) * kRowsPerBlockOfWarps + threadIdx.x / 32;
}

inline unsigned row_grid(std::int64_t n_rows) {
    return static_cast<unsigned>((n_rows + kRowsPerBlockOfWarps - 1) / kRowsPerBlockOfWarps);
}

/// This lane's part of a row that `read(column)` delivers.
template <class T, int kHeld>
struct HeldRow {
    std::int64_t dim;
    T held[kHeld];

    template <class Read>
    __device__ HeldRow(std::int64_t the_dim, const Read& read) : dim(the_dim) {
#pragma unroll
        for (int k = 0; k < kHeld; ++k) {
            const std::int64_t column = threadIdx.x % 32 + 32 * k;
            held[k] = column < dim ? read(column) : T{};
        }
    }

    /// use(column, element)
    template <class Use>
    __device__ void for_each(const Use& use) const {
#pragma unroll
        for (int k = 0; k < kHeld; ++k) {
            const std::int64_t column = threadIdx.x % 32 + 32 * k;
            if (column < dim) use(column, held[k]);
        }
    }
};

/// The same without registers: reads again.
template <class T, class Read>
struct RereadRow {
    std::int64_t dim;
    const Read& read;

    template <class Use>
    __device__ void for_each(const Use& use) const {
        for (std::int64_t column = threadIdx.x % 32; column < dim; column += 32) {
            use(column, read(column));
        }
    }
};

/// One number of each element of a row: use(column, part(element)).
template <class Row, class Part>
struct PartOfRow {
    const Row& row;
    Part part;

    template <class Use>
    __device__ void for_each(const Use& use) const {
        row.for_each([&](std::int64_t column, const auto& element) { use(column, part(element)); });
    }
};

template <class Row, class Part>
__device__ PartOfRow<Row, Part> part_of(const Row& row, const Part& part) {
    return {row, part};
}

/// use(element of a, element of b) for rows of the same width.
template <class T, int kHeld, class Use>
__device__ void for_each_pair(const HeldRow<T, kHeld>& a, const HeldRow<T, kHeld>& b,
                              const Use& use) {
#pragma unroll
    for (int k = 0; k < kHeld; ++k) {
        if (threadIdx.x % 32 + 32 * k < a.dim) use(a.held[k], b.held[k]);
    }
}
template <class T, class ReadA, class ReadB, class Use>
__device__ void for_each_pair(const RereadRow<T, ReadA>& a, const RereadRow<T, ReadB>& b,
                              const Use& use) {
    a.for_each([&](std::int64_t column, T element) { use(element, b.read(column)); });
}

/// Calls body(row) with the row in the form that suits its width.
template <class T, int kHeld, class Read, class Body>
__device__ void with_row(std::int64_t dim, const Read& read, const Body& body) {
    if constexpr (kHeld > 0) {
        body(HeldRow<T, kHeld>(dim, read));
    } else {
        body(RereadRow<T, Read>{dim, read});
    }
}

/// Calls launch(held) with the registers that a lane should hold for rows of this width, as a
/// constant; 0: read again.
template <class Launch>
cudaError_t with_held(std::int64_t dim, const Launch& launch) {
    if (dim <= 32 * 8) return launch(std::integral_constant<int, 8>{});
    if (dim <= 32 * 32) return launch(std::integral_constant<int, 32>{});
    return launch(std::integral_constant<int, 0>{});
}

template <class T>
__device__ inline T warp_sum(T value) {
    for (int mask = 16; mask > 0; mask /= 2) value += __shfl_xor_sync(0xFFFFFFFFU, value, mask);
    return value;
}

template <class T>
__device__ inline T warp_max(T value) {
    for (int mask = 16; mask > 0; mask /= 2) {
        const T other = __shfl_xor_sync(0xFFFFFFFFU, value, mask);
        value = value < other ? other : value;
    }
    return value;
}

}  // namespace cuxent::kernels
