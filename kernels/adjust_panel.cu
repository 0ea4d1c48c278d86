// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// A panel of similarities, in place, into what the softmax sees in their place; see entry_math.h.
//
// Shapes: panel n_rows x n_cols, ld; terms and ids one a row and one a column. Bytes, with b those
// of the arithmetic type: 2 b n_rows n_cols, and for every 32 rows the terms, ids and labels of the
// columns, or of listed pairs a bit or two for each entry, or of weighted targets b; of a guide one
// bit. Calls without such options do without the kernel. Determinism: elementwise.
#include <type_traits>

#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/scale.cuh"
#include "kernels/set_visit.cuh"

namespace cuxent::kernels {
namespace {

template <class T, class Members>
struct Arguments {
    Panel<T> panel;
    ScaleInput scale;
    EntryOptions<T> entries;
    Diagonal target;  ///< of OwnTargets
    Members members;
    bool mirrored;
    T* target_cosine;  ///< of OwnTargets; or null
};

/// What a thread's columns have for all rows of its block.
template <class T>
struct Columns {
    T term[Vector<T>::kSize];
    std::int64_t id[Vector<T>::kSize];
};

template <class T>
__device__ Columns<T> load_columns_of(const Panel<T>& panel, const EntryOptions<T>& entries,
                                      std::int64_t c) {
    Columns<T> columns;
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        const bool is_inside = c + j < panel.n_cols;
        const std::int64_t column = panel.col_begin + c + j;
        columns.term[j] = is_inside ? entries.col_term(column) : T(0);
        columns.id[j] = is_inside && entries.col_ids.data != nullptr ? entries.col_ids[column] : 0;
    }
    return columns;
}

/// Similarity of row r, capped, with its target, if that is among the thread's columns.
template <class T>
__device__ void note_cosine(const Arguments<T, OwnTargets>& a, std::int64_t r, std::int64_t c,
                            std::int64_t target, const Vector<T>& v) {
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        if (j != target || c + j >= a.panel.n_cols) continue;
        a.target_cosine[a.panel.row_begin + r] = v.at[j];
        if (a.mirrored) a.target_cosine[a.panel.col_begin + c + j] = v.at[j];
    }
}

/// What the guide says of a thread's columns, from the lowest bit on: one word holds them, since
/// panels begin where a word does.
template <class T>
__device__ unsigned left_out_by_guide(const Arguments<T, OwnTargets>& a, std::int64_t row,
                                      std::int64_t c) {
    static_assert(GuideBits::kBits % Vector<T>::kSize == 0);
    const GuideBits& guide = a.entries.guide;
    return guide.exist() ? static_cast<unsigned>(*guide.word(row, a.panel.col_begin + c)) >>
                               static_cast<int>(c % GuideBits::kBits)
                         : 0;
}

// One block a multiprocessor is enough to ask for: otherwise ptxas spills for the sake of
// occupancy.
template <class T, class Members>
__global__ void __launch_bounds__(kThreads, 1) adjust_panel_kernel(const Arguments<T, Members> a) {
    const std::int64_t c = first_column<T>();
    if (c >= a.panel.n_cols) return;
    const auto factors = a.entries.factors(read_logits<T>(a.scale));
    const Columns<T> columns = load_columns_of(a.panel, a.entries, c);
    const SetColumns<Members, T> columns_of(a.members, a.panel);
    const bool has_ids = a.entries.row_ids.data != nullptr;
    const std::int64_t r_end = min(first_row() + kRowsPerBlock, a.panel.n_rows);
    for (std::int64_t r = first_row(); r < r_end; ++r) {
        const std::int64_t row = a.panel.row_begin + r;
        const T row_term = a.entries.row_term(row);
        const std::int64_t id = has_ids ? a.entries.row_ids[row] : 0;
        const SetRow<Members, T> row_of(a.members, a.panel, a.target, r, c);
        T* at = a.panel.data + r * a.panel.ld + c;
        Vector<T> v = Vector<T>::load(at);
        if (a.entries.is_capped()) {
#pragma unroll
            for (int j = 0; j < Vector<T>::kSize; ++j) v.at[j] = factors.capped(v.at[j]);
        }
        unsigned left_out = 0;
        if constexpr (std::is_same_v<Members, OwnTargets>) {
            if (a.target_cosine != nullptr) note_cosine(a, r, c, row_of.target, v);
            left_out = left_out_by_guide(a, row, c);
        }
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) {
            const T term = row_term + columns.term[j];
            if (is_target(row_of, columns_of, j)) {
                v.at[j] = factors.adjusted_target(v.at[j], term);
            } else if ((left_out >> j & 1U) != 0 || (has_ids && columns.id[j] == id)) {
                v.at[j] = -T(INFINITY);
            } else {
                v.at[j] = factors.adjusted_negative(v.at[j], term);
            }
        }
        v.store(at);
    }
}

}  // namespace

template <class T>
cudaError_t adjust_panel(const Panel<T>& panel, const ScaleInput& scale,
                         const EntryOptions<T>& entries, const Diagonal& target,
                         const SetMembers<T>* members, bool mirrored, T* target_cosine,
                         cudaStream_t stream) {
    const auto enqueue_for = [&](const auto& by) {
        using Members = std::decay_t<decltype(by)>;
        return enqueue(
            adjust_panel_kernel<T, Members>, panel_grid(panel), kThreads, stream,
            Arguments<T, Members>{panel, scale, entries, target, by, mirrored, target_cosine});
    };
    if (members == nullptr) return enqueue_for(OwnTargets{});
    return members->take(enqueue_for);
}

template cudaError_t adjust_panel<float>(const Panel<float>&, const ScaleInput&,
                                         const EntryOptions<float>&, const Diagonal&,
                                         const SetMembers<float>*, bool, float*, cudaStream_t);
template cudaError_t adjust_panel<double>(const Panel<double>&, const ScaleInput&,
                                          const EntryOptions<double>&, const Diagonal&,
                                          const SetMembers<double>*, bool, double*, cudaStream_t);

cudaError_t load_adjust_panel() {
    return load(adjust_panel_kernel<float, OwnTargets>, adjust_panel_kernel<double, OwnTargets>,
                adjust_panel_kernel<float, SetLabels>, adjust_panel_kernel<double, SetLabels>,
                adjust_panel_kernel<float, PairBits>, adjust_panel_kernel<double, PairBits>,
                adjust_panel_kernel<float, SoftTargets<float>>,
                adjust_panel_kernel<double, SoftTargets<double>>);
}

}  // namespace cuxent::kernels
