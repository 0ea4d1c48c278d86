// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of the kernels: plain arguments and one function a step. Every function only
// enqueues on `stream`, allocates nothing, waits for nothing and may be captured into a graph; each
// returns the launch's error. T is the arithmetic type: float, or double for 64-bit embeddings.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "kernels/class_math.h"
#include "kernels/entry_math.h"
#include "kernels/guide_bits.h"
#include "kernels/integers.h"
#include "kernels/logits.h"
#include "kernels/positive_weights.h"
#include "kernels/rank.h"
#include "kernels/row_math.h"
#include "kernels/row_weights.h"
#include "kernels/set_members.h"
#include "kernels/smoothing_math.h"

namespace cuxent::kernels {

enum class Element { kFloat, kHalf, kBFloat, kDouble };

/// An operand of the caller in one or two matrices: row i is data[0] + i * ld[0] for i <
/// n_in_first, and data[1] + (i - n_in_first) * ld[1] for the rest.
struct ConstViews {
    const void* data[2];
    std::int64_t ld[2];
    std::int64_t n_in_first;
    std::int64_t n_rows;
    Element element;
};

struct Views {
    void* data[2];  ///< null: these rows are not wanted
    std::int64_t ld[2];
    std::int64_t n_in_first;
    std::int64_t n_rows;
    Element element;
};

/// One matrix of the caller: row i begins at data + i * ld elements.
struct ConstRows {
    const void* data;
    std::int64_t ld;
    Element element;
};

struct Rows {
    void* data;
    std::int64_t ld;
    Element element;
};

struct NormRule {
    bool normalizes;
    bool clamps;  ///< a small row is divided by eps; otherwise it becomes 0
    double eps;   ///< a row is small if its norm is at most this
};

/// Temperature or logit scale where the kernel finds it, what decides about the shift, and the
/// bias.
struct ScaleInput {
    const void* data;  ///< one T; null: `value`
    double value;
    ScaleKind kind;
    bool cosine;
    std::int64_t n_terms;   ///< columns of the problem
    const void* bias_data;  ///< one T; null: `bias`
    double bias;
};

/// The column of its own sample that a row finds, or does not see: row + shift[view of the row].
struct Diagonal {
    std::int64_t n_in_view;
    std::int64_t shift[2];  ///< kNowhere: no such column
    RowLabels labels{};     ///< if the rows have any: the column is the row's class instead

    /// Far from every column, and from overflow.
    static constexpr std::int64_t kNowhere = std::int64_t{1} << 62;
};

/// A block of the similarity matrix: similarity (row_begin + r, col_begin + c) is panel[r * ld +
/// c]. ld is a multiple of kPanelAlignment, and the panel is aligned to 16 bytes.
template <class T>
struct Panel {
    T* data;
    std::int64_t ld;
    std::int64_t n_rows, n_cols;
    std::int64_t row_begin, col_begin;
};

inline constexpr std::int64_t kPanelAlignment = 32;

/// Rows of a call: one view after the other.
struct RowViews {
    int n;
    std::int64_t n_in_view;

    CUXENT_HOST_DEVICE std::int64_t n_rows() const { return n * n_in_view; }
    CUXENT_HOST_DEVICE int view_of(std::int64_t row) const { return row < n_in_view ? 0 : 1; }
};

/// Arrays of one entry a row: see plan/buffers.hpp. Aligned to 16 bytes, and readable beyond the
/// last row for the rest of a vector of 16 bytes.
template <class T>
struct RowArrays {
    T* shift;
    T* sum;
    T* positive;
    T* weight;
    T* weight_shift;
    T* pull;
    // Of losses with sets of targets, null for the others.
    T* target_shift;
    T* target_sum;
    T* target_count;
    T* target_number;  ///< of weighted targets, null elsewhere and of pairs
    T* target_weight;
    T* target_center;
    T* lse_pull;       ///< with a z-loss, null without
    T* target_cosine;  ///< null where nobody asks for it
    T* scale_rest;     ///< null where nothing is missing
    T* smoothed_mean;  ///< with label smoothing, null without
    T* share;          ///< the same
};

/// Some of the rows.
struct RowRange {
    std::int64_t begin, end;
};

/// Exponential sums of rows, or partial ones: exponential_sum.cuh says which fields a sum has.
template <class T>
struct SumArrays {
    T* shift;
    T* sum;
    T* total;  ///< with sets of targets only, as is `count`
    T* count;
    T* number;  ///< with weighted targets only
};

/// Partial sums of a panel, to be merged: rows by column chunk, columns by row chunk.
template <class T>
struct Partials {
    SumArrays<T> rows;
    SumArrays<T> cols;
};

/// Which sums are meant, of which entries.
enum class SumKind {
    kNegatives,        ///< exponentials of the negatives
    kTargets,          ///< exponentials, similarities and number of the targets
    kWeightedTargets,  ///< the same, the latter two times weights; and the number
    kPairs,     ///< losses, shares and number of the pairs, all times weights if there are any
    kSigmoids,  ///< softplus and sigmoids of the negatives
};

/// Chunks in which tile_statistics() leaves the sums of a panel.
struct PanelChunks {
    std::int64_t of_columns;  ///< entries of Partials::rows: of_columns * n_rows
    std::int64_t of_rows;     ///< entries of Partials::cols: of_rows * ld
};
PanelChunks panel_chunks(std::int64_t n_rows, std::int64_t n_cols, std::size_t element_bytes);

/// Numbers of a call that only the device knows.
struct CallScalars {
    double reduction;  ///< factor of the sum of the row losses, where it comes from row weights
    double magnitude;  ///< largest |upstream gradient x row weight| x reduction, or what is to be
                       ///< as large beside it; a single upstream gradient is left out of it
    double common;     ///< what all coefficients leave out: magnitude x a single upstream gradient
    double island;     ///< weighted island term
    PositiveSums positives[2];  ///< of each view
};

/// What a softmax over classes adds to the rows: see ClassBuffers in plan/buffers.hpp.
template <class T>
struct ClassRows {
    T* cosine;
    T* sine;
    T* margin_pull;
    const double* class_sum;
};

/// Rows and columns, normalised and dense.
template <class T>
struct SmoothingOperands {
    const T* rows;
    const T* cols;
    std::int64_t dim;
};

/// Sums by group: see SmoothingBuffers in plan/buffers.hpp.
template <class T>
struct SmoothingSums {
    double* columns;
    double* rows;
    T* terms;
};

/// What a gradient is that of: rows, columns, or both.
struct SmoothingSides {
    bool rows;
    bool cols;
};

/// Rows and classes, normalised and dense.
template <class T>
struct ClassOperands {
    const T* z;
    const T* w;
    std::int64_t n_rows;
    std::int64_t dim;
};

/// Factor of the sum of the row losses where the kernel finds it.
struct ReductionInput {
    const double* data;  ///< null: `value`
    double value;
};

/// Slots of a ring, taken in turn and again from the first after the last.
struct Ring {
    std::int64_t capacity;         ///< 0: not a ring, row i goes to row i
    std::int64_t begin;            ///< slot of row 0, modulo the capacity ...
    const std::int64_t* position;  ///< ... counted from this number; null: from 0
};

/// Rows to write.
struct RowTarget {
    void* data;
    std::int64_t ld;
    Element element;
    Ring ring;
};

/// `norm` may be null. Rows that do not count become 0 unread: `weights` of rows that are columns
/// too is null.
template <class T>
cudaError_t normalize_rows(const ConstViews& x, std::int64_t dim, const NormRule& rule,
                           const RowWeights<T>& weights, const RowTarget& z, T* norm,
                           cudaStream_t stream);

/// dx in the type of x, dz in that or in T.
template <class T>
cudaError_t normalize_rows_backward(const ConstRows& x, const ConstRows& dz, std::int64_t n_rows,
                                    std::int64_t dim, const NormRule& rule, void* dx,
                                    std::int64_t ld_dx, bool accumulate, cudaStream_t stream);

template <class T>
cudaError_t begin_statistics(const RowArrays<T>& rows, std::int64_t n_rows, const ScaleInput& scale,
                             const RowRule& rule, cudaStream_t stream);

struct StatisticsOptions {
    bool mirrored;       ///< the columns are rows of the problem: their sums are taken as well
    bool keeps;          ///< the exponentials replace the similarities (with one shift)
    bool notes_targets;  ///< fill RowArrays::positive
    bool sigmoid;        ///< sums of pairwise sigmoids, which are what is kept
};
template <class T>
cudaError_t tile_statistics(const Panel<T>& panel, const ScaleInput& scale, const Diagonal& self,
                            const Diagonal& target, const StatisticsOptions& options,
                            const RowArrays<T>& rows, const Partials<T>& partials,
                            cudaStream_t stream);

/// Ranks of rows that have been compared with nothing yet.
template <class T>
cudaError_t begin_ranks(const RowWeights<T>& weights, std::int64_t n_rows, const RankArrays& ranks,
                        cudaStream_t stream);

/// Similarities of the targets that are in the panel, into RowArrays::positive.
template <class T>
cudaError_t note_targets(const Panel<T>& panel, const Diagonal& target, bool mirrored, T* positive,
                         cudaStream_t stream);

/// Adds the columns above and beside them. The panel holds similarities, and `positive` those of
/// all targets.
template <class T>
cudaError_t tile_ranks(const Panel<T>& panel, const Diagonal& self, const Diagonal& target,
                       bool mirrored, const T* positive, const RowWeights<T>& weights,
                       const RankArrays& ranks, cudaStream_t stream);

/// *words = the bits of a list of pairs. Adds the indices that name no row or column to
/// *n_out_of_range, unless it is null.
cudaError_t note_pairs(const PairList& list, const PairBits& bits, std::uint32_t* words,
                       std::int64_t n_rows, std::int64_t n_cols, std::int64_t* n_out_of_range,
                       cudaStream_t stream);

/// The bits of the entries that a guide leaves out; `panel`: its similarities of rows with all
/// columns that they see.
template <class T>
cudaError_t note_guide(const Panel<T>& panel, const Diagonal& target, const GuideRule& rule,
                       const GuideBits& bits, cudaStream_t stream);

/// Where the softmax sees more than the similarities: entry_math.h. `members`: null, or of the
/// losses with sets of targets, of which `target` knows nothing. `target_cosine`: where the
/// similarities of rows with their targets go, and where mirrored those of the columns; null:
/// nowhere.
template <class T>
cudaError_t adjust_panel(const Panel<T>& panel, const ScaleInput& scale,
                         const EntryOptions<T>& entries, const Diagonal& target,
                         const SetMembers<T>* members, bool mirrored, T* target_cosine,
                         cudaStream_t stream);

/// Sums of the entries of one kind, where rows have sets of targets.
template <class T>
cudaError_t tile_set_statistics(const Panel<T>& panel, const ScaleInput& scale,
                                const Diagonal& self, const SetMembers<T>& members, SumKind kind,
                                bool mirrored, const RowArrays<T>& rows,
                                const Partials<T>& partials, cudaStream_t stream);

template <class T>
cudaError_t merge_statistics(const Panel<T>& panel, const ScaleInput& scale, SumKind kind,
                             bool mirrored, const Partials<T>& partials, const RowArrays<T>& rows,
                             cudaStream_t stream);

/// *reduction = 1 / what a mean over the rows divides by, 0 where that is 0.
template <class T>
cudaError_t count_rows(const RowArrays<T>& rows, const RowWeights<T>& weights, const RowRule& rule,
                       std::int64_t n_rows, MeanOver over, double* reduction, cudaStream_t stream);

/// Leaves in *scalars the sums over each view that the weights of its positives are made of.
template <class T>
cudaError_t sum_positives(const RowArrays<T>& rows, const RowViews& views, const RowRule& rule,
                          const RowWeights<T>& weights, CallScalars* scalars, cudaStream_t stream);

/// Leaves the weighted row losses in row_loss.
template <class T>
cudaError_t finish_rows(const RowArrays<T>& rows, const RowRange& range, const RowViews& views,
                        const ScaleInput& scale, const RowRule& rule, const ClassRule& classes,
                        const ClassRows<T>& class_rows, const EntryOptions<T>& entries,
                        const Smoothing& smoothing, const RowWeights<T>& weights,
                        const CallScalars* scalars, T* row_loss, T* row_loss_out, T* row_lse_out,
                        cudaStream_t stream);

/// *result = factor * sum of values + *extra, in double and in a fixed order. `extra` may be null.
template <class T>
cudaError_t reduce_loss(const T* values, std::int64_t n, const ReductionInput& factor,
                        const double* extra, T* result, cudaStream_t stream);

/// Upstream gradient where the kernel finds it.
struct UpstreamInput {
    const void* data;  ///< one T, or one a row; null: `value`
    double value;
    bool is_vector;
    ReductionInput reduction;
};

/// Leaves in *scalars the factor that all weights of rows leave out, and its largest part.
template <class T>
cudaError_t common_factor(const UpstreamInput& upstream, const RowWeights<T>& weights,
                          std::int64_t n_rows, const ClassRule& classes, CallScalars* scalars,
                          cudaStream_t stream);

/// Leaves in *scalars the sums in the gradient of the weights of positives, after common_factor().
template <class T>
cudaError_t sum_positive_pulls(const RowArrays<T>& rows, const RowViews& views,
                               const ScaleInput& scale, const RowRule& rule,
                               const EntryOptions<T>& entries, const RowWeights<T>& weights,
                               const UpstreamInput& upstream, CallScalars* scalars,
                               cudaStream_t stream);

/// The factors of each row's coefficients, after both.
template <class T>
cudaError_t weigh_rows(const RowArrays<T>& rows, const RowRange& range, const RowViews& views,
                       const ScaleInput& scale, const RowRule& rule, const ClassRule& classes,
                       const ClassRows<T>& class_rows, const EntryOptions<T>& entries,
                       const Smoothing& smoothing, const RowWeights<T>& weights,
                       const UpstreamInput& upstream, const CallScalars* scalars,
                       cudaStream_t stream);

struct CoefficientOptions {
    bool symmetric;  ///< W = G + G^T; otherwise W = G
    bool kept;       ///< the panel holds the exponentials of tile_statistics(), or sigmoids
    bool sigmoid;    ///< W from pairwise sigmoids; without symmetry
};
template <class T>
cudaError_t tile_coefficients(const Panel<T>& panel, T* result, const ScaleInput& scale,
                              const Diagonal& self, const Diagonal& target,
                              const CoefficientOptions& options, const EntryOptions<T>& entries,
                              const RowArrays<T>& rows, cudaStream_t stream);

/// The same where rows have sets of targets; the panel holds similarities.
template <class T>
cudaError_t tile_set_coefficients(const Panel<T>& panel, T* result, const ScaleInput& scale,
                                  const Diagonal& self, const SetMembers<T>& members, bool pairs,
                                  bool symmetric, const EntryOptions<T>& entries,
                                  const RowArrays<T>& rows, cudaStream_t stream);

template <class T>
cudaError_t normalize_backward(const T* z, const T* norm, const T* gradient, std::int64_t dim,
                               const NormRule& rule, const RowWeights<T>& weights,
                               const ScaleInput& scale, const double* common, const Views& result,
                               bool accumulate, T* radial, cudaStream_t stream);

/// *sum = sum of factor_i row_i of a matrix, in double and in a fixed order; `factor` null: 1 each.
template <class T>
cudaError_t sum_rows(const T* matrix, std::int64_t n_rows, std::int64_t dim, const T* factor,
                     double* sum, cudaStream_t stream);

/// RowArrays::smoothed_mean, of rows that count. `sums`: of columns, and of terms if there are any.
template <class T>
cudaError_t smoothed_means(const SmoothingOperands<T>& operands, const Smoothing& smoothing,
                           const SmoothingSums<T>& sums, const ScaleInput& scale,
                           const EntryOptions<T>& entries, const RowWeights<T>& weights, T* mean,
                           cudaStream_t stream);

/// Adds to the gradients with respect to z what the panels leave out of label smoothing.
template <class T>
cudaError_t add_smoothing(const SmoothingOperands<T>& operands, const Smoothing& smoothing,
                          const SmoothingSums<T>& sums, const T* share, const SmoothingSides& sides,
                          T* gradient, cudaStream_t stream);

/// Fills the first two of ClassRows, of rows that count.
template <class T>
cudaError_t compare_with_targets(const ClassOperands<T>& operands, const ClassRule& rule,
                                 const RowWeights<T>& weights, const ClassRows<T>& rows,
                                 cudaStream_t stream);

/// *result = island * sum over all ordered pairs of classes of cos + 1; `norm`: of the classes.
template <class T>
cudaError_t island_term(const ClassOperands<T>& operands, const T* norm, const NormRule& norm_rule,
                        const ClassRule& rule, const ClassRows<T>& rows, double* result,
                        cudaStream_t stream);

/// Add to the gradients with respect to z and w what the panels leave out.
template <class T>
cudaError_t add_to_rows(const ClassOperands<T>& operands, const ClassRule& rule,
                        const RowWeights<T>& weights, const ClassRows<T>& rows, const T* pull,
                        T* gradient, cudaStream_t stream);
template <class T>
cudaError_t add_to_classes(const ClassOperands<T>& operands, const ClassRule& rule,
                           const RowWeights<T>& weights, const ClassRows<T>& rows, const T* pull,
                           const ScaleInput& scale, const CallScalars* scalars, T* gradient,
                           cudaStream_t stream);

/// Gradient of the temperature or logit scale: +- common * (factor * sum of radial + sum of rest).
template <class T>
cudaError_t reduce_scale_gradient(const T* radial, const T* rest, std::int64_t n, double factor,
                                  const double* common, const ScaleInput& scale, bool accumulate,
                                  T* result, cudaStream_t stream);

/// result[i] = scale * <a_i, b_i>, of the unit vectors where the rule normalises. a and b have the
/// same type.
template <class T>
cudaError_t pair_similarity(const ConstRows& a, const ConstRows& b, std::int64_t n_rows,
                            std::int64_t dim, const NormRule& rule, const ScaleInput& scale,
                            T* result, cudaStream_t stream);

/// Where the results of row_softmax() go, both of one type; data null: not wanted.
struct SoftmaxTarget {
    Rows softmax;
    Rows log_softmax;
};

/// Softmax of scale * x by rows. `lse` may be null.
template <class T>
cudaError_t row_softmax(const ConstRows& x, std::int64_t n_rows, std::int64_t n_cols,
                        const ScaleInput& scale, const SoftmaxTarget& to, T* lse,
                        cudaStream_t stream);

/// The target column of each row.
struct TargetInput {
    Integers indices;  ///< data null: row i has column i + offset
    std::int64_t offset;
};

cudaError_t rank_targets(const ConstRows& x, std::int64_t n_rows, std::int64_t n_cols,
                         const TargetInput& targets, std::int64_t* rank, std::int64_t* ties,
                         cudaStream_t stream);

/// Values of k.
struct TopValues {
    static constexpr int kMost = 8;
    int n;
    std::int64_t values[kMost];
};

/// Both results may be null.
template <class T>
cudaError_t summarize_ranks(const std::int64_t* rank, const std::int64_t* ties, std::int64_t n,
                            TieRule rule, Unranked unranked, const TopValues& top, T* mean_rank,
                            T* shares, cudaStream_t stream);

/// *position = the slot `steps` after it.
cudaError_t advance_position(std::int64_t* position, std::int64_t steps, std::int64_t capacity,
                             cudaStream_t stream);

/// to = scale * from, rounded to the type of `to`, which may be `from` itself.
template <class T>
cudaError_t scaled_copy(const T* from, std::int64_t ld_from, std::int64_t n_rows,
                        std::int64_t n_cols, const ScaleInput& scale, const Rows& to,
                        cudaStream_t stream);
/// Gradient of the bias: common * sum over the rows of the coefficients of pairwise sigmoids, or of
/// RowArrays::lse_pull.
template <class T>
cudaError_t reduce_bias_gradient(const RowArrays<T>& rows, std::int64_t n, const double* common,
                                 const ScaleInput& scale, bool accumulate, T* result,
                                 cudaStream_t stream);

/// Load the kernels of each file into the current device: see load.cuh.
cudaError_t load_adjust_panel();
cudaError_t load_note_guide();
cudaError_t load_note_pairs();
cudaError_t load_normalize_rows();
cudaError_t load_tile_statistics();
cudaError_t load_tile_set_statistics();
cudaError_t load_merge_statistics();
cudaError_t load_classes();
cudaError_t load_smoothing();
cudaError_t load_finish_rows();
cudaError_t load_positive_sums();
cudaError_t load_reduce();
cudaError_t load_weigh_rows();
cudaError_t load_tile_coefficients();
cudaError_t load_tile_set_coefficients();
cudaError_t load_normalize_backward();
cudaError_t load_normalize_rows_backward();
cudaError_t load_advance_position();
cudaError_t load_pair_similarity();
cudaError_t load_scaled_copy();
cudaError_t load_row_softmax();
cudaError_t load_rank_targets();
cudaError_t load_summarize_ranks();
cudaError_t load_tile_ranks();

}  // namespace cuxent::kernels
