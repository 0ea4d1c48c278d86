// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "cosines.h"

#include <vector>

namespace vocabulary {

digits::Matrix cosines_with_all(const cuxent::Handle& handle, const digits::Matrix& table,
                                std::span<const std::int32_t> words) {
    const digits::Matrix rows =
        digits::take_rows(table, std::vector<std::size_t>(words.begin(), words.end()));
    cuxentSimilarity similarity{};  // 0 stands for the defaults: float, cosine
    similarity.n_rows = static_cast<std::int64_t>(rows.rows);
    similarity.n_cols = static_cast<std::int64_t>(table.rows);
    similarity.dim = static_cast<std::int64_t>(table.cols);
    const cuxent::HostBuffer scratch(cuxent::similarity_matrix_scratch(handle, similarity));

    digits::Matrix cosines(rows.rows, table.rows);
    cuxent::similarity_matrix(handle, similarity, {rows.values.data(), similarity.dim},
                              {table.values.data(), similarity.dim}, nullptr,
                              {cosines.values.data(), similarity.n_cols}, scratch);
    return cosines;
}

}  // namespace vocabulary
