// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/cpu_similarity_matrix.hpp"

#include <algorithm>
#include <cstdint>

#include "base/round_up.hpp"
#include "base/with_arithmetic.hpp"
#include "cpu/blas.hpp"
#include "cpu/row_kernels.hpp"
#include "cpu/rows.hpp"
#include "cpu/typed_row_kernels.hpp"
#include "plan/arena.hpp"

namespace cuxent::impl {
namespace {

/// A tile of floats stays in a core's L2 from the product to the last of its rows.
constexpr std::int64_t kTileRows = 256;

template <class T>
constexpr cuxentType kArithmeticType = sizeof(T) == sizeof(double) ? CUXENT_TYPE_FLOAT64
                                                                   : CUXENT_TYPE_FLOAT32;

/// Scratch, carved or counted.
template <class T>
struct Buffers {
    T* z_a;    ///< n_rows x dim
    T* z_b;    ///< n_cols x dim
    T* tiles;  ///< one a thread

    Buffers(Arena& arena, const cuxentSimilarity& what, int n_threads) {
        const auto take = [&arena](std::int64_t n) {
            return static_cast<T*>(arena.take(static_cast<std::size_t>(n) * sizeof(T)));
        };
        z_a = take(what.n_rows * what.dim);
        z_b = take(what.n_cols * what.dim);
        tiles = take(n_threads * kTileRows * kTileRows);
    }
};

template <class T>
void prepare(ThreadTeam& team, const cuxentConstMatrix& x, std::int64_t n_rows,
             const cuxentSimilarity& what, double scale, T* z) {
    const auto rule =
        cpu_norm_rule<T>(what.measure == CUXENT_MEASURE_COSINE, what.small_norm, what.norm_eps);
    const auto factor = static_cast<T>(scale);
    for_rows(team, team.size(), n_rows, what.dim, [&](std::int64_t row) {
        T* to = z + row * what.dim;
        normalize_typed_row(row_of(x, what.type, row), what.type, what.dim, rule, to,
                            kArithmeticType<T>);
        if (factor == T{1}) return;
        for (std::int64_t k = 0; k < what.dim; ++k) to[k] *= factor;
    });
}

template <class T>
void multiply(const SimilarityMatrixCall& call, ThreadTeam& team, const Buffers<T>& buffers) {
    const cuxentSimilarity& what = call.what;
    const std::int64_t tiles_in_a_row = ceil_div(what.n_cols, kTileRows);
    const std::int64_t n_tiles = ceil_div(what.n_rows, kTileRows) * tiles_in_a_row;
    team.for_pieces(team.size(), n_tiles, [&](int worker, std::int64_t i) {
        const std::int64_t row_begin = i / tiles_in_a_row * kTileRows;
        const std::int64_t col_begin = i % tiles_in_a_row * kTileRows;
        const std::int64_t n_rows = std::min(kTileRows, what.n_rows - row_begin);
        const std::int64_t n_cols = std::min(kTileRows, what.n_cols - col_begin);
        T* tile = buffers.tiles + worker * kTileRows * kTileRows;
        gemm(Transpose::kNo, Transpose::kYes, n_rows, n_cols, what.dim,
             buffers.z_a + row_begin * what.dim, what.dim, buffers.z_b + col_begin * what.dim,
             what.dim, T{0}, tile, kTileRows);
        for (std::int64_t row = 0; row < n_rows; ++row) {
            void* to = element_at(call.result.data, what.result_type,
                                  (row_begin + row) * call.result.ld + col_begin);
            narrow_row(tile + row * kTileRows, n_cols, to, what.result_type, false);
        }
    });
}

}  // namespace

std::size_t cpu_similarity_matrix_scratch(const cuxentSimilarity& what, int n_threads) {
    Arena counting(nullptr);
    with_arithmetic(what.type, [&](auto zero) {
        const Buffers<decltype(zero)> unused(counting, what, n_threads);
    });
    return counting.used();
}

void cpu_similarity_matrix(const SimilarityMatrixCall& call, ThreadTeam& team) {
    with_arithmetic(call.what.type, [&](auto zero) {
        using T = decltype(zero);
        Arena arena(call.scratch);
        const Buffers<T> buffers(arena, call.what, team.size());
        prepare(team, call.a, call.what.n_rows, call.what, call.scale.logit_scale(), buffers.z_a);
        prepare(team, call.b, call.what.n_cols, call.what, 1, buffers.z_b);
        multiply(call, team, buffers);
    });
}

}  // namespace cuxent::impl
