// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_gathered.hpp"

#include "base/element_size.hpp"
#include "cuda/cuda_check.hpp"
#include "cuda/device_element.hpp"
#include "cuda/device_rows.hpp"

namespace cuxent::impl {

template <class T>
CudaGathered<T>::CudaGathered(const Call& call, Cublas& cublas)
    : CudaPrimitives<T>(call, cublas),
      gathered_(gathered_rows(call.inputs.rows, call.inputs.cols, call.plan.problem.dim)) {}

template <class T>
kernels::GatheredRows CudaGathered<T>::gathered_rows(const cuxentConstMatrix* rows,
                                                     const cuxentConstMatrix* cols,
                                                     std::int64_t dim) const {
    const Plan& plan = this->plan_;
    const cuxentIndices& named = this->call_.inputs.indices;
    const bool is_64_bit = plan.problem.index_type == CUXENT_INDEX_INT64;
    const void* indices[] = {named.anchors, named.positives, named.negatives};
    const cuxentConstMatrix* tensors[] = {&rows[0], &cols[0], &cols[1]};
    kernels::GatheredRows result{};
    for (std::size_t part = 0; part < kernels::kParts; ++part) {
        const cuxentConstMatrix& matrix = *tensors[plan.has_table() ? 0 : part];
        result.data[part] = matrix.data;
        result.ld[part] = matrix.ld;
        result.index[part] = {indices[part], is_64_bit};
    }
    result.shape = plan.gathered();
    result.n_table_rows = plan.problem.n_table_rows;
    result.dim = dim;
    result.element = element_of(plan.problem.type);
    return result;
}

/// The gradient of dense tensors needs no anchors beside it.
template <class T>
kernels::GatheredArrays<T> CudaGathered<T>::arrays() const {
    const Buffers& buffers = this->call_.buffers;
    const bool has_table = this->plan_.has_table();
    const auto typed = [](void* buffer) { return static_cast<T*>(buffer); };
    return {typed(buffers.gathered.similarity),
            typed(buffers.gathered.norm_scale),
            typed(buffers.gathered.norm_divisor),
            static_cast<std::int64_t*>(buffers.gathered.n_seen),
            has_table ? typed(buffers.rows.z) : nullptr,
            typed(buffers.rows.gradient),
            typed(buffers.gathered.coefficient),
            typed(buffers.rows.radial)};
}

template <class T>
void CudaGathered<T>::note_guide() {
    const cuxentInputs& inputs = this->call_.inputs;
    const Plan& plan = this->plan_;
    const auto guide = gathered_rows(inputs.guide_rows, inputs.guide_cols, plan.problem.guide_dim);
    cuda_check(kernels::note_gathered_guide(
                   guide, device_norm_rule(true, CUXENT_SMALL_NORM_ZERO, 0), plan.guide_rule(),
                   this->weights_, this->entries_.guide, this->stream_),
               "note_gathered_guide");
}

template <class T>
void CudaGathered<T>::begin_statistics() {
    std::int64_t* n_out_of_range = this->call_.outputs.n_out_of_range;
    if (n_out_of_range == nullptr) return;
    cuda_check(cudaMemsetAsync(n_out_of_range, 0, sizeof(*n_out_of_range), this->stream_),
               "cudaMemsetAsync");
}

template <class T>
void CudaGathered<T>::statistics_pass(const Call& call) {
    cuda_check(kernels::gathered_statistics(gathered_, this->norm_rule_, this->scale_,
                                            this->entries_, this->weights_, this->rows_, arrays(),
                                            this->call_.outputs.n_out_of_range, this->stream_),
               "gathered_statistics");
    if (!call.wants_ranks()) return;
    cuda_check(kernels::gathered_ranks(gathered_, this->scale_, this->entries_, this->weights_,
                                       this->rows_, arrays(), call.ranks(), this->stream_),
               "gathered_ranks");
}

template <class T>
void CudaGathered<T>::gradient_pass(const Call& call) {
    const cuxentGradients& wanted = call.gradients;
    kernels::GatheredGradients result{};
    result.element = element_of(call.plan.problem.grad_type);
    result.accumulate = wanted.accumulate != 0;
    if (!call.plan.has_table()) {
        const cuxentMatrix* tensors[] = {&wanted.rows[0], &wanted.cols[0], &wanted.cols[1]};
        for (std::size_t part = 0; part < kernels::kParts; ++part) {
            result.data[part] = tensors[part]->data;
            result.ld[part] = tensors[part]->ld;
        }
    }
    cuda_check(kernels::gathered_gradient(gathered_, this->norm_rule_, this->scale_,
                                          &this->scalars_->common, this->entries_, this->weights_,
                                          this->rows_, arrays(), result, this->stream_),
               "gathered_gradient");
    if (call.plan.has_table() && wanted.rows[0].data != nullptr) table_gradient();
}

template <class T>
void CudaGathered<T>::clear_table() {
    const cuxentProblem& problem = this->plan_.problem;
    const cuxentMatrix& table = this->call_.gradients.rows[0];
    const std::size_t element = size_of(problem.grad_type);
    // A single row may stand further from a next one than memory reaches.
    const std::int64_t ld = problem.n_table_rows == 1 ? problem.dim : table.ld;
    cuda_check(cudaMemset2DAsync(table.data, static_cast<std::size_t>(ld) * element, 0,
                                 static_cast<std::size_t>(problem.dim) * element,
                                 static_cast<std::size_t>(problem.n_table_rows), this->stream_),
               "cudaMemset2DAsync");
}

template <class T>
void CudaGathered<T>::table_gradient() {
    const cuxentGradients& wanted = this->call_.gradients;
    const cuxentProblem& problem = this->plan_.problem;
    const GatheredBuffers& buffers = this->call_.buffers.gathered;
    if (wanted.table_index == nullptr && wanted.accumulate == 0) clear_table();
    const auto numbers = [](void* buffer) { return static_cast<std::uint32_t*>(buffer); };
    kernels::SourceOrder order{};
    cuda_check(kernels::order_sources(gathered_,
                                      {{numbers(buffers.key[0]), numbers(buffers.key[1])},
                                       {numbers(buffers.source[0]), numbers(buffers.source[1])},
                                       this->counts_,
                                       numbers(buffers.segment_begin),
                                       numbers(buffers.n_segments)},
                                      order, this->stream_),
               "order_sources");
    const kernels::TableGradient result{
        wanted.rows[0].data,
        wanted.rows[0].ld,
        element_of(problem.grad_type),
        wanted.accumulate != 0,
        {wanted.table_index, problem.index_type == CUXENT_INDEX_INT64},
        wanted.n_table_index};
    cuda_check(kernels::segment_gradient(gathered_, this->norm_rule_, this->scale_,
                                         &this->scalars_->common, this->rows_, arrays(), order,
                                         result, this->stream_),
               "segment_gradient");
}

template class CudaGathered<float>;
template class CudaGathered<double>;

}  // namespace cuxent::impl
