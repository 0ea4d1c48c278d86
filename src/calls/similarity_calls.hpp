// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuxent/cuxent.h"
#include "kernels/logits.h"

namespace cuxent::impl {

/// Arguments of the calls beside the loss, checked and with every default resolved.
struct NormalizeCall {
    cuxentNormalization what;
    cuxentConstMatrix x;
    cuxentMatrix z;
    void* norms;  ///< null: not wanted
    cuxentStream stream;
};

struct NormalizeBackwardCall {
    cuxentNormalization what;
    cuxentConstMatrix x;
    cuxentConstMatrix dz;
    cuxentMatrix dx;
    bool accumulate;
    cuxentStream stream;
};

/// What similarities are multiplied by. Not given: {1, nullptr} as a logit scale.
struct Scale {
    cuxentScalar scalar;  ///< by value where the host can read it
    kernels::ScaleKind kind;

    [[nodiscard]] bool is_one() const { return scalar.data == nullptr && logit_scale() == 1; }
    /// The factor itself, where the host knows it.
    [[nodiscard]] double logit_scale() const { return kernels::logit_scale_of(scalar.value, kind); }
};

struct PairSimilarityCall {
    cuxentSimilarity what;
    cuxentConstMatrix a;
    cuxentConstMatrix b;
    Scale scale;
    void* result;
    cuxentStream stream;
};

struct SimilarityMatrixCall {
    cuxentSimilarity what;
    cuxentConstMatrix a;
    cuxentConstMatrix b;
    Scale scale;
    cuxentMatrix result;
    void* scratch;  ///< of similarity_matrix_scratch() bytes
    cuxentStream stream;
};

struct SoftmaxCall {
    cuxentSoftmax what;
    cuxentConstMatrix similarities;
    Scale scale;
    cuxentSoftmaxResults results;
    cuxentStream stream;
};

struct RankCall {
    cuxentRanking what;
    cuxentConstMatrix similarities;
    const void* targets;  ///< null: by what.target_offset
    cuxentRankResults results;
    cuxentStream stream;
};

struct RankSummaryCall {
    cuxentRanking what;
    const std::int64_t* rank;
    const std::int64_t* ties;
    void* mean_rank;  ///< null: not wanted, and so is `top`
    void* top;
    cuxentStream stream;
};

/// At most as many rows as there are slots.
struct EnqueueCall {
    cuxentQueue queue;
    cuxentEnqueue what;
    cuxentConstMatrix rows;
    std::int64_t begin;      ///< slot of the first row, modulo the capacity ...
    std::int64_t* position;  ///< ... counted from this number on the device; null: from 0
    std::int64_t advance;    ///< what the number is advanced by
    cuxentStream stream;
};

/// The calls beside the loss, as a backend carries them out: see cuxent/similarity.h for what each
/// computes.
class SimilarityCalls {
 public:
    virtual ~SimilarityCalls() = default;

    virtual void normalize(const NormalizeCall& call) = 0;
    virtual void normalize_backward(const NormalizeBackwardCall& call) = 0;

    virtual void pair_similarity(const PairSimilarityCall& call) = 0;
    [[nodiscard]] virtual std::size_t similarity_matrix_scratch(
        const cuxentSimilarity& what) const = 0;
    virtual void similarity_matrix(const SimilarityMatrixCall& call) = 0;

    virtual void row_softmax(const SoftmaxCall& call) = 0;
    virtual void rank_targets(const RankCall& call) = 0;
    virtual void summarize_ranks(const RankSummaryCall& call) = 0;

    virtual void enqueue(const EnqueueCall& call) = 0;
};

}  // namespace cuxent::impl
