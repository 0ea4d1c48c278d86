// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
//
// A panel of similarities, in place, into what the softmax sees in their place; see entry_math.h.
//
// Shapes: panel n_rows x n_cols, ld; terms and ids one a row and one a column. Bytes, with b those
// of the arithmetic type: 2 b n_rows n_cols, and for every 32 rows the terms, ids and labels of the
// columns. Calls without such options do without the kernel. Determinism: elementwise.
#include "kernels/enqueue.cuh"
#include "kernels/load.cuh"
#include "kernels/panel_visit.cuh"
#include "kernels/scale.cuh"

namespace cuxent::kernels {
namespace {

template <class T>
struct Arguments {
    Panel<T> panel;
    ScaleInput scale;
    EntryOptions<T> entries;
    Diagonal target;
    SetLabels labels;
    bool mirrored;
    T* target_cosine;
};

/// What a thread's columns have for all rows of its block.
template <class T>
struct Columns {
    T term[Vector<T>::kSize];
    std::int64_t id[Vector<T>::kSize];
    std::int64_t label[Vector<T>::kSize];
};

template <class T>
__device__ Columns<T> load_columns_of(const Arguments<T>& a, std::int64_t c) {
    Columns<T> columns;
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        const bool is_inside = c + j < a.panel.n_cols;
        const std::int64_t column = a.panel.col_begin + c + j;
        columns.term[j] = is_inside ? a.entries.col_term(column) : T(0);
        columns.id[j] =
            is_inside && a.entries.col_ids.data != nullptr ? a.entries.col_ids[column] : 0;
        columns.label[j] = is_inside && a.labels.cols.data != nullptr ? a.labels.cols[column] : 0;
    }
    return columns;
}

/// Similarity of row r with its target, if that is among the thread's columns.
template <class T>
__device__ void note_cosine(const Arguments<T>& a, std::int64_t r, std::int64_t c,
                            std::int64_t target, const Vector<T>& v) {
#pragma unroll
    for (int j = 0; j < Vector<T>::kSize; ++j) {
        if (j != target || c + j >= a.panel.n_cols) continue;
        a.target_cosine[a.panel.row_begin + r] = v.at[j];
        if (a.mirrored) a.target_cosine[a.panel.col_begin + c + j] = v.at[j];
    }
}

template <class T>
__global__ void __launch_bounds__(kThreads) adjust_panel_kernel(const Arguments<T> a) {
    const std::int64_t c = first_column<T>();
    if (c >= a.panel.n_cols) return;
    const auto factors = EntryFactors<T>::of(read_logits<T>(a.scale), a.entries.hardness);
    const Columns<T> columns = load_columns_of(a, c);
    const bool has_ids = a.entries.row_ids.data != nullptr;
    const bool has_labels = a.labels.rows.data != nullptr;
    const std::int64_t r_end = min(first_row() + kRowsPerBlock, a.panel.n_rows);
    for (std::int64_t r = first_row(); r < r_end; ++r) {
        const std::int64_t row = a.panel.row_begin + r;
        const T row_term = a.entries.row_term(row);
        const std::int64_t id = has_ids ? a.entries.row_ids[row] : 0;
        const std::int64_t label = has_labels ? a.labels.rows[row] : 0;
        const std::int64_t target = has_labels ? -1 : position_of(a.target, a.panel, r, c);
        T* at = a.panel.data + r * a.panel.ld + c;
        Vector<T> v = Vector<T>::load(at);
        if (a.target_cosine != nullptr) note_cosine(a, r, c, target, v);
#pragma unroll
        for (int j = 0; j < Vector<T>::kSize; ++j) {
            const T term = row_term + columns.term[j];
            if (has_labels ? columns.label[j] == label : j == target) {
                v.at[j] = factors.adjusted_target(v.at[j], term);
            } else if (has_ids && columns.id[j] == id) {
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
                         const SetLabels& labels, bool mirrored, T* target_cosine,
                         cudaStream_t stream) {
    return enqueue(adjust_panel_kernel<T>, panel_grid(panel), kThreads, stream,
                   Arguments<T>{panel, scale, entries, target, labels, mirrored, target_cosine});
}

template cudaError_t adjust_panel<float>(const Panel<float>&, const ScaleInput&,
                                         const EntryOptions<float>&, const Diagonal&,
                                         const SetLabels&, bool, float*, cudaStream_t);
template cudaError_t adjust_panel<double>(const Panel<double>&, const ScaleInput&,
                                          const EntryOptions<double>&, const Diagonal&,
                                          const SetLabels&, bool, double*, cudaStream_t);

cudaError_t load_adjust_panel() {
    return load(adjust_panel_kernel<float>, adjust_panel_kernel<double>);
}

}  // namespace cuxent::kernels
