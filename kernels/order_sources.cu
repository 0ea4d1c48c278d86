// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// Sources of a table's gradient in the order of the rows that they name, and where each row's
// begin.
//
//   key[s]  = row that source s names, or n_table_rows
//   passes  a stable sort by kDigitBits bits of the key after another, lowest first
//   begin   positions of the first source of each row
//
// A block takes kTile sources. A pass counts the digits of every tile, turns the counts into
// positions (digit by digit, tile by tile) and sorts each tile by the digit on the way to them.
// What fits into one tile is sorted by the whole key in one launch.
//
// The sort of a tile and the scan are CUB's, of a block: those of a device go by
// cudaPeekAtLastError(), and would take an error that the program left there for one of theirs.
//
// Bytes for n sources: 24 n a pass (4 n of them for the counts), 8 n before and after. Determinism:
// integers throughout, and a stable order has no choice.
#include <algorithm>
#include <cub/block/block_radix_sort.cuh>
#include <cub/block/block_reduce.cuh>
#include <cub/block/block_scan.cuh>

#include "kernels/enqueue.cuh"
#include "kernels/gathered_rows.cuh"
#include "kernels/load.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kTileThreads = 256;
constexpr int kItems = 8;  // of a thread, one after another
constexpr std::int64_t kTile = kTileThreads * kItems;
constexpr int kDigitBits = 8;
constexpr int kDigits = 1 << kDigitBits;
constexpr std::uint32_t kPadding = 0xFFFFFFFFU;  // sorts behind every key

using TileSort = cub::BlockRadixSort<std::uint32_t, kTileThreads, kItems, std::uint32_t>;
using TileScan = cub::BlockScan<std::uint32_t, kTileThreads>;

/// Position of this thread's first item among all.
__device__ std::int64_t first_item() {
    return static_cast<std::int64_t>(blockIdx.x) * kTile + threadIdx.x * kItems;
}

__device__ std::uint32_t key_of(const GatheredRows& gathered, std::int64_t source) {
    const std::int64_t row = matrix_row(gathered, gathered.shape.gathered(source));
    return static_cast<std::uint32_t>(row < 0 ? gathered.n_table_rows : row);
}

/// The begin of every segment among this thread's items, which are in order. `n_before`: segments
/// that begin in earlier tiles.
__device__ void write_segments(const std::uint32_t* key, std::int64_t n, std::uint32_t no_row,
                               std::uint32_t n_before, TileScan::TempStorage& storage,
                               std::uint32_t* begin, std::uint32_t* n_segments) {
    const std::int64_t first = first_item();
    std::uint32_t is_first[kItems];
    std::uint32_t number[kItems];
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const std::int64_t at = first + item;
        is_first[item] = at < n && key[at] != no_row && (at == 0 || key[at - 1] != key[at]) ? 1 : 0;
    }
    TileScan(storage).InclusiveSum(is_first, number);
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const std::int64_t at = first + item;
        if (at >= n) continue;
        const std::uint32_t n_so_far = n_before + number[item];
        if (is_first[item] != 0) begin[n_so_far - 1] = static_cast<std::uint32_t>(at);
        // Exactly one item is the last that names a row, unless none does.
        const bool names_row = key[at] != no_row;
        const bool is_last = names_row && (at + 1 == n || key[at + 1] == no_row);
        if (is_last) begin[n_so_far] = static_cast<std::uint32_t>(at + 1);
        if (is_last || (at == 0 && !names_row)) *n_segments = n_so_far;
    }
}

/// Everything, for what fits into one tile.
__global__ void __launch_bounds__(kTileThreads)
    order_tile_kernel(const GatheredRows gathered, std::int64_t n, int key_bits,
                      const SourceOrderBuffers buffers) {
    __shared__ union {
        TileSort::TempStorage sort;
        TileScan::TempStorage scan;
    } storage;
    __shared__ std::uint32_t sorted[kTile];
    std::uint32_t key[kItems];
    std::uint32_t source[kItems];
    const std::int64_t first = first_item();
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const std::int64_t at = first + item;
        key[item] = at < n ? key_of(gathered, at) : kPadding;
        source[item] = static_cast<std::uint32_t>(at);
    }
    TileSort(storage.sort).Sort(key, source, 0, key_bits);
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const std::int64_t at = first + item;
        sorted[at] = key[item];
        if (at >= n) continue;
        buffers.key[0][at] = key[item];
        buffers.source[0][at] = source[item];
    }
    __syncthreads();  // items look at their neighbours, and the storage is used again
    write_segments(sorted, n, static_cast<std::uint32_t>(gathered.n_table_rows), 0, storage.scan,
                   buffers.begin, buffers.n_segments);
}

__global__ void __launch_bounds__(kThreads)
    write_keys_kernel(const GatheredRows gathered, std::int64_t n, std::uint32_t* key,
                      std::uint32_t* source) {
    const std::int64_t at = row_of_thread();
    if (at >= n) return;
    key[at] = key_of(gathered, at);
    source[at] = static_cast<std::uint32_t>(at);
}

__device__ std::uint32_t digit_of(std::uint32_t key, int shift) {
    return key >> shift & (kDigits - 1);
}

/// counts[digit * tiles + tile]
__global__ void __launch_bounds__(kTileThreads)
    count_digits_kernel(const std::uint32_t* key, std::int64_t n, int shift,
                        std::uint32_t* counts) {
    __shared__ std::uint32_t count[kDigits];
    for (int digit = static_cast<int>(threadIdx.x); digit < kDigits; digit += kTileThreads) {
        count[digit] = 0;
    }
    __syncthreads();
    const std::int64_t first = first_item();
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        if (first + item < n) atomicAdd(&count[digit_of(key[first + item], shift)], 1U);
    }
    __syncthreads();
    for (int digit = static_cast<int>(threadIdx.x); digit < kDigits; digit += kTileThreads) {
        counts[static_cast<std::int64_t>(digit) * gridDim.x + blockIdx.x] = count[digit];
    }
}

/// In place: the sum of all counts before. One block.
__global__ void __launch_bounds__(kTileThreads)
    scan_counts_kernel(std::uint32_t* counts, std::int64_t n) {
    __shared__ TileScan::TempStorage storage;
    std::uint32_t before = 0;
    for (std::int64_t tile = 0; tile < n; tile += kTile) {
        std::uint32_t count[kItems];
        const std::int64_t first = tile + threadIdx.x * kItems;
#pragma unroll
        for (int item = 0; item < kItems; ++item) {
            count[item] = first + item < n ? counts[first + item] : 0;
        }
        std::uint32_t sum = 0;
        TileScan(storage).ExclusiveSum(count, count, sum);
#pragma unroll
        for (int item = 0; item < kItems; ++item) {
            if (first + item < n) counts[first + item] = before + count[item];
        }
        before += sum;
        __syncthreads();  // the storage is used again
    }
}

__global__ void __launch_bounds__(kTileThreads)
    scatter_kernel(const std::uint32_t* key_in, const std::uint32_t* source_in, std::int64_t n,
                   int shift, const std::uint32_t* positions, std::uint32_t* key_out,
                   std::uint32_t* source_out) {
    __shared__ TileSort::TempStorage storage;
    __shared__ std::uint32_t sorted[kTile];
    __shared__ std::uint32_t digit_begin[kDigits];  // in the tile
    std::uint32_t key[kItems];
    std::uint32_t source[kItems];
    const std::int64_t first = first_item();
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const bool is_inside = first + item < n;
        key[item] = is_inside ? key_in[first + item] : kPadding;
        source[item] = is_inside ? source_in[first + item] : 0;
    }
    TileSort(storage).Sort(key, source, shift, min(32, shift + kDigitBits));
    const unsigned mine = threadIdx.x * kItems;
#pragma unroll
    for (int item = 0; item < kItems; ++item) sorted[mine + item] = digit_of(key[item], shift);
    __syncthreads();
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const unsigned at = mine + item;
        if (at == 0 || sorted[at - 1] != sorted[at]) digit_begin[sorted[at]] = at;
    }
    __syncthreads();
    const std::int64_t n_here = n - static_cast<std::int64_t>(blockIdx.x) * kTile;
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const unsigned at = mine + item;
        if (at >= n_here) continue;  // padding: it is behind everything of its digit
        const std::uint32_t digit = sorted[at];
        const std::int64_t to =
            positions[static_cast<std::int64_t>(digit) * gridDim.x + blockIdx.x] + at -
            digit_begin[digit];
        key_out[to] = key[item];
        source_out[to] = source[item];
    }
}

/// Segments that begin in every tile.
__global__ void __launch_bounds__(kTileThreads)
    count_segments_kernel(const std::uint32_t* key, std::int64_t n, std::uint32_t no_row,
                          std::uint32_t* counts) {
    const std::int64_t first = first_item();
    int n_mine = 0;
#pragma unroll
    for (int item = 0; item < kItems; ++item) {
        const std::int64_t at = first + item;
        if (at < n && key[at] != no_row && (at == 0 || key[at - 1] != key[at])) ++n_mine;
    }
    using Reduce = cub::BlockReduce<int, kTileThreads>;
    __shared__ Reduce::TempStorage storage;
    const int n_here = Reduce(storage).Sum(n_mine);
    if (threadIdx.x == 0) counts[blockIdx.x] = static_cast<std::uint32_t>(n_here);
}

__global__ void __launch_bounds__(kTileThreads)
    write_segments_kernel(const std::uint32_t* key, std::int64_t n, std::uint32_t no_row,
                          const std::uint32_t* n_before, std::uint32_t* begin,
                          std::uint32_t* n_segments) {
    __shared__ TileScan::TempStorage storage;
    write_segments(key, n, no_row, n_before[blockIdx.x], storage, begin, n_segments);
}

int bits_of(std::int64_t largest) {
    int bits = 1;
    while (largest >> bits != 0) ++bits;
    return bits;
}

/// Enqueues until something fails.
class Queue {
 public:
    Queue(std::int64_t n, cudaStream_t stream)
        : n_tiles_(static_cast<unsigned>(divide_up(n, kTile))), stream_(stream) {}

    template <class Kernel, class... Arguments>
    void tiles(Kernel* kernel, const Arguments&... arguments) {
        launch(kernel, n_tiles_, kTileThreads, arguments...);
    }

    template <class Kernel, class... Arguments>
    void launch(Kernel* kernel, unsigned grid, int threads, const Arguments&... arguments) {
        if (error_ == cudaSuccess) error_ = enqueue(kernel, grid, threads, stream_, arguments...);
    }

    [[nodiscard]] std::int64_t n_tiles() const { return n_tiles_; }
    [[nodiscard]] cudaError_t error() const { return error_; }

 private:
    unsigned n_tiles_;
    cudaStream_t stream_;
    cudaError_t error_ = cudaSuccess;
};

}  // namespace

std::int64_t source_order_counts(std::int64_t n_sources) {
    return kDigits * divide_up(n_sources, kTile);
}

cudaError_t order_sources(const GatheredRows& gathered, const SourceOrderBuffers& buffers,
                          SourceOrder& order, cudaStream_t stream) {
    const std::int64_t n = gathered.shape.n_sources();
    const int key_bits = bits_of(gathered.n_table_rows);
    const auto no_row = static_cast<std::uint32_t>(gathered.n_table_rows);
    Queue queue(n, stream);
    int from = 0;
    if (n <= kTile) {
        queue.tiles(order_tile_kernel, gathered, n, key_bits, buffers);
    } else {
        queue.launch(write_keys_kernel, thread_grid(n), kThreads, gathered, n, buffers.key[0],
                     buffers.source[0]);
        for (int shift = 0; shift < key_bits; shift += kDigitBits, from = 1 - from) {
            queue.tiles(count_digits_kernel, buffers.key[from], n, shift, buffers.counts);
            queue.launch(scan_counts_kernel, 1, kTileThreads, buffers.counts,
                         kDigits * queue.n_tiles());
            queue.tiles(scatter_kernel, buffers.key[from], buffers.source[from], n, shift,
                        buffers.counts, buffers.key[1 - from], buffers.source[1 - from]);
        }
        queue.tiles(count_segments_kernel, buffers.key[from], n, no_row, buffers.counts);
        queue.launch(scan_counts_kernel, 1, kTileThreads, buffers.counts, queue.n_tiles());
        queue.tiles(write_segments_kernel, buffers.key[from], n, no_row, buffers.counts,
                    buffers.begin, buffers.n_segments);
    }
    order = {buffers.key[from], buffers.source[from], buffers.begin, buffers.n_segments, n};
    return queue.error();
}

cudaError_t load_order_sources() {
    return load(order_tile_kernel, write_keys_kernel, count_digits_kernel, scan_counts_kernel,
                scatter_kernel, count_segments_kernel, write_segments_kernel);
}

}  // namespace cuxent::kernels
