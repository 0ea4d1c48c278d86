// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of the kernels of rows that are named by index: see launch.h for what holds
// for all of them.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "kernels/gathered.h"
#include "kernels/launch.h"
#include "kernels/negative_draw.h"

namespace cuxent::kernels {

// --------------------------------------------------------------------------------- the sampler

/// Where the draw of a step finds its operands and leaves its result. Index: int32 or int64.
template <class Index>
struct SampleArrays {
    const Index* anchors;    ///< null: an anchor may be its own negative
    const Index* positives;  ///< one an anchor
    std::uint64_t step;
    const std::uint64_t* step_data;  ///< null: `step`
    Index* negatives;                ///< n_negatives an anchor
};

template <class Index>
cudaError_t sample_negatives(const NegativeDraw& draw, const SampleArrays<Index>& arrays,
                             cudaStream_t stream);

// ------------------------------------------------------------------------------- gathered rows

/// The rows of a call by part: all of one table, or each part a tensor of its own.
struct GatheredRows {
    GatheredShape shape;
    const void* data[kParts];
    std::int64_t ld[kParts];
    IndexVector index[kParts];
    std::int64_t n_table_rows;  ///< indices from here on, and below 0, name no row
    std::int64_t dim;
    Element element;
};

/// Arrays of the gathered rows: see plan/buffers.hpp.
template <class T>
struct GatheredArrays {
    T* similarity;    ///< n_rows x (1 + n_negatives), the positive's first, before the scale
    T* norm_scale;    ///< one a source: z = x * norm_scale / norm_divisor, 0 if the divisor is 0
    T* norm_divisor;  ///< one a source
    std::int64_t* n_seen;  ///< one an anchor: the columns that ids and a guide leave it
    T* z;                  ///< n_rows x dim, anchors; null: the gradient is that of dense tensors
    T* gradient;           ///< n_rows x dim, with respect to the anchors' z
    T* coefficient;        ///< n_rows x (1 + n_negatives), likewise
    T* radial;             ///< n_rows, <z, gradient> of the anchors
};

/// The bits of the columns that a guide leaves out; `guide`: its embeddings of the rows.
template <class T>
cudaError_t note_gathered_guide(const GatheredRows& guide, const NormRule& norm,
                                const GuideRule& rule, const RowWeights<T>& weights,
                                const GuideBits& bits, cudaStream_t stream);

/// Similarities, norms and the exponential sums of the anchors. Adds the indices that name no row
/// to *n_out_of_range, unless it is null.
template <class T>
cudaError_t gathered_statistics(const GatheredRows& gathered, const NormRule& rule,
                                const ScaleInput& scale, const EntryOptions<T>& entries,
                                const RowWeights<T>& weights, const RowArrays<T>& rows,
                                const GatheredArrays<T>& arrays, std::int64_t* n_out_of_range,
                                cudaStream_t stream);

/// Ranks of the positives, from what that has left.
template <class T>
cudaError_t gathered_ranks(const GatheredRows& gathered, const ScaleInput& scale,
                           const EntryOptions<T>& entries, const RowWeights<T>& weights,
                           const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                           const RankArrays& ranks, cudaStream_t stream);

/// Gradients of the dense tensors, by part; null: not wanted.
struct GatheredGradients {
    void* data[kParts];
    std::int64_t ld[kParts];
    Element element;
    bool accumulate;
};

/// Coefficients -> gradients of the dense tensors, or what segment_gradient() needs for those of a
/// table.
template <class T>
cudaError_t gathered_gradient(const GatheredRows& gathered, const NormRule& rule,
                              const ScaleInput& scale, const double* common,
                              const EntryOptions<T>& entries, const RowWeights<T>& weights,
                              const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                              const GatheredGradients& result, cudaStream_t stream);

// ------------------------------------------------------------------------- the order of sources

/// Memory for the order of n sources.
struct SourceOrderBuffers {
    std::uint32_t* key[2];      ///< n each
    std::uint32_t* source[2];   ///< n each
    std::uint32_t* counts;      ///< source_order_counts(n)
    std::uint32_t* begin;       ///< n + 1
    std::uint32_t* n_segments;  ///< 1
};
std::int64_t source_order_counts(std::int64_t n_sources);

/// Sources by the row that they name, then by number; those that name no row come last. Segment g
/// is [begin[g], begin[g + 1]) and has one row.
struct SourceOrder {
    const std::uint32_t* key;  ///< row of the source; n_table_rows: none
    const std::uint32_t* source;
    const std::uint32_t* begin;
    const std::uint32_t* n_segments;
    std::int64_t n_sources;
};

/// Enqueues what fills the buffers, and says where the order will lie in them.
cudaError_t order_sources(const GatheredRows& gathered, const SourceOrderBuffers& buffers,
                          SourceOrder& order, cudaStream_t stream);

/// Gradient of the table: into its rows, or packed one after another with their numbers beside.
struct TableGradient {
    void* data;
    std::int64_t ld;
    Element element;
    bool accumulate;
    IndexVector packed_index;  ///< data null: row r of the gradient is that of table row r
    std::int64_t* n_packed;    ///< null: not packed
};

template <class T>
cudaError_t segment_gradient(const GatheredRows& gathered, const NormRule& rule,
                             const ScaleInput& scale, const double* common,
                             const RowArrays<T>& rows, const GatheredArrays<T>& arrays,
                             const SourceOrder& order, const TableGradient& result,
                             cudaStream_t stream);

/// Load the kernels of each file into the current device: see load.cuh.
cudaError_t load_sample_negatives();
cudaError_t load_note_gathered_guide();
cudaError_t load_gathered_statistics();
cudaError_t load_gathered_gradient();
cudaError_t load_gathered_ranks();
cudaError_t load_order_sources();
cudaError_t load_segment_gradient();

}  // namespace cuxent::kernels
