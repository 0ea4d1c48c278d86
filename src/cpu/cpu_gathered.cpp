// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_gathered.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/element_size.hpp"
#include "base/round_up.hpp"
#include "cpu/cpu_guide.hpp"
#include "cpu/rows.hpp"

namespace cuxent::impl {

template <class T>
CpuGathered<T>::CpuGathered(const Call& call, ThreadTeam& team)
    : CpuPrimitives<T>(call, team),
      shape_(call.plan.gathered()),
      factors_(state_.entry_factors()),
      similarities_(static_cast<T*>(call.buffers.gathered.similarity)),
      coefficients_(static_cast<T*>(call.buffers.gathered.coefficient)) {
    const cuxentInputs& inputs = state_.call.inputs;
    const bool is_64_bit = call.plan.problem.index_type == CUXENT_INDEX_INT64;
    const bool has_table = call.plan.has_table();
    const void* indices[] = {inputs.indices.anchors, inputs.indices.positives,
                             inputs.indices.negatives};
    const cuxentConstMatrix* tensors[] = {&inputs.rows[0], &inputs.cols[0], &inputs.cols[1]};
    const cuxentConstMatrix* guides[] = {&inputs.guide_rows[0], &inputs.guide_cols[0],
                                         &inputs.guide_cols[1]};
    for (std::size_t part = 0; part < kernels::kParts; ++part) {
        index_[part] = {indices[part], is_64_bit};
        matrix_[part] = has_table ? tensors[0] : tensors[part];
        guide_[part] = has_table ? guides[0] : guides[part];
    }
}

template <class T>
void CpuGathered<T>::for_each(std::int64_t n, std::int64_t cost,
                              FunctionRef<void(int, std::int64_t)> work) {
    // Work for some microseconds: less is not worth another thread's attention.
    constexpr std::int64_t kCostOfAPiece = 1 << 14;
    const std::int64_t step = std::max<std::int64_t>(1, kCostOfAPiece / cost);
    this->team_.for_pieces(this->n_workers_, ceil_div(n, step), [&](int worker, std::int64_t i) {
        const std::int64_t end = std::min(n, (i + 1) * step);
        for (std::int64_t at = i * step; at < end; ++at) work(worker, at);
    });
}

template <class T>
T* CpuGathered<T>::worker_row(int worker, int which) const {
    auto* rows = static_cast<T*>(state_.call.buffers.gathered.worker_rows);
    return rows + (worker * GatheredBuffers::kWorkerRows + which) * state_.plan.widest_row();
}

template <class T>
std::int64_t CpuGathered<T>::matrix_row(const kernels::Gathered& row) const {
    return index_[static_cast<std::size_t>(row.part)][row.number];
}

template <class T>
T CpuGathered<T>::gather(const kernels::Gathered& row, T* z) const {
    const cuxentConstMatrix& matrix = *matrix_[static_cast<std::size_t>(row.part)];
    return this->read_row(matrix, matrix_row(row), z);
}

template <class T>
void CpuGathered<T>::normalize(Side side) {
    if (side == Side::kCols) return;  // each at its use
    const std::int64_t dim = state_.plan.problem.dim;
    for_each(shape_.n_rows, dim, [&](int /*worker*/, std::int64_t i) {
        T* z = state_.rows.z + i * dim;
        if (weights_.counts(i)) {
            state_.rows.norm[i] = gather({kernels::Part::kAnchor, i}, z);
        } else {
            std::fill_n(z, dim, T{0});
            state_.rows.norm[i] = 0;
        }
    });
}

template <class T>
void CpuGathered<T>::note_guide() {
    const std::int64_t dim = state_.plan.problem.guide_dim;
    for_each(shape_.n_rows, shape_.n_columns() * dim,
             [&](int worker, std::int64_t i) { visit_guide(worker, i); });
}

template <class T>
void CpuGathered<T>::visit_guide(int worker, std::int64_t i) const {
    const Plan& plan = state_.plan;
    const kernels::GuideBits& bits = state_.entries.guide;
    std::fill_n(bits.word(i, 0), bits.n_words, kernels::GuideBits::Word{0});
    if (!weights_.counts(i)) return;
    const auto take = [&](const kernels::Gathered& row, T* to) {
        const cuxentConstMatrix& matrix = *guide_[static_cast<std::size_t>(row.part)];
        normalize_guide_row(plan, matrix, matrix_row(row), to);
    };
    T* anchor = worker_row(worker, 0);
    T* column = worker_row(worker, 1);
    take({kernels::Part::kAnchor, i}, anchor);
    T limit = 0;
    for (std::int64_t j = 0; j < shape_.n_columns(); ++j) {
        take(shape_.column(i, j), column);
        const T g = dot_row(anchor, column, plan.problem.guide_dim);
        if (j == 0) limit = plan.guide_rule().limit(g);
        if (g > limit) bits.leave_out(i, j);
    }
}

template <class T>
void CpuGathered<T>::begin_statistics() {
    std::int64_t* n_out_of_range = state_.call.outputs.n_out_of_range;
    if (n_out_of_range != nullptr) *n_out_of_range = 0;  // such a call has been refused
}

template <class T>
void CpuGathered<T>::statistics_pass(const Call& call) {
    for_each(shape_.n_rows, shape_.n_columns() * state_.plan.problem.dim,
             [&](int worker, std::int64_t i) {
                 visit_statistics(worker, i);
                 if (call.wants_ranks()) rank(i);
             });
}

template <class T>
void CpuGathered<T>::rank(std::int64_t i) const {
    const kernels::RankArrays ranks = state_.call.ranks();
    ranks.begin(i, weights_.counts(i));
    if (!weights_.counts(i)) return;
    kernels::RankCounts counts{};
    for (std::int64_t j = 1; j < shape_.n_columns(); ++j) {
        counts.above += kernels::is_above(entry(i, j), state_.positive[i]) ? 1 : 0;
        counts.equal += kernels::is_beside(entry(i, j), state_.positive[i]) ? 1 : 0;
    }
    ranks.add(i, counts);
}

template <class T>
void CpuGathered<T>::visit_statistics(int worker, std::int64_t i) const {
    const std::int64_t dim = state_.plan.problem.dim;
    constexpr T kOut = -std::numeric_limits<T>::infinity();
    const kernels::Logits<T>& logits = state_.logits;
    const T* z = state_.rows.z + i * dim;
    T* column = worker_row(worker, 0);
    T* similarities = similarities_ + i * shape_.n_columns();
    for (std::int64_t j = 0; j < shape_.n_columns(); ++j) {
        gather(shape_.column(i, j), column);
        similarities[j] = weights_.counts(i) ? dot_row(z, column, dim) : T{0};
    }
    state_.positive[i] = entry(i, 0);
    if (state_.target_cosine != nullptr) state_.target_cosine[i] = factors_.capped(similarities[0]);
    T shift = logits.shift;
    if (!logits.one_shift) {
        shift = kOut;
        for (std::int64_t j = 1; j < shape_.n_columns(); ++j) {
            shift = std::max(shift, entry(i, j) * logits.slope);
        }
    }
    T sum = 0;
    auto total = static_cast<double>(state_.positive[i]);
    std::int64_t n_seen = 1;
    for (std::int64_t j = 1; j < shape_.n_columns(); ++j) {
        const T own = entry(i, j);
        // Where all are out the shift is -inf as well, and their difference NaN.
        if (own == kOut) continue;
        sum += std::exp2(std::fma(own, logits.slope, -shift));
        total += static_cast<double>(own);
        ++n_seen;
    }
    if (state_.smoothed_mean != nullptr) {
        state_.smoothed_mean[i] = static_cast<T>(total / static_cast<double>(n_seen));
        static_cast<std::int64_t*>(state_.call.buffers.gathered.n_seen)[i] = n_seen;
    }
    state_.shift[i] = shift;
    state_.sum[i] = sum;
}

template <class T>
T CpuGathered<T>::similarity(std::int64_t i, std::int64_t j) const {
    return similarities_[i * shape_.n_columns() + j];
}

template <class T>
T CpuGathered<T>::entry(std::int64_t i, std::int64_t j) const {
    const kernels::Gathered column = shape_.column(i, j);
    const std::int64_t place =
        state_.plan.has_table() ? matrix_row(column) : shape_.column_number(column);
    return kernels::adjusted_entry(state_.entries, factors_, similarity(i, j), i, j, place);
}

template <class T>
T CpuGathered<T>::coefficient(std::int64_t i, std::int64_t j) const {
    if (!weights_.counts(i)) return T{0};
    const T share = state_.share == nullptr ? T{0} : state_.share[i];
    const T slope = factors_.slope_of_capped(factors_.capped(similarity(i, j)));
    if (j == 0) return state_.pull[i] - slope * share;
    const T own = entry(i, j);
    const T exponent = std::fma(own, state_.logits.slope, -state_.shift[i]);
    const T by_entry = state_.weight[i] * std::exp2(exponent - state_.weight_shift[i]);
    const T taken = own == -std::numeric_limits<T>::infinity() ? T{0} : share;
    return slope * (by_entry - taken);
}

template <class T>
void CpuGathered<T>::put_row(const cuxentMatrix& matrix, std::int64_t row, T* dx) const {
    const cuxentType type = state_.plan.problem.grad_type;
    narrow_row(dx, state_.plan.problem.dim, row_of(matrix, type, row), type,
               state_.call.gradients.accumulate != 0);
}

template <class T>
void CpuGathered<T>::visit_gradient(int worker, std::int64_t i, T factor) const {
    const std::int64_t dim = state_.plan.problem.dim;
    const bool has_table = state_.plan.has_table();
    const cuxentGradients& wanted = state_.call.gradients;
    const T* z = state_.rows.z + i * dim;
    T* gradient = state_.rows.gradient + i * dim;
    T* column = worker_row(worker, 0);
    T* dx = worker_row(worker, 1);
    std::fill_n(gradient, dim, T{0});
    for (std::int64_t j = 0; j < shape_.n_columns(); ++j) {
        const kernels::Gathered row = shape_.column(i, j);
        const T norm = gather(row, column);
        const T weight = coefficient(i, j);
        if (weights_.counts(i)) add_scaled_row(column, weight, dim, gradient);
        if (has_table) {
            coefficients_[i * shape_.n_columns() + j] = weight;
            continue;
        }
        const cuxentMatrix& matrix = wanted.cols[j == 0 ? 0 : 1];
        if (matrix.data == nullptr) continue;
        if (weights_.counts(i)) {
            scale_row(z, weight, dim, dx);
            normalize_backward_row(column, dx, dim, weight * similarity(i, j), norm, factor,
                                   norm_rule_, dx);
        } else {
            std::fill_n(dx, dim, T{0});  // the column may hold anything
        }
        put_row(matrix, row.number, dx);
    }
    if (has_table) {
        state_.rows.radial[i] = dot_row(z, gradient, dim);
    } else {
        this->normalize_row_backward(Side::kRows, i, factor);
    }
}

template <class T>
void CpuGathered<T>::gradient_pass(const Call& call) {
    const T factor = this->gradient_factor();
    for_each(shape_.n_rows, 2 * shape_.n_columns() * state_.plan.problem.dim,
             [&](int worker, std::int64_t i) { visit_gradient(worker, i, factor); });
    if (call.plan.has_table() && call.gradients.rows[0].data != nullptr) table_gradient(factor);
}

template <class T>
void CpuGathered<T>::clear_table() {
    const cuxentMatrix& table = state_.call.gradients.rows[0];
    const cuxentType type = state_.plan.problem.grad_type;
    const std::int64_t dim = state_.plan.problem.dim;
    for_each(state_.plan.problem.n_table_rows, dim, [&](int /*worker*/, std::int64_t row) {
        std::memset(row_of(table, type, row), 0, static_cast<std::size_t>(dim) * size_of(type));
    });
}

template <class T>
void CpuGathered<T>::table_gradient(T factor) {
    const cuxentGradients& wanted = state_.call.gradients;
    const GatheredBuffers& buffers = state_.call.buffers.gathered;
    const bool packs = wanted.table_index != nullptr;
    if (!packs && wanted.accumulate == 0) clear_table();
    auto* key = static_cast<std::uint32_t*>(buffers.key[0]);
    for (std::int64_t source = 0; source < shape_.n_sources(); ++source) {
        key[source] = static_cast<std::uint32_t>(matrix_row(shape_.gathered(source)));
    }
    const SourceOrder order =
        order_sources(buffers, shape_.n_sources(), state_.plan.problem.n_table_rows);
    if (packs) *wanted.n_table_index = order.n_segments;
    for_each(order.n_segments, 4 * state_.plan.problem.dim, [&](int worker, std::int64_t segment) {
        visit_segment(worker, order, segment, factor);
    });
}

template <class T>
void CpuGathered<T>::visit_segment(int worker, const SourceOrder& order, std::int64_t segment,
                                   T factor) const {
    const std::int64_t dim = state_.plan.problem.dim;
    T* gradient = worker_row(worker, 0);
    T* z = worker_row(worker, 1);
    std::fill_n(gradient, dim, T{0});
    for (std::uint32_t at = order.begin[segment]; at < order.begin[segment + 1]; ++at) {
        const kernels::Gathered source = shape_.gathered(order.source[at]);
        if (source.part == kernels::Part::kAnchor) {
            add_scaled_row(state_.rows.gradient + source.number * dim, T{1}, dim, gradient);
        } else {
            const std::int64_t i = shape_.anchor_of(source);
            const T weight = coefficients_[i * shape_.n_columns() + shape_.place_of(source)];
            add_scaled_row(state_.rows.z + i * dim, weight, dim, gradient);
        }
    }
    const T norm = gather(shape_.gathered(order.source[order.begin[segment]]), z);
    const T radial = dot_row(z, gradient, dim);
    normalize_backward_row(z, gradient, dim, radial, norm, factor, norm_rule_, gradient);
    const std::int64_t row = order.key[order.begin[segment]];
    const bool packs = state_.call.gradients.table_index != nullptr;
    put_row(state_.call.gradients.rows[0], packs ? segment : row, gradient);
    if (packs) note_row(segment, row);
}

template <class T>
void CpuGathered<T>::note_row(std::int64_t segment, std::int64_t row) const {
    void* index = state_.call.gradients.table_index;
    if (state_.plan.problem.index_type == CUXENT_INDEX_INT64) {
        static_cast<std::int64_t*>(index)[segment] = row;
    } else {
        static_cast<std::int32_t*>(index)[segment] = static_cast<std::int32_t>(row);
    }
}

template class CpuGathered<float>;
template class CpuGathered<double>;

}  // namespace cuxent::impl
