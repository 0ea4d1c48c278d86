// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
/** @file table_run.h @brief A loss over rows of an embedding table, put to a backend. */
#ifndef CUXENT_TESTS_BACKEND_TABLE_RUN_H
#define CUXENT_TESTS_BACKEND_TABLE_RUN_H

#include <cstdint>
#include <vector>

#include "backend/device.h"
#include "harness/compare.h"
#include "harness/expectation.h"
#include "reference/table.h"

namespace backend {

/// A table and indices that make the operands of a Spec of them: equal rows are one row of the
/// table, which is shuffled and has rows that nothing names.
struct TableProblem {
    harness::Spec spec;
    std::vector<double> table;
    std::int64_t n_table_rows = 0;
    reference::TableIndices indices;
    // One a row of the table; empty: none. Terms of rows that are nobody's column are NaN.
    std::vector<double> col_bias = {};
    std::vector<std::int64_t> col_ids = {};
    std::vector<double> guide = {};  ///< spec.guide_dim wide
};
TableProblem table_problem(const harness::Expectation& expectation);

/// What the table's gradient must be: the sum of the gradients of all that name a row, and of their
/// limits.
harness::Quantity table_gradient(const harness::Expectation& expectation,
                                 const TableProblem& problem);

/// How the problem is put to the library: choices that must not change the answer.
struct TableStyle {
    cuxentIndexType index_type = CUXENT_INDEX_INT32;
    bool fused = false;
    bool packed = false;      ///< unpacked again before it is judged
    bool accumulate = false;  ///< dense, to numbers of order 1
    std::int64_t padding = 0;
    int n_threads = 2;
};

struct TableResult {
    harness::Observed observed;  ///< d_rows: of the table
    std::vector<std::int64_t> packed_index;
    std::int64_t n_out_of_range = -1;
    bool intact = true;  ///< nothing was written outside of the results
};

/// Throws cuxent::Error if the library refuses.
TableResult run_table(Device& device, const harness::Expectation& expectation,
                      const TableProblem& problem, const TableStyle& style);

/// What the gradient holds before a call that accumulates.
std::vector<double> initial_table(std::size_t n);

}  // namespace backend

#endif  // CUXENT_TESTS_BACKEND_TABLE_RUN_H
