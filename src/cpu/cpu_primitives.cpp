// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_primitives.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/scale_kind.hpp"
#include "cpu/cpu_set_tile_worker.hpp"
#include "cpu/pair_bits.hpp"
#include "cpu/rows.hpp"
#include "engine/class_rule.hpp"
#include "engine/mean_over.hpp"

namespace cuxent::impl {
namespace {

/// Cost of a row's handful of logarithms and exponentials, in elements of a row.
constexpr std::int64_t kCostOfRowMath = 64;

double logit_scale(const Call& call) {
    return kernels::logit_scale_of(call.inputs.scale.value,
                                   scale_kind(call.plan.problem.scale_kind));
}

/// The matrix that holds a row of an operand, and the row's place in it.
struct MatrixRow {
    int matrix;
    std::int64_t row;
};

MatrixRow locate(const Plan& plan, Side side, std::int64_t row) {
    const std::int64_t n = plan.place.of(side).n;
    return row >= n && plan.has_second_matrix(side) ? MatrixRow{1, row - n} : MatrixRow{0, row};
}

/// Sum in double, in the order of the rows.
template <class T>
double sum_of(const T* values, std::int64_t n) {
    double sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += static_cast<double>(values[i]);
    return sum;
}

}  // namespace

template <class T>
CpuPrimitives<T>::CpuPrimitives(const Call& call, ThreadTeam& team)
    : state_(
          call,
          kernels::make_logits<T>(
              logit_scale(call), call.plan.normalizes() && entry_options<T>(call).are_bounded(),
              call.plan.n_terms(), call.inputs.bias.value,
              call.single_pass ? kernels::kLeastExponentOfVectors<T> : kernels::kLeastExponent<T>)),
      classes_(state_),
      smoothing_(state_),
      team_(team),
      weights_(row_weights<T>(call)),
      n_workers_(std::min(call.plan.n_workers, team.size())),
      norm_rule_(cpu_norm_rule<T>(call.plan.normalizes(), call.plan.problem.small_norm,
                                  call.plan.problem.norm_eps)),
      row_rule_(call.plan.row_rule()),
      turns_(call.plan.schedule, static_cast<std::int32_t*>(call.buffers.progress)),
      reduction_factor_(call.plan.reduction_factor()) {}

template <class T>
void CpuPrimitives<T>::normalize(Side side) {
    const Plan& plan = state_.plan;
    const auto& operand = state_.operand(side);
    const auto& inputs = side == Side::kRows ? state_.call.inputs.rows : state_.call.inputs.cols;
    const std::int64_t dim = plan.problem.dim;
    for_rows(team_, n_workers_, state_.plan.place.of(side).count(), dim, [&](std::int64_t row) {
        const MatrixRow at = locate(plan, side, row);
        if (is_absent(side, row)) {
            std::fill_n(operand.z + row * dim, dim, T{0});
            operand.norm[row] = 0;
            return;
        }
        operand.norm[row] = read_row(inputs[at.matrix], at.row, operand.z + row * dim);
    });
}

template <class T>
bool CpuPrimitives<T>::is_absent(Side side, std::int64_t row) const {
    return side == Side::kRows && !state_.plan.rule.symmetric() && !weights_.counts(row);
}

template <class T>
T CpuPrimitives<T>::read_row(const cuxentConstMatrix& matrix, std::int64_t row, T* z) const {
    const cuxentProblem& problem = state_.plan.problem;
    const void* x = row_of(matrix, problem.type, row);
    const bool direct = norm_rule_.normalizes && problem.type == arithmetic_type<T>();
    if (!direct) widen_row(x, problem.type, problem.dim, z);
    if (!norm_rule_.normalizes) return T{1};
    return normalize_row(direct ? static_cast<const T*>(x) : z, problem.dim, norm_rule_, z);
}

template <class T>
void CpuPrimitives<T>::for_sum_pieces(std::int64_t n_rows, FunctionRef<void(std::int64_t)> work) {
    for_rows(team_, n_workers_, smoothing_.n_pieces(), n_rows, work);
}

template <class T>
void CpuPrimitives<T>::compare_with_targets() {
    if (!state_.plan.rule.has_classes()) return;
    for_rows(team_, n_workers_, state_.plan.place.rows.count(), 2 * state_.plan.problem.dim,
             [this](std::int64_t row) { classes_.compare_with_target(row); });
}

template <class T>
void CpuPrimitives<T>::compare_with_all_columns() {
    if (!smoothing_.sums_columns()) return;
    for_sum_pieces(smoothing_.n_cols_summed(),
                   [this](std::int64_t piece) { smoothing_.sum_columns(piece); });
    if (state_.smoothed_mean == nullptr) return;
    if (state_.entries.col_bias != nullptr) smoothing_.sum_terms();
    for_rows(team_, n_workers_, state_.plan.place.rows.count(), 2 * state_.plan.problem.dim,
             [this](std::int64_t row) {
                 if (weights_.counts(row)) smoothing_.take_mean(row);
             });
}

template <class T>
void CpuPrimitives<T>::note_pairs() {
    note_listed_pairs(state_.call, state_.members.pairs);
}

template <class T>
void CpuPrimitives<T>::normalize_guide(const CpuGuide<T>& guide, Side side) const {
    const Plan& plan = state_.plan;
    const cuxentInputs& inputs = state_.call.inputs;
    const auto& matrices = side == Side::kRows ? inputs.guide_rows : inputs.guide_cols;
    for_rows(team_, n_workers_, plan.place.of(side).count(), plan.problem.guide_dim,
             [&](std::int64_t row) {
                 const MatrixRow at = locate(plan, side, row);
                 if (is_absent(side, row)) {
                     guide.leave_empty(row);
                 } else {
                     guide.normalize(side, row, matrices[at.matrix], at.row);
                 }
             });
}

/// As ranks do, a comparison wants the similarity of the target from the product that the others
/// come from: tiles with targets are visited before all are compared.
template <class T>
void CpuPrimitives<T>::note_guide() {
    const TileSchedule& schedule = state_.plan.schedule;
    const CpuGuide<T> guide(state_);
    normalize_guide(guide, Side::kRows);
    normalize_guide(guide, Side::kCols);
    guide.begin_targets();
    for_pieces(schedule.n_tiles(), [&](CpuTileWorker<T>& worker, std::int64_t i) {
        const Tile tile = schedule.tile(i);
        if (!worker.may_have_targets(tile)) return;
        T* g = worker.coefficients_of(tile);
        guide.similarity(tile, g);
        guide.note_targets(tile, g);
    });
    for_pieces(schedule.n_tiles(), [&](CpuTileWorker<T>& worker, std::int64_t i) {
        const Tile tile = schedule.tile(i);
        T* g = worker.coefficients_of(tile);
        guide.similarity(tile, g);
        guide.note_entries(tile, g);
    });
}

template <class T>
void CpuPrimitives<T>::begin_statistics() {
    const std::int64_t n = state_.plan.place.rows.count() + static_cast<std::int64_t>(kRowSlack);
    std::fill_n(state_.sum, n, T{0});
    const kernels::Logits<T>& logits = state_.logits;
    const T shift = row_rule_.sigmoid  ? T{0}
                    : logits.one_shift ? logits.shift
                                       : -std::numeric_limits<T>::infinity();
    std::fill_n(state_.shift, n, shift);
    if (state_.plan.rule.has_sets()) {
        std::fill_n(state_.target_shift, n, shift);
        for (T* sums :
             {state_.target_sum, state_.target_count, state_.target_number, state_.positive}) {
            if (sums != nullptr) std::fill_n(sums, n, T{0});
        }
    }
    state_.notes_targets = true;
}

template <class T>
void CpuPrimitives<T>::begin_ranks() {
    const kernels::RankArrays ranks = state_.call.ranks();
    for (std::int64_t row = 0; row < state_.plan.place.rows.count(); ++row) {
        ranks.begin(row, weights_.counts(row));
    }
}

template <class T>
void CpuPrimitives<T>::begin_gradient() {
    state_.notes_targets = false;
    const bool has_classes = state_.plan.rule.has_classes();
    if (has_classes && state_.is_wanted(Side::kCols, 0, classes_.rule().n_classes)) {
        classes_.group_rows();
    }
    if (smoothing_.sums_rows()) {
        for_sum_pieces(smoothing_.n_rows_summed(),
                       [this](std::int64_t piece) { smoothing_.sum_rows(piece); });
    }
}

template <class T>
void CpuPrimitives<T>::for_pieces(std::int64_t n,
                                  FunctionRef<void(CpuTileWorker<T>&, std::int64_t)> work) {
    team_.for_pieces(n_workers_, n, [&](int worker, std::int64_t i) {
        if (state_.plan.rule.has_sets()) {
            CpuSetTileWorker<T> tile_worker(state_, turns_, worker);
            work(tile_worker, i);
        } else {
            CpuTileWorker<T> tile_worker(state_, turns_, worker);
            work(tile_worker, i);
        }
    });
}

template <class T>
void CpuPrimitives<T>::for_each_tile(FunctionRef<void(TileWorker&, const Tile&)> work) {
    const TileSchedule& schedule = state_.plan.schedule;
    turns_.begin();
    for_pieces(schedule.n_tiles(),
               [&](CpuTileWorker<T>& worker, std::int64_t i) { work(worker, schedule.tile(i)); });
}

/// Few tiles would often have their workers wait for a turn. Where all coefficients may stay in
/// place, and the blocks are shared out evenly, a worker takes a whole block to its end instead:
/// its sums are nobody else's, and in the same order.
template <class T>
void CpuPrimitives<T>::gradient_pass(const Call& call) {
    constexpr std::int64_t kFewBlocks = 4;
    const TileSchedule& schedule = state_.plan.schedule;
    const std::int64_t n_row_blocks = schedule.n_row_blocks();
    const std::int64_t n_col_blocks = schedule.is_triangle() ? 0 : schedule.n_col_blocks();
    const std::int64_t n_blocks = n_row_blocks + n_col_blocks;
    const bool coefficients_stay = state_.kept != nullptr && state_.tiles == nullptr;
    if (!coefficients_stay || n_blocks > kFewBlocks || n_blocks % n_workers_ != 0) {
        schedule.has_halves() ? gradient_of_two_blocks() : Primitives::gradient_pass(call);
        return;
    }
    for_pieces(schedule.n_tiles(), [&](CpuTileWorker<T>& worker, std::int64_t i) {
        worker.coefficients(schedule.tile(i));
    });
    for_pieces(n_blocks, [&](CpuTileWorker<T>& worker, std::int64_t i) {
        if (i < n_row_blocks) {
            gradient_of_row_block(worker, i);
        } else {
            gradient_of_col_block(worker, i - n_row_blocks);
        }
    });
}

/// The diagonal, then the pair: its similarities and coefficients in halves, to one place, its
/// gradient block by block. The products, and so the bits, are those of coefficients that stay.
template <class T>
void CpuPrimitives<T>::gradient_of_two_blocks() {
    const TileSchedule& schedule = state_.plan.schedule;
    const auto weigh = [this](CpuTileWorker<T>& worker, const Tile& tile) {
        if (state_.kept == nullptr) worker.similarity(tile);
        worker.coefficients(tile);
    };
    for_pieces(2, [&](CpuTileWorker<T>& worker, std::int64_t block) {
        const Tile diagonal = schedule.tile(block);
        weigh(worker, diagonal);
        worker.row_product(diagonal);
    });
    state_.pair = state_.tiles;
    for_pieces(2, [&](CpuTileWorker<T>& worker, std::int64_t half) {
        weigh(worker, schedule.tile(2 + half));
    });
    const Tile pair = schedule.uncut().tile(2);
    for_pieces(2, [&](CpuTileWorker<T>& worker, std::int64_t block) {
        block == 0 ? worker.row_product(pair) : worker.col_product(pair);
        normalize_range_backward(Side::kRows, schedule.row_block(block));
    });
    state_.pair = nullptr;
}

/// A worker takes a strip of rows through all columns, with exponentials that nothing weighs yet:
///
///   E_ij = 2^(t_ij - shift),   g_i = sum_j E_ij z_j       sigmoid(s_ij) for pairwise sigmoids
///
/// and when the sums of its rows are complete, gradient_i = weight_i 2^-weight_shift_i g_i +
/// pull_i z_target: the coefficients of row_math.h, with the factor of a row taken out of the
/// product. Where each row has its own shift, g_i is what it is relative to the largest logit so
/// far, and follows it; where all have one, it is a shift for which nothing is lost to underflow
/// (kLeastExponentOfVectors).
///
/// Nobody else adds to the strip's rows, so that no worker waits for a turn. Strips are as high as
/// the rows of the problem allow for a few of them, whatever the number of workers.
template <class T>
void CpuPrimitives<T>::single_pass() {
    // All tiles, where a call was granted them, have room for one of each worker.
    if (state_.kept != nullptr) state_.tiles = std::exchange(state_.kept, nullptr);
    const TileSchedule& schedule = state_.plan.schedule;
    const TileSchedule strips = schedule.with_height(
        std::min(schedule.tile_rows(), choose_tile_rows(schedule.part_rows())));
    const UpstreamOfRows<T> upstream = scaled_upstream();
    for_pieces(strips.n_row_blocks(), [&](CpuTileWorker<T>& worker, std::int64_t strip) {
        const TileSchedule::Range rows = strips.row_block(strip);
        visit_strip(worker, rows, strips.cols_of_row_block(strip));
        for (std::int64_t row = rows.begin; row < rows.end; ++row) {
            const kernels::RowStatistics<T> statistics = this->statistics(row);
            finish_row(row, statistics);
            weigh_row(row, statistics, upstream[row]);
            weigh_gradient(row);
        }
        normalize_range_backward(Side::kRows, rows);
    });
}

template <class T>
void CpuPrimitives<T>::visit_strip(CpuTileWorker<T>& worker, TileSchedule::Range rows,
                                   TileSchedule::Range cols) const {
    const std::int64_t width = state_.plan.schedule.tile_rows();
    Tile tile{};
    tile.row_begin = rows.begin;
    tile.row_end = rows.end;
    for (tile.col_begin = cols.begin; tile.col_begin < cols.end; tile.col_begin = tile.col_end) {
        tile.col_end = std::min(tile.col_begin + width, cols.end);
        worker.similarity(tile);
        worker.exponentials(tile);
        worker.row_product(tile);
        ++tile.row_turn;
    }
}

template <class T>
void CpuPrimitives<T>::weigh_gradient(std::int64_t row) const {
    if (!state_.is_wanted(Side::kRows, row, row + 1)) return;
    const std::int64_t dim = state_.plan.problem.dim;
    T* gradient = state_.rows.gradient + row * dim;
    scale_row(gradient, state_.weight[row] * std::exp2(-state_.weight_shift[row]), dim, gradient);
    for (const Run& run : state_.plan.place.runs(row, row + 1, 0, state_.plan.place.cols.count())) {
        if (run.role != Role::kTarget || run.row_begin == run.row_end) continue;
        add_scaled_row(state_.cols.z + (row + run.shift) * dim, state_.pull[row], dim, gradient);
    }
}

/// Halves of a pair share the work of its coefficients; its gradient is one product.
template <class T>
void CpuPrimitives<T>::gradient_of_row_block(CpuTileWorker<T>& worker, std::int64_t block) const {
    const TileSchedule schedule = state_.plan.schedule.uncut();
    for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
        const Tile tile = schedule.tile(i);
        if (tile.row_block == block) worker.row_product(tile);
        if (schedule.is_triangle() && tile.col_block == block) worker.col_product(tile);
    }
    normalize_range_backward(Side::kRows, schedule.row_block(block));
}

template <class T>
void CpuPrimitives<T>::gradient_of_col_block(CpuTileWorker<T>& worker, std::int64_t block) const {
    const TileSchedule& schedule = state_.plan.schedule;
    for (std::int64_t i = 0; i < schedule.n_tiles(); ++i) {
        const Tile tile = schedule.tile(i);
        if (tile.col_block == block) worker.col_product(tile);
    }
    const Side side = state_.plan.rule.symmetric() ? Side::kRows : Side::kCols;
    normalize_range_backward(side, schedule.col_block(block));
}

template <class T>
void CpuPrimitives<T>::normalize_range_backward(Side side, TileSchedule::Range range) const {
    const T factor = gradient_factor();
    for (std::int64_t row = range.begin; row < range.end; ++row) {
        normalize_row_backward(side, row, factor);
    }
}

template <class T>
kernels::RowStatistics<T> CpuPrimitives<T>::statistics(std::int64_t row) const {
    return {state_.shift[row], state_.sum[row], state_.positive[row]};
}

template <class T>
kernels::TargetSet<T> CpuPrimitives<T>::target_set(std::int64_t row) const {
    const T* number = state_.target_number != nullptr ? state_.target_number : state_.target_count;
    return {state_.target_shift[row], state_.target_sum[row], state_.positive[row],
            state_.target_count[row], number[row]};
}

template <class T>
void CpuPrimitives<T>::count_rows() {
    const Plan& plan = state_.plan;
    if (!plan.divides_by_weights()) return;
    double divisor = 0;
    for (std::int64_t row = 0; row < plan.place.rows.count(); ++row) {
        divisor += weights_.share(mean_over(plan.problem), row) *
                   kernels::terms_of(row_rule_, row_rule_.sets ? state_.target_count[row] : T{1});
    }
    reduction_factor_ = kernels::mean_factor(divisor);
}

template <class T>
void CpuPrimitives<T>::weigh_positives() {
    if (row_rule_.vmf_sigma == 0) return;
    const std::int64_t n = state_.plan.place.rows.n;
    const auto for_counted = [&](std::size_t view, const auto& visit) {
        const std::int64_t begin = static_cast<std::int64_t>(view) * n;
        for (std::int64_t row = begin; row < begin + n; ++row) {
            if (!weights_.counts(row) || state_.sum[row] == 0) continue;
            visit(static_cast<double>(state_.target_cosine[row]));
        }
    };
    for (std::size_t view = 0; view < static_cast<std::size_t>(state_.plan.rule.n_views); ++view) {
        kernels::PositiveSums sums{0, -std::numeric_limits<double>::infinity(), 0, 0};
        for_counted(view, [&](double cosine) {
            sums.count += 1;
            sums.largest = std::max(sums.largest, cosine);
        });
        for_counted(view, [&](double cosine) {
            sums.sum += std::exp((cosine - sums.largest) / row_rule_.vmf_sigma);
        });
        positives_[view] = sums;
    }
}

template <class T>
void CpuPrimitives<T>::attach_positives(const UpstreamOfRows<T>& upstream) {
    if (!row_rule_.vmf_attached) return;
    const std::int64_t n = state_.plan.place.rows.n;
    for (std::int64_t row = 0; row < state_.plan.place.rows.count(); ++row) {
        if (!weights_.counts(row) || state_.sum[row] == 0) continue;
        kernels::PositiveSums& sums = positives_[row < n ? 0 : 1];
        const double share = kernels::positive_share(
            sums, row_rule_.vmf_sigma, static_cast<double>(state_.target_cosine[row]));
        const T positive = state_.entries.own_positive(state_.positive[row], row, state_.logits);
        sums.pull += share * static_cast<double>(upstream[row]) * static_cast<double>(positive);
    }
}

template <class T>
kernels::PositiveTerms<T> CpuPrimitives<T>::positive_terms(
    std::int64_t row, const kernels::RowStatistics<T>& statistics, T upstream) const {
    if (row_rule_.vmf_sigma == 0 || statistics.sum == 0) return {};
    return kernels::positive_terms(
        positives_[row < state_.plan.place.rows.n ? 0 : 1], row_rule_, state_.target_cosine[row],
        state_.entries.own_positive(statistics.positive, row, state_.logits), state_.logits,
        upstream);
}

template <class T>
kernels::RowResult<T> CpuPrimitives<T>::row_result(
    std::int64_t row, const kernels::RowStatistics<T>& statistics) const {
    const kernels::Logits<T>& logits = state_.logits;
    const kernels::TargetSet<T> targets =
        row_rule_.sets ? target_set(row) : kernels::TargetSet<T>{};
    const kernels::RowResult<T> own =
        state_.plan.rule.has_classes()
            ? kernels::class_result(classes_.statistics(row), logits, classes_.rule())
            : kernels::row_result(statistics, targets, logits, row_rule_);
    return kernels::complete(own, state_.entries.row_term(row), row_rule_);
}

template <class T>
T CpuPrimitives<T>::smoothing_loss(std::int64_t row,
                                   const kernels::RowStatistics<T>& statistics) const {
    const T mean = smoothing_.mean(row);
    if (state_.plan.rule.has_classes()) {
        return kernels::class_smoothing_loss(classes_.statistics(row), mean, smoothing_.options(),
                                             state_.logits, classes_.rule());
    }
    const kernels::TargetSet<T> targets =
        row_rule_.sets ? target_set(row) : kernels::TargetSet<T>{};
    return kernels::smoothing_loss(smoothing_.options(), row, statistics, targets, row_rule_, mean,
                                   state_.logits);
}

template <class T>
T CpuPrimitives<T>::smooth(std::int64_t row, const kernels::RowStatistics<T>& statistics,
                           T n_targets, T upstream) const {
    if (!smoothing_.exists()) return 0;
    kernels::SmoothingFactors<T> factors{};
    if (weights_.counts(row)) {
        factors =
            kernels::smoothing_factors(smoothing_.options(), row, statistics, n_targets, upstream);
    }
    smoothing_.keep(row, factors.share);
    return factors.target;
}

template <class T>
kernels::RowUpstream<T> CpuPrimitives<T>::row_upstream(std::int64_t row,
                                                       const kernels::RowStatistics<T>& statistics,
                                                       T upstream) {
    if (row_rule_.z_loss == 0) return {upstream, T{0}};
    kernels::RowUpstream<T> result{};
    if (weights_.counts(row)) {
        result = kernels::row_upstream(row_result(row, statistics), row_rule_, upstream);
    }
    state_.lse_pull[row] = result.of_lse;
    return result;
}

template <class T>
void CpuPrimitives<T>::finish_row(std::int64_t row, const kernels::RowStatistics<T>& statistics) {
    const cuxentOutputs& outputs = state_.call.outputs;
    kernels::RowResult<T> result{};
    if (weights_.counts(row)) {
        result = row_result(row, statistics);
        result.loss += positive_terms(row, statistics, T{0}).loss;
        if (smoothing_.exists()) result.loss += smoothing_loss(row, statistics);
    }
    if (statistics.sum == 0) state_.shift[row] = 0;  // nothing was allowed: it may still be -inf
    if (row_rule_.sets && state_.target_count[row] == 0) state_.target_shift[row] = 0;
    state_.row_loss[row] = weights_.of(row) * result.loss;
    if (outputs.row_loss != nullptr) static_cast<T*>(outputs.row_loss)[row] = result.loss;
    if (outputs.row_lse != nullptr) static_cast<T*>(outputs.row_lse)[row] = result.lse;
}

template <class T>
void CpuPrimitives<T>::weigh_set(std::int64_t row, T upstream) {
    const kernels::RowStatistics<T> negatives = statistics(row);
    const kernels::RowUpstream<T> by = row_upstream(row, negatives, upstream);
    const auto factors = weights_.counts(row)
                             ? kernels::set_factors(negatives, target_set(row),
                                                    state_.logits.one_shift, row_rule_, by)
                             : kernels::SetFactors<T>{};
    state_.weight[row] = factors.negatives.weight;
    state_.weight_shift[row] = factors.negatives.weight_shift;
    state_.target_weight[row] = factors.targets.weight;
    state_.target_center[row] = factors.targets.center;
    state_.pull[row] =
        factors.targets.offset + smooth(row, negatives, state_.target_count[row], upstream);
}

template <class T>
void CpuPrimitives<T>::finish_rows() {
    for_rows(team_, n_workers_, state_.plan.place.rows.count(), kCostOfRowMath,
             [this](std::int64_t row) { finish_row(row, statistics(row)); });
}

template <class T>
void CpuPrimitives<T>::reduce_loss() {
    const cuxentProblem& problem = state_.plan.problem;
    auto* loss = static_cast<T*>(state_.call.outputs.loss);
    if (loss == nullptr) return;
    const std::int64_t n = state_.plan.place.rows.count();
    if (problem.reduction == CUXENT_REDUCTION_NONE) {
        std::copy_n(state_.row_loss, n, loss);
    } else {
        double result = sum_of(state_.row_loss, n) * reduction_factor_;
        const double island = classes_.rule().island;
        if (island != 0) result += island * classes_.island(norm_rule_);
        *loss = static_cast<T>(result);
    }
}

template <class T>
void CpuPrimitives<T>::weigh_row(std::int64_t row, const kernels::RowStatistics<T>& statistics,
                                 T upstream) {
    const kernels::RowUpstream<T> by = row_upstream(row, statistics, upstream);
    kernels::RowFactors<T> factors{};
    if (state_.plan.rule.has_classes()) {
        kernels::ClassFactors<T> all{};
        if (weights_.counts(row)) {
            all = kernels::class_factors(classes_.statistics(row), state_.logits, classes_.rule(),
                                         by);
        }
        classes_.keep(row, all);
        if (smoothing_.exists()) smoothing_.keep(row, all.share);
        factors = all.row;
    } else if (weights_.counts(row)) {
        factors = kernels::row_factors(statistics, state_.logits, row_rule_, by);
        const kernels::PositiveTerms<T> weighing = positive_terms(row, statistics, upstream);
        factors.pull += weighing.pull;
        if (row_rule_.vmf_attached) state_.scale_rest[row] = weighing.scale_rest;
    } else if (row_rule_.vmf_attached) {
        state_.scale_rest[row] = 0;
    }
    if (!state_.plan.rule.has_classes()) {
        factors.pull += smooth(row, statistics, T{1}, upstream);
        if (state_.entries.is_capped()) {
            const T of_target = state_.target_cosine[row];
            factors.pull *= state_.entry_factors().slope_of_capped(of_target);
        }
    }
    state_.weight[row] = factors.weight;
    state_.weight_shift[row] = factors.weight_shift;
    state_.pull[row] = factors.pull;
}

template <class T>
UpstreamOfRows<T> CpuPrimitives<T>::scaled_upstream() {
    const cuxentUpstream& upstream = state_.call.upstream;
    const auto* values = static_cast<const T*>(upstream.data);
    const bool is_vector =
        state_.plan.problem.reduction == CUXENT_REDUCTION_NONE && values != nullptr;
    const double value = is_vector           ? 1.0
                         : values != nullptr ? static_cast<double>(*values)
                                             : upstream.value;
    UpstreamOfRows<T> result{is_vector ? values : nullptr, weights_};
    double largest = 1;
    if (is_vector || weights_.vary()) {
        largest = 0;
        for (std::int64_t row = 0; row < state_.plan.place.rows.count(); ++row) {
            largest = std::max(largest, std::abs(result.weighted(row)));
        }
    }
    magnitude_ = std::max(largest * std::abs(reduction_factor_), classes_.rule().island);
    common_factor_ = value * magnitude_;
    result.factor = magnitude_ > 0 ? reduction_factor_ / magnitude_ : 0;
    return result;
}

template <class T>
void CpuPrimitives<T>::weigh_rows() {
    const UpstreamOfRows<T> upstream = scaled_upstream();
    attach_positives(upstream);
    const bool sets = state_.plan.rule.has_sets();
    for_rows(
        team_, n_workers_, state_.plan.place.rows.count(), kCostOfRowMath, [&](std::int64_t row) {
            sets ? weigh_set(row, upstream[row]) : weigh_row(row, statistics(row), upstream[row]);
        });
}

template <class T>
void CpuPrimitives<T>::finish_and_weigh_rows() {
    if (state_.plan.rule.has_sets()) {
        Primitives::finish_and_weigh_rows();
        return;
    }
    const UpstreamOfRows<T> upstream = scaled_upstream();
    attach_positives(upstream);
    for_rows(team_, n_workers_, state_.plan.place.rows.count(), 2 * kCostOfRowMath,
             [&](std::int64_t row) {
                 // Read once: what both make of the statistics is computed once then.
                 const kernels::RowStatistics<T> statistics = this->statistics(row);
                 finish_row(row, statistics);
                 weigh_row(row, statistics, upstream[row]);
             });
}

template <class T>
void CpuPrimitives<T>::normalize_backward(Side side) {
    const T factor = gradient_factor();
    for_rows(team_, n_workers_, state_.plan.place.of(side).count(), state_.plan.problem.dim,
             [&](std::int64_t row) { normalize_row_backward(side, row, factor); });
}

template <class T>
T CpuPrimitives<T>::gradient_factor() const {
    return static_cast<T>(common_factor_ * logit_scale(state_.call));
}

template <class T>
T CpuPrimitives<T>::island_pull() const {
    return static_cast<T>(2 * classes_.rule().island / (magnitude_ * logit_scale(state_.call)));
}

template <class T>
void CpuPrimitives<T>::normalize_row_backward(Side side, std::int64_t row, T factor) const {
    if (!state_.is_wanted(side, row, row + 1)) return;
    const Plan& plan = state_.plan;
    const auto& operand = state_.operand(side);
    const cuxentGradients& wanted = state_.call.gradients;
    const std::int64_t dim = plan.problem.dim;
    const T* z = operand.z + row * dim;
    T* gradient = operand.gradient + row * dim;
    if (plan.rule.has_classes()) {
        if (side == Side::kRows) {
            classes_.add_to_row(row, gradient);
        } else {
            classes_.add_to_class(row, island_pull(), gradient);
        }
    }
    if (smoothing_.sums_rows()) {
        const bool symmetric = plan.rule.symmetric();
        if (side == Side::kRows) smoothing_.add_to_row(row, gradient);
        if (side == Side::kCols || symmetric) smoothing_.add_to_col(row, gradient);
    }
    if (is_absent(side, row)) std::fill_n(gradient, dim, T{0});
    operand.radial[row] = dot_row(z, gradient, dim);
    const MatrixRow at = locate(plan, side, row);
    const cuxentMatrix& matrix = (side == Side::kRows ? wanted.rows : wanted.cols)[at.matrix];
    if (matrix.data == nullptr) return;
    void* to = row_of(matrix, plan.problem.grad_type, at.row);
    // A gradient that is only written, in the arithmetic type, needs no stop on the way.
    const bool direct = plan.problem.grad_type == arithmetic_type<T>() && wanted.accumulate == 0;
    T* dx = direct ? static_cast<T*>(to) : gradient;
    normalize_backward_row(z, gradient, dim, operand.radial[row], operand.norm[row], factor,
                           norm_rule_, dx);
    if (!direct) narrow_row(dx, dim, to, plan.problem.grad_type, wanted.accumulate != 0);
}

/// dL/dscale = sum_ij G_ij <z_i, z_j> = sum_i <z_i, (G z)_i>: what the way back through the
/// normalisation has already. Where the rows are the columns, W = G + G^T counts every pair twice.
template <class T>
void CpuPrimitives<T>::reduce_scale_gradient() {
    const cuxentGradients& gradients = state_.call.gradients;
    if (gradients.scale == nullptr) return;
    const Plan& plan = state_.plan;
    const double both = plan.rule.symmetric() ? 0.5 : 1.0;
    double sum = both * sum_of(state_.rows.radial, plan.place.rows.count());
    if (state_.scale_rest != nullptr) sum += sum_of(state_.scale_rest, plan.place.rows.count());
    const double by_scale = common_factor_ * sum;
    const double result = kernels::scale_gradient_of(by_scale, logit_scale(state_.call),
                                                     scale_kind(plan.problem.scale_kind));
    put_scalar(gradients.scale, result);
}

/// The sum of all coefficients; in every row with a softmax that of its log-sum-exp.
template <class T>
void CpuPrimitives<T>::reduce_bias_gradient() {
    if (state_.call.gradients.bias == nullptr) return;
    const std::int64_t n = state_.plan.place.rows.count();
    double sum = 0;
    for (std::int64_t row = 0; row_rule_.sigmoid && row < n; ++row) {
        sum += kernels::bias_gradient_of_row(statistics(row), state_.logits, state_.weight[row]);
    }
    if (row_rule_.z_loss != 0) sum = sum_of(state_.lse_pull, n);
    put_scalar(state_.call.gradients.bias, sum == 0 ? 0 : common_factor_ * sum);
}

template <class T>
void CpuPrimitives<T>::put_scalar(void* to, double value) const {
    auto* target = static_cast<T*>(to);
    if (state_.call.gradients.accumulate != 0) value += static_cast<double>(*target);
    *target = static_cast<T>(value);
}

template class CpuPrimitives<float>;
template class CpuPrimitives<double>;

}  // namespace cuxent::impl
