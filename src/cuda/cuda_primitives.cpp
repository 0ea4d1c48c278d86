// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_primitives.hpp"

#include <algorithm>
#include <initializer_list>
#include <type_traits>

#include "base/element_size.hpp"
#include "base/index.hpp"
#include "base/round_up.hpp"
#include "base/scale_kind.hpp"
#include "cuda/cuda_check.hpp"
#include "cuda/device_element.hpp"
#include "cuda/device_rows.hpp"
#include "engine/class_rule.hpp"
#include "engine/entry_options.hpp"
#include "engine/mean_over.hpp"
#include "engine/set_members.hpp"
#include "engine/smoothing.hpp"
#include "kernels/gathered_launch.h"

namespace cuxent::impl {

// Vector loads of the kernels rely on the rows that the schedule lays out.
static_assert(TileSchedule::kPanelStep == kernels::kPanelAlignment);

namespace {

/// The columns of a row's own sample that have this role: the same distance from every row of a
/// view.
kernels::Diagonal diagonal(const Place& place, Role role) {
    constexpr std::int64_t kNowhere = kernels::Diagonal::kNowhere;
    kernels::Diagonal result{place.rows.n, {kNowhere, kNowhere}};
    // Not all rows of a view need to have one: a run says where those are that do.
    for (const Run& run : place.runs(0, place.rows.count(), 0, place.cols.count())) {
        if (run.role != role || run.row_begin == run.row_end) continue;
        result.shift[run.row_begin < place.rows.n ? 0 : 1] = run.shift;
    }
    return result;
}

/// The backend's own scratch, carved or counted.
template <class T>
struct OwnBuffers {
    kernels::CallScalars* scalars;
    void* workspace = nullptr;
    std::size_t workspace_bytes = 0;
    kernels::Partials<T> partials{};
    std::uint32_t* counts = nullptr;

    OwnBuffers(Arena& arena, const Plan& plan) {
        scalars = static_cast<kernels::CallScalars*>(arena.take(sizeof(kernels::CallScalars)));
        if (plan.rule.gathered()) {
            take_counts(arena, plan);
        } else {
            take_panel(arena, plan);
        }
    }

 private:
    void take_panel(Arena& arena, const Plan& plan) {
        const std::int64_t tile_rows = plan.schedule.tile_rows();
        const std::int64_t n_cols = plan.schedule.part_cols();
        const bool sets = plan.rule.has_sets();
        const auto chunks = kernels::panel_chunks(tile_rows, n_cols, sizeof(T));
        // Split products of small matrices need no more than the matrices.
        workspace_bytes = std::clamp(static_cast<std::size_t>(tile_rows * n_cols) * sizeof(T),
                                     Cublas::kLeastWorkspaceBytes, Cublas::kMostWorkspaceBytes);
        workspace = arena.take(workspace_bytes);
        const bool numbers = plan.numbers_targets();
        partials.rows = sums(arena, chunks.of_columns * tile_rows, sets, numbers);
        partials.cols =
            sums(arena, chunks.of_rows * round_up(n_cols, kernels::kPanelAlignment), sets, numbers);
    }

    static kernels::SumArrays<T> sums(Arena& arena, std::int64_t n, bool with_totals,
                                      bool with_numbers) {
        const auto take = [&] {
            return static_cast<T*>(arena.take(static_cast<std::size_t>(n) * sizeof(T)));
        };
        kernels::SumArrays<T> arrays{take(), take(), nullptr, nullptr, nullptr};
        if (with_totals) {
            arrays.total = take();
            arrays.count = take();
        }
        if (with_numbers) arrays.number = take();
        return arrays;
    }

    void take_counts(Arena& arena, const Plan& plan) {
        if (!plan.has_table()) return;
        const std::int64_t n = kernels::source_order_counts(plan.gathered().n_sources());
        counts = static_cast<std::uint32_t*>(
            arena.take(static_cast<std::size_t>(n) * sizeof(std::uint32_t)));
    }
};

}  // namespace

std::size_t cuda_own_bytes(const Plan& plan) {
    Arena counting(nullptr);
    if (plan.arithmetic_bytes == sizeof(double)) {
        const OwnBuffers<double> unused(counting, plan);
    } else {
        const OwnBuffers<float> unused(counting, plan);
    }
    return counting.used();
}

template <class T>
CudaPrimitives<T>::CudaPrimitives(const Call& call, Cublas& cublas)
    : call_(call),
      plan_(call.plan),
      stream_(static_cast<cudaStream_t>(call.stream)),
      scale_{call.inputs.scale.data,
             call.inputs.scale.value,
             scale_kind(plan_.problem.scale_kind),
             plan_.normalizes() && entry_options<T>(call).are_bounded(),
             plan_.n_terms(),
             call.inputs.bias.data,
             call.inputs.bias.value},
      norm_rule_(
          device_norm_rule(plan_.normalizes(), plan_.problem.small_norm, plan_.problem.norm_eps)),
      weights_(row_weights<T>(call)),
      entries_(entry_options<T>(call)),
      cublas_(cublas),
      product_(plan_.problem.precision == CUXENT_PRECISION_TF32 ? FloatProduct::kTf32
                                                                : FloatProduct::kFp32),
      row_rule_(plan_.row_rule()),
      classes_(class_rule(plan_)),
      smoothing_(smoothing(call)),
      self_(diagonal(plan_.place, Role::kOut)),
      target_(diagonal(plan_.place, Role::kTarget)) {
    const auto typed = [](void* buffer) { return static_cast<T*>(buffer); };
    const Buffers& buffers = call.buffers;
    rows_ = {typed(buffers.shift),          typed(buffers.sum),
             typed(buffers.positive),       typed(buffers.weight),
             typed(buffers.weight_shift),   typed(buffers.pull),
             typed(buffers.target_shift),   typed(buffers.target_sum),
             typed(buffers.target_count),   typed(buffers.target_number),
             typed(buffers.target_weight),  typed(buffers.target_center),
             typed(buffers.lse_pull),       typed(buffers.target_cosine),
             typed(buffers.scale_rest),     typed(buffers.smoothing.mean),
             typed(buffers.smoothing.share)};
    // Where nothing is added to similarities, `positive` is one.
    if (rows_.target_cosine != nullptr && !entries_.exist()) rows_.target_cosine = rows_.positive;
    members_ = set_members<T>(call);
    const ClassBuffers& classes = buffers.classes;
    smoothing_sums_ = {static_cast<double*>(buffers.smoothing.column_sum),
                       static_cast<double*>(buffers.smoothing.row_sum),
                       typed(buffers.smoothing.term_sum)};
    class_rows_ = {typed(classes.cosine), typed(classes.sine), typed(classes.margin_pull),
                   smoothing_sums_.columns};
    // A class that is a row's target has its own place, apart from the panels.
    self_.labels = weights_.labels;
    Arena own(buffers.backend);
    const OwnBuffers<T> carved(own, plan_);
    scalars_ = carved.scalars;
    partials_ = carved.partials;
    counts_ = carved.counts;
    if (carved.workspace != nullptr) {
        cublas_.bind(stream_, carved.workspace, carved.workspace_bytes);
    }
}

template <class T>
const OperandBuffers& CudaPrimitives<T>::operand(Side side) const {
    return side == Side::kRows ? call_.buffers.rows : call_.buffers.cols;
}

/// Stacked views are two matrices, the second right below the first.
template <class T>
template <class Matrix>
auto CudaPrimitives<T>::device_views(const Matrix (&matrices)[2], Side side,
                                     cuxentType type) const {
    using Result = std::conditional_t<std::is_same_v<Matrix, cuxentConstMatrix>,
                                      kernels::ConstViews, kernels::Views>;
    const std::int64_t n = plan_.place.of(side).n;
    const std::int64_t n_rows = plan_.place.of(side).count();
    const Matrix& first = matrices[0];
    if (plan_.has_second_matrix(side)) {
        return Result{{first.data, matrices[1].data},
                      {first.ld, matrices[1].ld},
                      n,
                      n_rows,
                      element_of(type)};
    }
    auto* second = first.data == nullptr ? first.data : element_at(first.data, type, n * first.ld);
    return Result{{first.data, second}, {first.ld, first.ld}, n, n_rows, element_of(type)};
}

template <class T>
void CudaPrimitives<T>::normalize(Side side) {
    const auto& inputs = side == Side::kRows ? call_.inputs.rows : call_.inputs.cols;
    const OperandBuffers& buffers = operand(side);
    const std::int64_t dim = plan_.problem.dim;
    cuda_check(
        kernels::normalize_rows<T>(device_views(inputs, side, plan_.problem.type), dim, norm_rule_,
                                   absence(side), {buffers.z, dim, arithmetic_element<T>(), {}},
                                   static_cast<T*>(buffers.norm), stream_),
        "normalize_rows");
}

template <class T>
kernels::ClassOperands<T> CudaPrimitives<T>::class_operands() const {
    return {static_cast<const T*>(call_.buffers.rows.z),
            static_cast<const T*>(call_.buffers.cols.z), plan_.place.rows.count(),
            plan_.problem.dim};
}

template <class T>
void CudaPrimitives<T>::compare_with_targets() {
    if (!plan_.rule.has_classes()) return;
    const kernels::ClassOperands<T> operands = class_operands();
    cuda_check(kernels::compare_with_targets(operands, classes_, weights_, class_rows_, stream_),
               "compare_with_targets");
}

template <class T>
kernels::SmoothingOperands<T> CudaPrimitives<T>::smoothing_operands() const {
    return {static_cast<const T*>(call_.buffers.rows.z),
            static_cast<const T*>(call_.buffers.cols.z), plan_.problem.dim};
}

template <class T>
void CudaPrimitives<T>::compare_with_all_columns() {
    if (smoothing_sums_.columns == nullptr) return;
    const kernels::SeenColumns& seen = smoothing_.seen;
    const kernels::SmoothingOperands<T> operands = smoothing_operands();
    const bool has_means = rows_.smoothed_mean != nullptr;
    for (int group = 0; group < seen.n_groups(); ++group) {
        const std::int64_t first = seen.first_col(group);
        cuda_check(kernels::sum_rows<T>(operands.cols + first * operands.dim, seen.group_size(),
                                        operands.dim, nullptr,
                                        smoothing_sums_.columns + group * operands.dim, stream_),
                   "sum_rows");
        if (!has_means || entries_.col_bias == nullptr) continue;
        cuda_check(
            kernels::reduce_loss<T>(entries_.col_bias + first, seen.group_size(), {nullptr, 1.0},
                                    nullptr, smoothing_sums_.terms + group, stream_),
            "reduce_loss");
    }
    if (!has_means) return;
    cuda_check(kernels::smoothed_means<T>(operands, smoothing_, smoothing_sums_, scale_, entries_,
                                          weights_, rows_.smoothed_mean, stream_),
               "smoothed_means");
}

template <class T>
void CudaPrimitives<T>::note_pairs() {
    std::int64_t* n_out_of_range = call_.outputs.n_out_of_range;
    if (n_out_of_range != nullptr) {
        cuda_check(cudaMemsetAsync(n_out_of_range, 0, sizeof(*n_out_of_range), stream_),
                   "cudaMemsetAsync");
    }
    const auto note = [&](const cuxentPairs& pairs, std::uint32_t* words) {
        cuda_check(kernels::note_pairs(pair_list(pairs, plan_.problem.index_type), members_.pairs,
                                       words, plan_.place.rows.count(), plan_.place.cols.count(),
                                       n_out_of_range, stream_),
                   "note_pairs");
    };
    note(call_.inputs.positive_pairs, members_.pairs.positives);
    if (members_.pairs.negatives != nullptr) {
        note(call_.inputs.negative_pairs, members_.pairs.negatives);
    }
}

template <class T>
void CudaPrimitives<T>::normalize_guide(Side side, void* z) {
    const auto& inputs = side == Side::kRows ? call_.inputs.guide_rows : call_.inputs.guide_cols;
    const std::int64_t dim = plan_.problem.guide_dim;
    cuda_check(kernels::normalize_rows<T>(device_views(inputs, side, plan_.problem.type), dim,
                                          device_norm_rule(true, CUXENT_SMALL_NORM_ZERO, 0),
                                          absence(side), {z, dim, arithmetic_element<T>(), {}},
                                          static_cast<T*>(nullptr), stream_),
               "normalize_rows");
}

/// Rows and columns are apart: a panel has all columns of its rows, the target among them. It goes
/// where the coefficients will.
template <class T>
void CudaPrimitives<T>::note_guide() {
    const GuideBuffers& buffers = call_.buffers.guide;
    const std::int64_t dim = plan_.problem.guide_dim;
    normalize_guide(Side::kRows, buffers.rows);
    normalize_guide(Side::kCols, buffers.cols);
    for (std::int64_t i = 0; i < plan_.schedule.n_tiles(); ++i) {
        const Tile tile = plan_.schedule.tile(i);
        kernels::Panel<T> g = panel(tile);
        g.data = coefficients_of(tile);
        const T* rows = static_cast<const T*>(buffers.rows) + tile.row_begin * dim;
        const T* cols = static_cast<const T*>(buffers.cols) + tile.col_begin * dim;
        cublas_.gemm(g.n_rows, g.n_cols, dim, {rows, dim, false}, {cols, dim, true}, T{0}, g.data,
                     g.ld, product_);
        cuda_check(
            kernels::note_guide(g, own_target(), plan_.guide_rule(), entries_.guide, stream_),
            "note_guide");
    }
}

template <class T>
void CudaPrimitives<T>::begin_gradient() {
    notes_targets_ = false;
    if (smoothing_sums_.rows == nullptr) return;
    const kernels::SeenColumns& seen = smoothing_.seen;
    const kernels::SmoothingOperands<T> operands = smoothing_operands();
    for (int group = 0; group < seen.n_groups(); ++group) {
        const std::int64_t first = seen.first_row(group);
        cuda_check(kernels::sum_rows<T>(operands.rows + first * operands.dim, seen.rows_of_group(),
                                        operands.dim, rows_.share + first,
                                        smoothing_sums_.rows + group * operands.dim, stream_),
                   "sum_rows");
    }
}

template <class T>
void CudaPrimitives<T>::add_smoothing(Side side) {
    const bool symmetric = plan_.rule.symmetric();
    const kernels::SmoothingSides sides{side == Side::kRows, side == Side::kCols || symmetric};
    cuda_check(
        kernels::add_smoothing<T>(smoothing_operands(), smoothing_, smoothing_sums_, rows_.share,
                                  sides, static_cast<T*>(operand(side).gradient), stream_),
        "add_smoothing");
}

template <class T>
void CudaPrimitives<T>::add_class_gradients(Side side) {
    const kernels::ClassOperands<T> operands = class_operands();
    auto* gradient = static_cast<T*>(operand(side).gradient);
    if (side == Side::kRows) {
        cuda_check(kernels::add_to_rows<T>(operands, classes_, weights_, class_rows_, rows_.pull,
                                           gradient, stream_),
                   "add_to_rows");
    } else {
        cuda_check(kernels::add_to_classes<T>(operands, classes_, weights_, class_rows_, rows_.pull,
                                              scale_, scalars_, gradient, stream_),
                   "add_to_classes");
    }
}

template <class T>
void CudaPrimitives<T>::begin_statistics() {
    notes_targets_ = true;
    cuda_check(
        kernels::begin_statistics(rows_, plan_.place.rows.count(), scale_, row_rule_, stream_),
        "begin_statistics");
}

template <class T>
void CudaPrimitives<T>::begin_ranks() {
    cuda_check(kernels::begin_ranks(weights_, plan_.place.rows.count(), call_.ranks(), stream_),
               "begin_ranks");
}

/// One worker, the stream: tiles in the order of the schedule, each after the one before.
template <class T>
void CudaPrimitives<T>::for_each_tile(FunctionRef<void(TileWorker&, const Tile&)> work) {
    for (std::int64_t i = 0; i < plan_.schedule.n_tiles(); ++i) work(*this, plan_.schedule.tile(i));
}

template <class T>
kernels::Panel<T> CudaPrimitives<T>::panel(const Tile& tile) const {
    const Buffers& buffers = call_.buffers;
    T* data = buffers.kept != nullptr
                  ? static_cast<T*>(buffers.kept) + plan_.schedule.kept_offset(tile.index)
                  : static_cast<T*>(buffers.tiles);
    return {data,          plan_.schedule.ld(tile), tile.n_rows(),
            tile.n_cols(), tile.row_begin,          tile.col_begin};
}

/// In place, unless the tile is the caller's to keep.
template <class T>
T* CudaPrimitives<T>::coefficients_of(const Tile& tile) const {
    return call_.buffers.tiles != nullptr ? static_cast<T*>(call_.buffers.tiles) : panel(tile).data;
}

template <class T>
const kernels::Diagonal& CudaPrimitives<T>::own_target() const {
    return plan_.rule.has_classes() ? self_ : target_;
}

template <class T>
void CudaPrimitives<T>::similarity(const Tile& tile) {
    const std::int64_t dim = plan_.problem.dim;
    const kernels::Panel<T> s = panel(tile);
    const T* z_rows = static_cast<const T*>(call_.buffers.rows.z) + tile.row_begin * dim;
    const T* z_cols = static_cast<const T*>(call_.buffers.cols.z) + tile.col_begin * dim;
    cublas_.gemm(s.n_rows, s.n_cols, dim, {z_rows, dim, false}, {z_cols, dim, true}, T{0}, s.data,
                 s.ld, product_);
    if (!entries_.exist()) return;
    cuda_check(kernels::adjust_panel(s, scale_, entries_, own_target(),
                                     row_rule_.sets ? &members_ : nullptr, tile.mirrored,
                                     notes_targets_ ? rows_.target_cosine : nullptr, stream_),
               "adjust_panel");
}

/// Only the device knows of classes, but their panels are whole.
template <class T>
bool CudaPrimitives<T>::may_have_targets(const Tile& tile) const {
    return plan_.rule.has_classes() || plan_.place.has(Role::kTarget, tile);
}

template <class T>
void CudaPrimitives<T>::note_targets(const Tile& tile) {
    cuda_check(
        kernels::note_targets(panel(tile), own_target(), tile.mirrored, rows_.positive, stream_),
        "note_targets");
}

template <class T>
void CudaPrimitives<T>::rank(const Tile& tile) {
    cuda_check(kernels::tile_ranks<T>(panel(tile), self_, target_, tile.mirrored, rows_.positive,
                                      weights_, call_.ranks(), stream_),
               "tile_ranks");
}

template <class T>
void CudaPrimitives<T>::statistics(const Tile& tile) {
    if (row_rule_.sets) {
        set_statistics(tile, kernels::SumKind::kNegatives);
        if (!row_rule_.pairs) {
            set_statistics(tile, plan_.numbers_targets() ? kernels::SumKind::kWeightedTargets
                                                         : kernels::SumKind::kTargets);
        }
        return;
    }
    const kernels::Panel<T> s = panel(tile);
    cuda_check(kernels::tile_statistics(
                   s, scale_, self_, target_,
                   {tile.mirrored, keeps_exponentials(), notes_targets_, row_rule_.sigmoid}, rows_,
                   partials_, stream_),
               "tile_statistics");
    merge(tile, row_rule_.sigmoid ? kernels::SumKind::kSigmoids : kernels::SumKind::kNegatives);
}

template <class T>
void CudaPrimitives<T>::pair_statistics(const Tile& tile) {
    set_statistics(tile, kernels::SumKind::kPairs);
}

template <class T>
void CudaPrimitives<T>::set_statistics(const Tile& tile, kernels::SumKind kind) {
    cuda_check(kernels::tile_set_statistics(panel(tile), scale_, self_, members_, kind,
                                            tile.mirrored, rows_, partials_, stream_),
               "tile_set_statistics");
    merge(tile, kind);
}

template <class T>
void CudaPrimitives<T>::merge(const Tile& tile, kernels::SumKind kind) {
    cuda_check(kernels::merge_statistics(panel(tile), scale_, kind, tile.mirrored, partials_, rows_,
                                         stream_),
               "merge_statistics");
}

template <class T>
void CudaPrimitives<T>::coefficients(const Tile& tile) {
    const bool symmetric = plan_.rule.symmetric();
    if (row_rule_.sets) {
        cuda_check(kernels::tile_set_coefficients(panel(tile), coefficients_of(tile), scale_, self_,
                                                  members_, row_rule_.pairs, symmetric, entries_,
                                                  rows_, stream_),
                   "tile_set_coefficients");
        return;
    }
    cuda_check(kernels::tile_coefficients(
                   panel(tile), coefficients_of(tile), scale_, self_, target_,
                   {symmetric, keeps_exponentials(), row_rule_.sigmoid}, entries_, rows_, stream_),
               "tile_coefficients");
}

template <class T>
bool CudaPrimitives<T>::keeps_exponentials() const {
    return (call_.buffers.kept != nullptr || call_.single_pass) && !entries_.is_capped();
}

template <class T>
bool CudaPrimitives<T>::is_wanted(Side side) const {
    if (side == Side::kRows && call_.gradients.scale != nullptr) return true;
    const auto& matrices = side == Side::kRows ? call_.gradients.rows : call_.gradients.cols;
    return matrices[0].data != nullptr || matrices[1].data != nullptr;
}

template <class T>
void CudaPrimitives<T>::gradient_product(const Tile& tile) {
    const std::int64_t dim = plan_.problem.dim;
    const std::int64_t ld = plan_.schedule.ld(tile);
    const T* w = coefficients_of(tile);
    const auto at = [dim](void* matrix, std::int64_t row) {
        return static_cast<T*>(matrix) + row * dim;
    };
    const auto beta = [](std::int64_t turn) { return turn == 0 ? T{0} : T{1}; };
    const Buffers& buffers = call_.buffers;
    if (is_wanted(Side::kRows)) {
        cublas_.gemm(tile.n_rows(), dim, tile.n_cols(), {w, ld, false},
                     {at(buffers.cols.z, tile.col_begin), dim, false}, beta(tile.row_turn),
                     at(buffers.rows.gradient, tile.row_begin), dim, product_);
    }
    const bool has_column_side = tile.mirrored || !plan_.rule.symmetric();
    if (has_column_side && is_wanted(tile.mirrored ? Side::kRows : Side::kCols)) {
        cublas_.gemm(tile.n_cols(), dim, tile.n_rows(), {w, ld, true},
                     {at(buffers.rows.z, tile.row_begin), dim, false}, beta(tile.col_turn),
                     at(buffers.cols.gradient, tile.col_begin), dim, product_);
    }
}

template <class T>
kernels::RowWeights<T> CudaPrimitives<T>::absence(Side side) const {
    return side == Side::kRows && !plan_.rule.symmetric() ? weights_
                                                          : kernels::RowWeights<T>{nullptr};
}

template <class T>
kernels::ReductionInput CudaPrimitives<T>::reduction() const {
    return {plan_.divides_by_weights() ? &scalars_->reduction : nullptr, plan_.reduction_factor()};
}

template <class T>
void CudaPrimitives<T>::count_rows() {
    if (!plan_.divides_by_weights()) return;
    cuda_check(kernels::count_rows(rows_, weights_, row_rule_, plan_.place.rows.count(),
                                   mean_over(plan_.problem), &scalars_->reduction, stream_),
               "count_rows");
}

template <class T>
kernels::RowViews CudaPrimitives<T>::views() const {
    return {plan_.rule.n_views, plan_.place.rows.n};
}

template <class T>
void CudaPrimitives<T>::weigh_positives() {
    if (row_rule_.vmf_sigma == 0) return;
    cuda_check(kernels::sum_positives(rows_, views(), row_rule_, weights_, scalars_, stream_),
               "sum_positives");
}

template <class T>
void CudaPrimitives<T>::finish_rows() {
    finish_range(all_rows());
}

template <class T>
void CudaPrimitives<T>::finish_range(const kernels::RowRange& rows) {
    const cuxentOutputs& outputs = call_.outputs;
    cuda_check(kernels::finish_rows(
                   rows_, rows, views(), scale_, row_rule_, classes_, class_rows_, entries_,
                   smoothing_, weights_, scalars_, static_cast<T*>(call_.buffers.row_loss),
                   static_cast<T*>(outputs.row_loss), static_cast<T*>(outputs.row_lse), stream_),
               "finish_rows");
}

template <class T>
void CudaPrimitives<T>::reduce_loss() {
    auto* loss = static_cast<T*>(call_.outputs.loss);
    if (loss == nullptr) return;
    const auto* row_loss = static_cast<const T*>(call_.buffers.row_loss);
    const std::int64_t n = plan_.place.rows.count();
    if (plan_.problem.reduction == CUXENT_REDUCTION_NONE) {
        cuda_check(cudaMemcpyAsync(loss, row_loss, static_cast<std::size_t>(n) * sizeof(T),
                                   cudaMemcpyDeviceToDevice, stream_),
                   "cudaMemcpyAsync");
    } else {
        const double* island = nullptr;
        if (classes_.island != 0) {
            island = &scalars_->island;
            cuda_check(kernels::island_term<T>(
                           class_operands(), static_cast<const T*>(call_.buffers.cols.norm),
                           norm_rule_, classes_, class_rows_, &scalars_->island, stream_),
                       "island_term");
        }
        cuda_check(kernels::reduce_loss(row_loss, n, reduction(), island, loss, stream_),
                   "reduce_loss");
    }
}

template <class T>
void CudaPrimitives<T>::weigh_rows() {
    find_common_factor();
    weigh_range(all_rows());
}

template <class T>
kernels::UpstreamInput CudaPrimitives<T>::upstream() const {
    return {call_.upstream.data, call_.upstream.value,
            plan_.problem.reduction == CUXENT_REDUCTION_NONE, reduction()};
}

template <class T>
void CudaPrimitives<T>::find_common_factor() {
    cuda_check(kernels::common_factor(upstream(), weights_, plan_.place.rows.count(), classes_,
                                      scalars_, stream_),
               "common_factor");
    if (!row_rule_.vmf_attached) return;
    cuda_check(kernels::sum_positive_pulls(rows_, views(), scale_, row_rule_, entries_, weights_,
                                           upstream(), scalars_, stream_),
               "sum_positive_pulls");
}

template <class T>
void CudaPrimitives<T>::weigh_range(const kernels::RowRange& rows) {
    cuda_check(kernels::weigh_rows(rows_, rows, views(), scale_, row_rule_, classes_, class_rows_,
                                   entries_, smoothing_, weights_, upstream(), scalars_, stream_),
               "weigh_rows");
}

/// A panel has all columns of its rows: their statistics are complete when it has been summed up,
/// and nothing but the order of the steps differs from two passes over panels that are kept.
template <class T>
void CudaPrimitives<T>::single_pass() {
    find_common_factor();
    const bool ranks = call_.wants_ranks();
    if (ranks) begin_ranks();
    for_each_tile([this, ranks](TileWorker& worker, const Tile& tile) {
        worker.similarity(tile);
        if (ranks) {
            worker.note_targets(tile);
            worker.rank(tile);
        }
        worker.statistics(tile);
        const kernels::RowRange rows{tile.row_begin, tile.row_end};
        finish_range(rows);
        weigh_range(rows);
        worker.coefficients(tile);
        worker.gradient_product(tile);
    });
    begin_gradient();  // sums of the rows, which are weighed now
    normalize_backward(Side::kRows);
    normalize_backward(Side::kCols);
}

template <class T>
void CudaPrimitives<T>::normalize_backward(Side side) {
    if (!is_wanted(side)) return;
    if (plan_.rule.has_classes()) add_class_gradients(side);
    if (smoothing_sums_.rows != nullptr) add_smoothing(side);
    const cuxentGradients& wanted = call_.gradients;
    const auto& gradients = side == Side::kRows ? wanted.rows : wanted.cols;
    const OperandBuffers& buffers = operand(side);
    cuda_check(
        kernels::normalize_backward<T>(
            static_cast<const T*>(buffers.z), static_cast<const T*>(buffers.norm),
            static_cast<const T*>(buffers.gradient), plan_.problem.dim, norm_rule_, absence(side),
            scale_, &scalars_->common, device_views(gradients, side, plan_.problem.grad_type),
            wanted.accumulate != 0, static_cast<T*>(buffers.radial), stream_),
        "normalize_backward");
}

template <class T>
void CudaPrimitives<T>::reduce_scale_gradient() {
    auto* result = static_cast<T*>(call_.gradients.scale);
    if (result == nullptr) return;
    // Where the rows are the columns, W = G + G^T counts every pair twice.
    const double both = plan_.rule.symmetric() ? 0.5 : 1.0;
    cuda_check(kernels::reduce_scale_gradient(static_cast<const T*>(call_.buffers.rows.radial),
                                              rows_.scale_rest, plan_.place.rows.count(), both,
                                              &scalars_->common, scale_,
                                              call_.gradients.accumulate != 0, result, stream_),
               "reduce_scale_gradient");
}

/// A softmax does not see the bias; its log-sum-exp does.
template <class T>
void CudaPrimitives<T>::reduce_bias_gradient() {
    auto* result = static_cast<T*>(call_.gradients.bias);
    const bool accumulate = call_.gradients.accumulate != 0;
    if (result == nullptr) return;
    if (row_rule_.sigmoid || row_rule_.z_loss != 0) {
        cuda_check(kernels::reduce_bias_gradient(rows_, plan_.place.rows.count(), &scalars_->common,
                                                 scale_, accumulate, result, stream_),
                   "reduce_bias_gradient");
    } else if (!accumulate) {
        cuda_check(cudaMemsetAsync(result, 0, sizeof(T), stream_), "cudaMemsetAsync");
    }
}

void load_kernels() {
    for (const auto load : {kernels::load_adjust_panel,
                            kernels::load_note_pairs,
                            kernels::load_note_guide,
                            kernels::load_positive_sums,
                            kernels::load_normalize_rows,
                            kernels::load_tile_statistics,
                            kernels::load_tile_set_statistics,
                            kernels::load_merge_statistics,
                            kernels::load_classes,
                            kernels::load_smoothing,
                            kernels::load_finish_rows,
                            kernels::load_reduce,
                            kernels::load_weigh_rows,
                            kernels::load_tile_ranks,
                            kernels::load_tile_coefficients,
                            kernels::load_tile_set_coefficients,
                            kernels::load_normalize_backward,
                            kernels::load_sample_negatives,
                            kernels::load_note_gathered_guide,
                            kernels::load_gathered_statistics,
                            kernels::load_gathered_gradient,
                            kernels::load_gathered_ranks,
                            kernels::load_order_sources,
                            kernels::load_segment_gradient}) {
        cuda_check(load(), "cudaFuncGetAttributes");
    }
}

template class CudaPrimitives<float>;
template class CudaPrimitives<double>;

}  // namespace cuxent::impl
