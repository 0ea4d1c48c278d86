// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// A panel of the guide's similarities g -> the bits of what it leaves out, set where
//
//   g_ij > factor g_ip - margin
//
// with p the target of row i, which is a column of the same panel: it has all columns of its rows.
// A row without a target loses nothing. See guide_bits.h.
//
// Shapes: panel n_rows x n_cols, ld; words as in guide_bits.h. Bytes, with b those of the
// arithmetic type: b n_rows n_cols read, 2 n_rows ceil(n_cols / 16) written, and a target for each
// row and 1024 columns. Determinism: elementwise; a word has half a warp, which writes all of it.
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_visit.cuh"

namespace cuxent::kernels {
namespace {

/// Of a row, for each warp: few enough that a narrow panel has warps to spare.
constexpr int kColumnsPerWarp = 1024;
static_assert(32 % GuideBits::kBits == 0);

template <class T>
struct Arguments {
    Panel<T> panel;
    Diagonal target;
    GuideRule rule;
    GuideBits bits;
};

/// What stays is at most this; NaN where the row has no target.
template <class T>
__device__ T limit_of(const Arguments<T>& a, std::int64_t r) {
    const std::int64_t target = position_of(a.target, a.panel, r, 0);
    const bool has_target = target >= 0 && target < a.panel.n_cols;
    return has_target ? a.rule.limit(a.panel.data[r * a.panel.ld + target]) : T(NAN);
}

/// A warp a row, blockIdx.y its chunk of columns.
template <class T>
__global__ void __launch_bounds__(kThreads) note_guide_kernel(const Arguments<T> a) {
    const std::int64_t r = static_cast<std::int64_t>(blockIdx.x) * kWarps + threadIdx.x / 32;
    if (r >= a.panel.n_rows) return;
    const unsigned lane = threadIdx.x % 32;
    const T limit = limit_of(a, r);
    const T* g = a.panel.data + r * a.panel.ld;
    GuideBits::Word* words = a.bits.word(a.panel.row_begin + r, a.panel.col_begin);
    const std::int64_t begin = static_cast<std::int64_t>(blockIdx.y) * kColumnsPerWarp;
    const std::int64_t end = min(begin + kColumnsPerWarp, a.panel.n_cols);
    for (std::int64_t first = begin; first < end; first += 32) {
        const std::int64_t c = first + lane;
        const bool is_inside = c < a.panel.n_cols;
        const unsigned bits = __ballot_sync(0xFFFFFFFFU, is_inside && g[c] > limit);
        if (is_inside && lane % GuideBits::kBits == 0) {
            words[c / GuideBits::kBits] = static_cast<GuideBits::Word>(bits >> lane);
        }
    }
}

}  // namespace

template <class T>
cudaError_t note_guide(const Panel<T>& panel, const Diagonal& target, const GuideRule& rule,
                       const GuideBits& bits, cudaStream_t stream) {
    const std::int64_t chunks = divide_up(panel.n_cols, kColumnsPerWarp);
    const dim3 grid(static_cast<unsigned>(divide_up(panel.n_rows, kWarps)),
                    static_cast<unsigned>(chunks));
    return enqueue(note_guide_kernel<T>, grid, kThreads, stream,
                   Arguments<T>{panel, target, rule, bits});
}

template cudaError_t note_guide<float>(const Panel<float>&, const Diagonal&, const GuideRule&,
                                       const GuideBits&, cudaStream_t);
template cudaError_t note_guide<double>(const Panel<double>&, const Diagonal&, const GuideRule&,
                                        const GuideBits&, cudaStream_t);

cudaError_t load_note_guide() {
    return load(note_guide_kernel<float>, note_guide_kernel<double>);
}

}  // namespace cuxent::kernels
