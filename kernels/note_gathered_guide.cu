// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// A guide's embeddings of gathered rows -> the bits of what it leaves out of each anchor's columns,
// set where
//
//   g_ij > factor g_i0 - margin         g cosines, column 0 the positive: see guide_bits.h
//
// A warp takes 16 columns of an anchor, a word of bits, and beside them the anchor and its
// positive: each word is written once, by one lane, and needs nothing of the others.
//
// Shapes: n anchors and positives, n x K negatives, D wide. Bytes, with b_x those of the caller's
// type: for every 16 columns 18 D b_x read for D <= 1024, a wider row is read four times, and the
// index of each; 2 written. Determinism: fixed order within a warp.
#include "kernels/enqueue.cuh"
#include "kernels/gathered_rows.cuh"
#include "kernels/gathered_similarity.cuh"
#include "kernels/load.cuh"
#include "kernels/thread_visit.cuh"

namespace cuxent::kernels {
namespace {

constexpr int kWarps = kRowThreads / 32;

template <class T>
struct Arguments {
    GatheredRows guide;
    NormRule norm;
    GuideRule rule;
    RowWeights<T> weights;
    GuideBits bits;
};

/// The word of columns [first, first + kBits) of an anchor.
template <class T, class E, int kHeld>
__device__ unsigned left_out(const Arguments<T>& a, std::int64_t row, std::int64_t first) {
    const GatheredShape& shape = a.guide.shape;
    unsigned word = 0;
    const auto x_of = [&](const Gathered& gathered) { return address_of<E>(a.guide, gathered); };
    const E* anchor = x_of({Part::kAnchor, row});
    with_unit_row<T, kHeld>(
        a.guide.dim, a.norm, anchor, true, [&](const auto& z, const RowNorm<T>& /*norm*/) {
            const auto cosine = [&](std::int64_t j) {
                return similarity_with<T, kHeld>(a.guide.dim, a.norm, z, x_of(shape.column(row, j)),
                                                 [](const RowNorm<T>& /*norm*/) {});
            };
            const T limit = a.rule.limit(cosine(0));
            const auto n = static_cast<int>(
                min(shape.n_columns() - first, static_cast<std::int64_t>(GuideBits::kBits)));
            for (int bit = first == 0 ? 1 : 0; bit < n; ++bit) {
                if (cosine(first + bit) > limit) word |= 1U << bit;
            }
        });
    return word;
}

// One block a multiprocessor is enough to ask for: two rows in registers would be spilled for the
// sake of occupancy.
template <class T, class E, int kHeld>
__global__ void __launch_bounds__(kRowThreads, 1) note_gathered_guide_kernel(const Arguments<T> a) {
    const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kWarps + threadIdx.x / 32;
    const std::int64_t row = at / a.bits.n_words;
    if (row >= a.guide.shape.n_rows) return;
    const std::int64_t first = at % a.bits.n_words * GuideBits::kBits;
    const unsigned word = a.weights.counts(row) ? left_out<T, E, kHeld>(a, row, first) : 0;
    if (threadIdx.x % 32 == 0) *a.bits.word(row, first) = static_cast<GuideBits::Word>(word);
}

}  // namespace

template <class T>
cudaError_t note_gathered_guide(const GatheredRows& guide, const NormRule& norm,
                                const GuideRule& rule, const RowWeights<T>& weights,
                                const GuideBits& bits, cudaStream_t stream) {
    const Arguments<T> a{guide, norm, rule, weights, bits};
    const auto grid = static_cast<unsigned>(divide_up(guide.shape.n_rows * bits.n_words, kWarps));
    return with_element<T>(guide.element, [&](auto element) {
        using E = decltype(element);
        return with_held(guide.dim, [&](auto held) {
            return enqueue(note_gathered_guide_kernel<T, E, decltype(held)::value>, grid,
                           kRowThreads, stream, a);
        });
    });
}

template cudaError_t note_gathered_guide<float>(const GatheredRows&, const NormRule&,
                                                const GuideRule&, const RowWeights<float>&,
                                                const GuideBits&, cudaStream_t);
template cudaError_t note_gathered_guide<double>(const GatheredRows&, const NormRule&,
                                                 const GuideRule&, const RowWeights<double>&,
                                                 const GuideBits&, cudaStream_t);

cudaError_t load_note_gathered_guide() {
    return load(
        note_gathered_guide_kernel<float, float, 8>, note_gathered_guide_kernel<float, float, 32>,
        note_gathered_guide_kernel<float, float, 0>, note_gathered_guide_kernel<float, __half, 8>,
        note_gathered_guide_kernel<float, __half, 32>, note_gathered_guide_kernel<float, __half, 0>,
        note_gathered_guide_kernel<float, __nv_bfloat16, 8>,
        note_gathered_guide_kernel<float, __nv_bfloat16, 32>,
        note_gathered_guide_kernel<float, __nv_bfloat16, 0>,
        note_gathered_guide_kernel<double, double, 8>,
        note_gathered_guide_kernel<double, double, 32>,
        note_gathered_guide_kernel<double, double, 0>);
}

}  // namespace cuxent::kernels
