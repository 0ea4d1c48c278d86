// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cuda/cuda_similarity_matrix.hpp"

#include <algorithm>
#include <cstdint>

#include "base/element_size.hpp"
#include "base/with_arithmetic.hpp"
#include "cuda/cuda_check.hpp"
#include "cuda/device_rows.hpp"
#include "plan/arena.hpp"

namespace cuxent::impl {
namespace {

constexpr std::int64_t kPanelBytes = std::int64_t{32} << 20;

/// Whether products go straight into the result.
template <class T>
bool is_direct(const cuxentSimilarity& what) {
    return size_of(what.result_type) == sizeof(T);
}

/// Scratch, carved or counted.
template <class T>
struct Buffers {
    void* workspace;
    std::size_t workspace_bytes;
    T* z_a;    ///< n_rows x dim
    T* z_b;    ///< n_cols x dim
    T* panel;  ///< panel_rows x n_cols; null where products go straight into the result
    std::int64_t panel_rows;

    Buffers(Arena& arena, const cuxentSimilarity& what) {
        const auto take = [&arena](std::int64_t n) {
            return static_cast<T*>(arena.take(static_cast<std::size_t>(n) * sizeof(T)));
        };
        // Split products of small matrices need no more than the matrices.
        workspace_bytes =
            std::clamp(static_cast<std::size_t>(what.n_rows * what.n_cols) * sizeof(T),
                       Cublas::kLeastWorkspaceBytes, Cublas::kMostWorkspaceBytes);
        workspace = arena.take(workspace_bytes);
        z_a = take(what.n_rows * what.dim);
        z_b = take(what.n_cols * what.dim);
        const std::int64_t row_bytes = what.n_cols * static_cast<std::int64_t>(sizeof(T));
        panel_rows = is_direct<T>(what)
                         ? what.n_rows
                         : std::clamp<std::int64_t>(kPanelBytes / row_bytes, 1, what.n_rows);
        panel = take(is_direct<T>(what) ? 0 : panel_rows * what.n_cols);
    }
};

template <class T>
void prepare(const SimilarityMatrixCall& call, const cuxentConstMatrix& x, std::int64_t n_rows,
             T* z) {
    const cuxentSimilarity& what = call.what;
    cuda_check(
        kernels::normalize_rows<T>(
            only_view(x, n_rows, what.type), what.dim,
            device_norm_rule(what.measure == CUXENT_MEASURE_COSINE, what.small_norm, what.norm_eps),
            kernels::RowWeights<T>{nullptr}, {z, what.dim, arithmetic_element<T>(), {}}, nullptr,
            stream_of(call.stream)),
        "normalize_rows");
}

template <class T>
void multiply(const SimilarityMatrixCall& call, Cublas& cublas, const Buffers<T>& buffers) {
    const cuxentSimilarity& what = call.what;
    const FloatProduct product =
        what.precision == CUXENT_PRECISION_TF32 ? FloatProduct::kTf32 : FloatProduct::kFp32;
    for (std::int64_t begin = 0; begin < what.n_rows; begin += buffers.panel_rows) {
        const std::int64_t n_rows = std::min(buffers.panel_rows, what.n_rows - begin);
        const bool direct = is_direct<T>(what);
        T* to = direct ? static_cast<T*>(call.result.data) : buffers.panel;
        const std::int64_t ld = direct ? call.result.ld : what.n_cols;
        cublas.gemm(n_rows, what.n_cols, what.dim,
                    {buffers.z_a + begin * what.dim, what.dim, false},
                    {buffers.z_b, what.dim, true}, T{0}, to, ld, product);
        if (direct) continue;
        void* rows = element_at(call.result.data, what.result_type, begin * call.result.ld);
        cuda_check(kernels::scaled_copy<T>(buffers.panel, what.n_cols, n_rows, what.n_cols,
                                           device_scale({{1, nullptr}, kernels::ScaleKind::kLogit}),
                                           {rows, call.result.ld, element_of(what.result_type)},
                                           stream_of(call.stream)),
                   "scaled_copy");
    }
}

}  // namespace

std::size_t cuda_similarity_matrix_scratch(const cuxentSimilarity& what) {
    Arena counting(nullptr);
    with_arithmetic(what.type,
                    [&](auto zero) { const Buffers<decltype(zero)> unused(counting, what); });
    return counting.used();
}

void cuda_similarity_matrix(const SimilarityMatrixCall& call, Cublas& cublas) {
    const cuxentSimilarity& what = call.what;
    with_arithmetic(what.type, [&](auto zero) {
        using T = decltype(zero);
        Arena arena(call.scratch);
        const Buffers<T> buffers(arena, what);
        cublas.bind(stream_of(call.stream), buffers.workspace, buffers.workspace_bytes);
        prepare(call, call.a, what.n_rows, buffers.z_a);
        prepare(call, call.b, what.n_cols, buffers.z_b);
        if (!call.scale.is_one()) {
            cuda_check(kernels::scaled_copy<T>(buffers.z_a, what.dim, what.n_rows, what.dim,
                                               device_scale(call.scale),
                                               {buffers.z_a, what.dim, arithmetic_element<T>()},
                                               stream_of(call.stream)),
                       "scaled_copy");
        }
        multiply(call, cublas, buffers);
    });
}

}  // namespace cuxent::impl
