// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// A list of pairs -> a bit for each entry (PairBits), set where it is listed.
//
// Shapes: list of n pairs; words as in set_members.h. Bytes: all words written, the list read, and
// a word for each pair. Determinism: bits and counts do not depend on the order in which they are
// set and added up. An index that names no row or no column is counted and not followed.
#include "kernels/enqueue.cuh"
#include "kernels/launch.h"
#include "kernels/load.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

struct Arguments {
    PairList list;
    PairBits bits;
    std::uint32_t* words;
    std::int64_t n_rows, n_cols;
    std::int64_t* n_out_of_range;
};

__global__ void __launch_bounds__(kThreads) note_pairs_kernel(const Arguments a) {
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
    for (std::int64_t k = row_of_thread(); k < a.list.n; k += stride) {
        const std::int64_t row = a.list.rows[k];
        const std::int64_t col = a.list.cols[k];
        const bool is_row = row >= 0 && row < a.n_rows;
        const bool is_col = col >= 0 && col < a.n_cols;
        if (is_row && is_col) {
            atomicOr(a.words + a.bits.word_of(row, col), PairBits::bit_of(col));
        } else if (a.n_out_of_range != nullptr) {
            atomicAdd(reinterpret_cast<unsigned long long*>(a.n_out_of_range),
                      static_cast<unsigned long long>(!is_row + !is_col));
        }
    }
}

}  // namespace

cudaError_t note_pairs(const PairList& list, const PairBits& bits, std::uint32_t* words,
                       std::int64_t n_rows, std::int64_t n_cols, std::int64_t* n_out_of_range,
                       cudaStream_t stream) {
    constexpr std::int64_t kMostBlocks = 2048;  // a device of today is full with them
    const auto n_words = static_cast<std::size_t>(n_rows * bits.n_words);
    const cudaError_t error = cudaMemsetAsync(words, 0, n_words * sizeof(*words), stream);
    if (error != cudaSuccess || list.n == 0) return error;
    const std::int64_t blocks = divide_up(list.n, kThreads);
    return enqueue(note_pairs_kernel,
                   dim3(static_cast<unsigned>(blocks < kMostBlocks ? blocks : kMostBlocks)),
                   kThreads, stream, Arguments{list, bits, words, n_rows, n_cols, n_out_of_range});
}

cudaError_t load_note_pairs() {
    return load(note_pairs_kernel);
}

}  // namespace cuxent::kernels
